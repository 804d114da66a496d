"""An empty installation gets its first administrator from whoever operates it."""

import re
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from config import Settings
from grappe import create_app
from grappe.accounts.models import Person
from grappe.administrator import main
from grappe.foundation.actor import ANONYMOUS, SYSTEM
from grappe.foundation.db import db
from grappe.foundation.errors import Forbidden, Invalid, SignInFirst
from grappe.foundation.models import Deed
from grappe.organisations.models import Organisation
from grappe.organisations.operations.founding import ask_administrator
from grappe.organisations.session import acting
from tests.cast import actor
from tests.doors import Browser

GOOD = "huit girafes sous la neige"


def networks():
    return db.session.scalar(select(func.count()).where(Organisation.kind == "network"))


def test_the_first_person_of_an_empty_installation_runs_the_network(app, post):
    with app.app_context():
        name, token = ask_administrator(SYSTEM, " Maud@Example.org", "Réseau des clusters")
    assert name == "Réseau des clusters"
    [letter] = post("maud@example.org")
    assert token in letter.links[0]
    maud = Browser(app, SimpleNamespace(), None)
    page = maud.get(f"/organisations/invitations/{token}").text
    assert "Grappe invites you to the team of Réseau des clusters" in page
    answer = maud.post(
        f"/organisations/invitations/{token}/join", {"name": "Maud Réseau", "password": GOOD}
    )
    assert answer.status_code == 303, answer.text
    with app.app_context():
        maud = db.session.scalar(select(Person.id).where(Person.email == "maud@example.org"))
        network = db.session.scalar(select(Organisation.id))
        assert acting(maud, network).network_admin
        assert "organisations.invited" in db.session.scalars(select(Deed.verb)).all()


def test_the_network_that_is_there_is_not_founded_again(app, world):
    with app.app_context():
        before = networks()
        name, first = ask_administrator(SYSTEM, "maud@example.org", "Another name")
        _, second = ask_administrator(SYSTEM, "maud@example.org", "")
        assert networks() == before == 1
        assert name != "Another name"
        assert first != second, "whoever lost the mail gets another"


def test_a_name_that_another_organisation_bears_still_founds_a_network(app):
    with app.app_context():
        for slug in ("plastalia", "plastalia-2"):
            db.session.add(
                Organisation(slug=slug, name=slug, sort_key=slug, kind="cluster", region="84")
            )
        db.session.commit()
        name, _ = ask_administrator(SYSTEM, "maud@example.org", "Plastalia")
        network = select(Organisation.slug).where(Organisation.kind == "network")
        assert (name, db.session.scalar(network)) == ("Plastalia", "plastalia-3")


@pytest.mark.parametrize(("email", "network"), [("maud", "Réseau"), ("m@example.org", " ")])
def test_what_makes_no_sense_founds_nothing(app, email, network):
    with app.app_context(), pytest.raises(Invalid):
        ask_administrator(SYSTEM, email, network)
    with app.app_context():
        assert networks() == 0


def test_no_person_may_do_it(app, world):
    with app.app_context():
        with pytest.raises(SignInFirst):
            ask_administrator(ANONYMOUS, "m@example.org", "X network")
        with pytest.raises(Forbidden):
            ask_administrator(actor(world, "nora"), "m@example.org", "X network")


def test_the_command_prints_the_link_and_says_what_is_wrong(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'grappe.db'}")
    monkeypatch.setenv("INSTANCE_FOLDER", str(tmp_path))
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("PUBLIC_URL", "https://grappe.example")
    with create_app(Settings.from_environment()).app_context():
        db.create_all()
    assert main(["maud@example.org"]) == 1
    assert "name" in capsys.readouterr().out
    assert main(["maud@example.org", "--network", "Réseau des clusters"]) == 0
    said = capsys.readouterr().out
    assert "to administer Réseau des clusters is on its way to maud@example.org" in said
    assert re.search(r"https://grappe\.example/organisations/invitations/[\w-]{20,}\n", said)
