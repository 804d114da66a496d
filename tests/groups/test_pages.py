"""What the pages show, what they keep to themselves, and what they cost."""

import pytest
from sqlalchemy import event

from grappe.foundation.db import db
from grappe.groups import operations
from grappe.groups.models import WorkingGroup
from grappe.groups.queries import waiting_count, waiting_for
from grappe.organisations.models import Organisation
from tests.groups.stage import make_group, seat_in

SECRET = "Quiet takeover"
POSTS = (
    "join", "ask", "leave", "rest", "reopen", "close", "edit", "invite", "rooms/new",
)  # fmt: skip


@pytest.fixture
def hidden(app, world, by):
    """Ada's hidden group with Cy in it, and an invitation to Bo that was withdrawn. Gives the id."""
    with app.app_context():
        group = make_group(
            by("ada"), name=SECRET, joining="hidden", partners=[(world.cy, world.aquavia)]
        )
        [one] = operations.invite(by("ada"), group, [(world.bo, world.textora)])
        operations.revoke(by("ada"), one)
        return group.id


@pytest.mark.parametrize("name", ["bo", "alix", "nora", "oda", "una"])
def test_a_hidden_group_is_missing_like_one_that_never_was(app, world, browser, hidden, name):
    who = browser(name)
    for path in ("", "/members", "/requests", "/edit", "/invite", "/close", "/rooms/new"):
        there, nowhere = who.get(f"/groups/{hidden}{path}"), who.get(f"/groups/2147483000{path}")
        assert there.status_code == nowhere.status_code == 404, path
        assert bare(there.text) == bare(nowhere.text), path
    for path in POSTS:
        there, nowhere = (
            who.post(f"/groups/{hidden}/{path}"),
            who.post(f"/groups/2147483000/{path}"),
        )
        assert there.status_code == nowhere.status_code == 404, path
        assert bare(there.text) == bare(nowhere.text), path


def bare(text):
    """A page without what differs from one request to the next."""
    import re

    text = re.sub(r"/groups/\d+", "/groups/N", text)
    text = re.sub(r'(value|content)="[^"]{40,}"', "", text)
    return re.sub(r"reference [\w-]+", "", text)


@pytest.mark.parametrize("name", ["bo", "alix", "nora", "una"])
def test_lists_searches_and_counts_do_not_know_the_hidden_group(
    app, world, browser, by, hidden, name
):
    who = browser(name)
    for path in (
        "/groups/",
        "/groups/?q=takeover",
        "/groups/?joining=hidden",
        "/groups/?q=quiet&page=2",
    ):
        text = who.get(path).text
        assert SECRET not in text, path
        assert "1 group" not in text, path
    if world.home[name][0]:
        with app.app_context():
            assert waiting_count(by(name)) == 0


def test_strangers_are_asked_to_sign_in_whatever_is_there(browser, hidden):
    who = browser(None)
    assert (
        who.get(f"/groups/{hidden}").status_code == who.get("/groups/2147483000").status_code == 303
    )
    assert who.get("/groups/").status_code == 303


def test_the_list_shows_my_groups_first_and_is_filtered(app, world, browser, by):
    with app.app_context():
        make_group(by("bo"), name="Aerogels", joining="open")
        make_group(by("ada"), name="Zéro déchet", joining="invitation")
    page = browser("ada").page("/groups/")
    assert [h.text for h in page.select("h2")] == ["My groups", "Other groups"]
    assert [a.text for a in page.select(".row__title a")] == ["Zéro déchet", "Aerogels"]
    assert "2 groups" in page.text
    found = browser("ada").page("/groups/?q=ZERO dechet")
    assert [a.text for a in found.select(".row__title a")] == ["Zéro déchet"]
    found = browser("ada").page("/groups/?joining=open")
    assert [a.text for a in found.select(".row__title a")] == ["Aerogels"]
    assert "No group matches" in browser("ada").get("/groups/?q=%25").text


def test_an_empty_list_says_what_a_group_is_for(browser):
    assert "Start the first group" in browser("ada").get("/groups/").text
    assert "Start the first group" not in browser("una").get("/groups/").text


def test_outside_one_sees_organisations_inside_one_sees_people(app, world, browser, by):
    with app.app_context():
        number = make_group(by("ada"), partners=[(world.cy, world.aquavia)]).id
    card = browser("bo").get(f"/groups/{number}").text
    assert "Aquavia" in card
    assert "Cy Exemple" not in card
    assert "Ada Exemple" not in card
    assert "General" not in card
    inside = browser("cy").get(f"/groups/{number}/members").text
    assert "Ada Exemple" in inside
    assert browser("bo").get(f"/groups/{number}/members").status_code == 403


def test_what_members_write_is_cleaned(app, world, browser, by):
    with app.app_context():
        number = make_group(
            by("ada"), name="<script>alert(1)</script>", mandate="<img src=x onerror=alert(1)> **yes**",
            sponsor="<b>x</b>",
        ).id  # fmt: skip
    for path in (
        f"/groups/{number}",
        "/groups/",
        f"/groups/{number}/members",
        f"/groups/{number}/edit",
    ):
        text = browser("ada").get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    assert "<strong>yes</strong>" in browser("ada").get(f"/groups/{number}").text


