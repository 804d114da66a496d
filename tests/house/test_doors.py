"""No door is left open by mistake."""

import pytest
from flask import Flask

from grappe.foundation import live, web
from grappe.foundation.policy import RULES

# Views that anybody may ask for: each is meant for visitors, and looks after itself.
OPEN = set("""
    health.healthz health.readyz health.metrics
    home.index directory.index directory.show calls.index
    accounts.sign_in accounts.register accounts.language
""".split())  # fmt: skip


def open_views(app):
    return {
        endpoint
        for endpoint, view in app.view_functions.items()
        if not endpoint.endswith("static") and all(lock.action == "public" for lock in view._locks)
    }


def test_every_view_declares_a_rule_that_exists(app):
    for endpoint, view in app.view_functions.items():
        if endpoint.endswith("static"):
            continue
        assert view._locks, endpoint
        assert {lock.action for lock in view._locks} <= RULES.keys(), endpoint


def test_a_view_without_a_door_stops_the_start_up(app):
    bare = Flask("bare")
    bare.add_url_rule("/open", "open", lambda: "hello")
    with pytest.raises(RuntimeError, match="no authorization declared for the views open"):
        web.check_complete(bare)


def test_an_event_registered_past_the_wrapper_stops_the_start_up(app):
    handlers = app.extensions["socketio"].server.handlers["/"]
    handlers["sneaked:in"] = lambda *_: None
    try:
        with pytest.raises(RuntimeError, match="sneaked:in"):
            live.check_complete(app)
    finally:
        del handlers["sneaked:in"]
    live.check_complete(app)


def test_a_stranger_gets_through_no_locked_door(app, browser):
    stranger = browser()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.endswith("static") or rule.endpoint in open_views(app):
            continue
        _, url = rule.build(dict.fromkeys(rule.arguments, 1))
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            send = stranger.get if method == "GET" else stranger.post
            answer = send(url)
            assert answer.status_code in (303, 401, 404, 200), f"{method} {rule}"
            if answer.status_code == 200:
                assert rule.endpoint in OPEN | {"calls.show"}, f"{method} {rule}"


def test_numbers_too_large_for_a_database_are_addresses_that_do_not_exist(browser):
    assert browser("ada").get(f"/calls/{10**30}").status_code == 404
    assert browser("ada").get("/rooms/9223372036854775808").status_code == 404
