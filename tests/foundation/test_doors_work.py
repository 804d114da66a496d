def test_the_cast_can_sign_in(app, world, browser):
    assert "Ada Exemple" in browser("ada").get("/").text
    assert "Ada Exemple" not in browser().get("/").text
    assert "Sam Exemple" not in browser("sam").get("/").text
    assert "Fay" in browser("fay").get("/").text


def test_a_line_opens_for_the_signed_in_only(line):
    assert line("ada").open
    assert (
        line("ada").say("live:watch", {"topic": "people/999999999", "version": 0})["error"]
        == "not_found"
    )
    assert not line("sam").open
    assert not line(None).open


def test_the_watcher_hears_that_something_changed(app, world, line, by):
    from grappe.foundation.operations import operation
    from grappe.foundation.watch import push

    ada = line("ada")
    assert ada.say("live:watch", {"topic": f"people/{world.ada}", "version": 0}) == {
        "ok": True, "version": 0, "changed": False,
    }  # fmt: skip

    @operation
    def change():
        push(f"people/{world.ada}")

    with app.app_context():
        change()
        change()
    assert ada.heard("live:changed") == [{"topic": f"people/{world.ada}", "version": 2}]


def test_the_audience_is_the_inverse_of_allowed(app, world, by):
    from grappe.foundation.db import db
    from grappe.foundation.policy import allowed, audience
    from grappe.organisations.models import Organisation

    with app.app_context():
        it = db.session.get(Organisation, world.plastalia)
        asked = {
            name
            for name in ("ada", "alix", "bo", "cy", "dee", "nora")
            if allowed(by(name), "organisations.staff", it)
        }
        told = set(db.session.scalars(audience("organisations.staff", it)))
        assert asked == {"ada", "alix", "dee"}
        assert told == {world.ada, world.alix, world.dee}
        assert set(db.session.scalars(audience("organisations.edit", it))) == {world.ada}


def test_the_process_answers_although_the_database_does_not(app, world, browser, monkeypatch):
    from sqlalchemy.exc import OperationalError

    from grappe.foundation.db import db

    def away(*_, **__):
        raise OperationalError("select", {}, Exception("away"))

    stranger, ada = browser(), browser("ada")
    monkeypatch.setattr(db.session, "execute", away)
    monkeypatch.setattr(db.session, "scalar", away)
    assert stranger.get("/healthz").status_code == 200
    assert stranger.get("/readyz").status_code == 503
    answer = ada.get("/")
    assert answer.status_code == 503
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]


def test_a_page_learns_why_its_line_is_refused(app, world, browser, monkeypatch):
    """Signed out, stale or too many: each has another remedy, so the page must be able to tell."""
    told = refusals(monkeypatch)
    for who in ("ada", None):
        page = browser(who)
        for token in (page.csrf(), "nonsense"):
            knock(app, page, {"csrf": token})
    assert [r.error_args.get("data", {}).get("error") for r in told] == [
        "stale",
        "session",
        "stale",
    ]


def knock(app, page, auth):
    """Ask for a line from `page`."""
    app.extensions["socketio"].test_client(
        app, flask_test_client=page.client, auth=auth, headers={"Host": "127.0.0.1"}
    )


def refusals(monkeypatch):
    """Why lines are refused from now on, each as the page is told."""
    from grappe.foundation import lines

    told = []
    real = lines.ConnectionRefused
    monkeypatch.setattr(
        lines, "ConnectionRefused", lambda *said: told.append(real(*said)) or told[-1]
    )
    return told


def test_a_line_is_answered_although_the_database_does_not(app, world, browser, monkeypatch):
    """Without an answer a page would wait for its own patience to end: fifteen seconds of nothing."""
    from sqlalchemy.exc import OperationalError

    from grappe.foundation import asking, lines

    page = browser("ada")
    auth = {"csrf": page.csrf()}
    told = refusals(monkeypatch)

    def broken(fault):
        def fail(*_, **__):
            raise fault

        return fail

    away = broken(OperationalError("select", {}, Exception("away")))
    with monkeypatch.context() as patch:
        patch.setattr(asking, "_reader", [away])
        knock(app, page, auth)
    with monkeypatch.context() as patch:
        patch.setattr(lines, "limit", away)
        knock(app, page, auth)
    with monkeypatch.context() as patch:
        patch.setattr(lines, "limit", broken(RuntimeError("a fault of ours")))
        knock(app, page, auth)
    assert [r.error_args["data"]["error"] for r in told] == ["retry", "retry", "fault"]
    assert all(r.error_args["data"]["message"] for r in told)


def test_an_event_is_answered_although_the_database_does_not(app, world, line, monkeypatch):
    from sqlalchemy.exc import OperationalError

    from grappe.foundation import asking

    def away(*_):
        raise OperationalError("select", {}, Exception("away"))

    ada = line("ada")
    with monkeypatch.context() as patch:
        patch.setattr(asking, "_reader", [away])
        answer = ada.say("live:watch", {"topic": f"people/{world.ada}", "version": 0})
    assert answer["error"] == "retry"