def test_what_waits_is_counted_for_who_can_answer(app, world, by):
    with app.app_context():
        group = make_group(by("ada"), partners=[(world.cy, world.aquavia)])
        operations.ask(by("bo"), group, "We dye textiles.")
        operations.invite(by("ada"), group, [(world.alix, world.plastalia)])
        [request] = waiting_for(by("ada"))
        assert (request.kind, request.person, request.organisation) == (
            "request",
            "Bo Exemple",
            "Textora",
        )
        [invitation] = waiting_for(by("alix"))
        assert (invitation.kind, invitation.person) == ("invitation", "Ada Exemple")
        assert [waiting_count(by(n)) for n in ("ada", "alix", "bo", "cy", "nora")] == [
            1,
            1,
            0,
            0,
            0,
        ]
        operations.close(by("ada"), group, "Done.")
        assert [waiting_count(by(n)) for n in ("ada", "alix")] == [0, 0]


def test_the_place_in_the_rail_carries_the_count(app, world, browser, by):
    with app.app_context():
        group = make_group(by("ada"), partners=[(world.cy, world.aquavia)])
        operations.ask(by("bo"), group, "We dye textiles.")
    assert "1 request waits for your answer" in browser("ada").get(f"/groups/{group.id}").text
    assert "request waits" not in browser("cy").get(f"/groups/{group.id}").text
    nav = browser("ada").page("/groups/").select_one('.railnav a[href="/groups/"]')
    assert "1 waiting for you" in nav.text


def test_who_acts_for_another_organisation_is_told_for_which_to_act(app, world, browser, by):
    with app.app_context():
        number = make_group(by("dee", "textora")).id
    page = browser("dee", "plastalia").get(f"/groups/{number}")
    assert "You are in this group for Textora." in page.text
    assert "Invite people" not in page.text
    assert browser("dee", "plastalia").get(f"/groups/{number}/requests").status_code == 200
    assert browser("dee", "plastalia").get(f"/groups/{number}/edit").status_code == 403


def test_where_the_group_came_from_is_shown_to_whom_the_origin_is_shown(app, world, browser, by):
    with app.app_context():
        origin = db.session.get(Organisation, world.fibrelle)
        number = make_group(
            by("ada"), origin=origin, origin_path="/directory/fibrelle", origin_title="Sorting by light",
            partners=[(world.bo, world.textora)],
        ).id  # fmt: skip
        private = make_group(by("ada"), name="Second", partners=[(world.bo, world.textora)])
        seat = make_group(by("cy"), name="Other", joining="hidden")
        hide(by("ada"), private, seat)
    assert "Sorting by light" in browser("bo").get(f"/groups/{number}").text
    assert "Sorting by light" not in browser("bea").get(f"/groups/{number}").text
    assert "Hidden source" not in browser("bo").get(f"/groups/{private.id}").text


def hide(by_actor, group, origin):
    from grappe.foundation.news import came_from
    from grappe.foundation.operations import operation

    @operation
    def link():
        came_from(group, origin)
        group.origin_path, group.origin_title = f"/groups/{origin.id}", "Hidden source"

    link()


def test_open_pages_hear_of_a_new_request_and_lose_the_line_with_the_seat(app, world, line, by):
    with app.app_context():
        group = make_group(by("ada"), joining="hidden", partners=[(world.bo, world.textora)])
    bo, topic = line("bo"), f"groups/{group.id}"
    bo.heard()  # the first look of all finds that access has changed since the last test
    assert bo.say("live:watch", {"topic": topic, "version": 0})["ok"]
    assert line("cy").say("live:watch", {"topic": topic, "version": 0})["error"] == "not_found"
    with app.app_context():
        operations.invite(by("ada"), group, [(world.alix, world.plastalia)])
    assert [news["topic"] for news in bo.heard("live:changed")] == [topic]
    with app.app_context():
        operations.remove(by("ada"), seat_in(group, world.bo))
    bo.heard()
    assert bo.say("live:watch", {"topic": topic, "version": 0})["error"] == "not_found"
    with app.app_context():
        operations.add_room(by("ada"), group, "After Bo")
    assert bo.heard("live:changed") == []


def test_pages_cost_the_same_for_two_groups_and_for_twenty(app, world, browser, by):
    with app.app_context():
        first = make_group(by("ada"), joining="open").id
    ada = browser("ada")
    paths = ("/groups/", f"/groups/{first}", f"/groups/{first}/members", f"/groups/{first}/requests",
             f"/groups/{first}/invite?q=exemple")  # fmt: skip
    before = {path: cost(app, ada, path) for path in paths}
    with app.app_context():
        group = db.session.get(WorkingGroup, first)
        for n in range(20):
            make_group(by("ada"), name=f"Group {n}")
            operations.add_room(by("ada"), group, f"Room {n}")
        for name in ("bo", "bea", "cy", "alix"):
            operations.join(by(name), group)
    assert {path: cost(app, ada, path) for path in paths} == before
    assert max(before.values()) <= 8, before


def cost(app, who, path):
    statements = []

    def count(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        assert who.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len([s for s in statements if s.lstrip().upper().startswith(("SELECT", "WITH"))])
