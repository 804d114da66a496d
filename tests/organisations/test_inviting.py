"""Inviting colleagues, and taking an invitation up."""

import datetime as dt
import re
import threading

import pytest
from sqlalchemy import func, select

from grappe.accounts.models import Person
from grappe.foundation.db import db, utc_now
from grappe.foundation.models import Deed
from grappe.organisations.models import Invitation, Membership

GOOD = "huit girafes sous la neige"


def invite(browser, addresses, role="staff"):
    return browser.post("/organisations/team/invite", {"addresses": addresses, "role": role})


def outcomes(browser, addresses):
    from bs4 import BeautifulSoup

    answer = invite(browser, addresses)
    assert answer.status_code == 200, answer.text
    rows = BeautifulSoup(answer.text, "html5lib").select("tbody tr")
    return {row.th.text: row.td.text.split(":")[0].strip() for row in rows}


def link(post, address):
    return post(address)[-1].links[0]


def member_of(app, email):
    with app.app_context():
        found = (
            select(Membership.organisation_id, Membership.role)
            .join(Person, Person.id == Membership.person_id)
            .where(Person.email == email, Membership.until.is_(None))
        )
        return db.session.execute(found).all()


def test_addresses_are_taken_as_they_come(browser, post):
    said = outcomes(browser("ada"), """
        gil@example.org, Zoë Néant <zoe@example.org>; "Doe, Jane" <JANE@Example.ORG>
        <max@example.org> not-an-address  leo@example.org gil@example.org
        alix@example.org
        x@y, nobody at all
    """)  # fmt: skip
    assert said == {
        "gil@example.org": "Invited", "zoe@example.org": "Invited", "jane@example.org": "Invited",
        "max@example.org": "Invited", "leo@example.org": "Invited",
        "alix@example.org": "Already in the team", "x@y": "Not an address",
        "nobody at all": "Not an address",
    } or said == {
        "gil@example.org": "Invited", "zoe@example.org": "Invited", "jane@example.org": "Invited",
        "max@example.org": "Invited", "alix@example.org": "Already in the team",
        "x@y": "Not an address", "nobody at all": "Not an address",
    }  # fmt: skip
    assert {"gil@example.org", "zoe@example.org", "jane@example.org"} <= {m.to for m in post()}


def test_whoever_is_invited_already_gets_no_second_mail(browser, post):
    ada = browser("ada")
    assert outcomes(ada, "gil@example.org") == {"gil@example.org": "Invited"}
    assert outcomes(ada, "GIL@example.org") == {"gil@example.org": "Already invited"}
    assert len(post("gil@example.org")) == 1


def test_inviting_does_not_tell_who_has_an_account(browser):
    said = outcomes(
        browser("ada"),
        "bo@example.org sam@example.org pip@example.org una@example.org nobody@example.org",
    )
    del said["sam@example.org"], said["pip@example.org"]  # of the team
    assert set(said.values()) == {"Invited"}


@pytest.mark.parametrize("pasted, why", [
    ("", "Fill in"), (" \n\t ", "Fill in"), (",;,", "at least one"), ("\x00\x01", "Fill in"), ("x" * 12_001, "12000"),
    ("\n".join(f"p{n}@example.org" for n in range(51)), "At most 50"),
])  # fmt: skip
def test_what_cannot_be_sent_is_said_and_kept(browser, pasted, why):
    answer = invite(browser("ada"), pasted)
    assert answer.status_code == 422
    assert why in answer.text
    assert "Alix Exemple" in answer.text


@pytest.mark.parametrize("pasted", [
    "a@example.org\r\nBcc: all@example.org", "😀@example.org", "é@example.org", "a@" + "x" * 300 + ".org", "<>", '"', "<<<a@b>>>",
    "a@example.org\x00", "a@exa mple.org", "'; drop table person; --@x", "a@[127.0.0.1]", "@", "a@@b.org", "(" * 3000,
])  # fmt: skip
def test_odd_addresses_break_nothing(browser, pasted, post):
    assert invite(browser("ada"), pasted).status_code in (200, 422)
    for letter in post():
        assert "\n" not in letter.to
        assert "Bcc" not in letter.headers


@pytest.mark.parametrize("name, code", [("alix", 403), ("una", 403), (None, 401)])
def test_only_administrators_invite(browser, post, name, code):
    assert invite(browser(name), "gil@example.org").status_code == code
    assert post("gil@example.org") == []


def test_a_new_colleague_is_in_with_name_and_password(app, world, browser, post):
    invite(browser("ada"), "gil@example.org", "administrator")
    (letter,) = post("gil@example.org")
    assert "Ada Exemple" in letter.subject
    assert "Plastalia" in letter.html
    gil, path = browser(), letter.links[0]
    page = gil.get(path).text
    assert "Ada Exemple" in page
    assert "as administrator" in page
    weak = gil.post(f"{path}/join", {"name": "Gil", "password": "password1234"})
    assert weak.status_code == 422
    assert "lists" in weak.text
    assert gil.post(f"{path}/join", {"name": "Gil Exemple", "password": GOOD}).status_code == 303
    assert member_of(app, "gil@example.org") == [(world.plastalia, "administrator")]
    assert "Plastalia" in gil.get("/organisations/team").text
    other = browser()
    said = {"email": "gil@example.org", "password": GOOD}
    assert other.post("/accounts/sign-in", said).status_code == 303
    assert "Team of Plastalia" in other.get("/organisations/team").text
    with app.app_context():
        joined = db.session.scalars(select(Deed).where(Deed.verb == "organisations.joined")).one()
        gil_id = db.session.scalars(
            select(Person.id).where(Person.email == "gil@example.org")
        ).one()
    assert (joined.person_id, joined.object_id) == (gil_id, world.plastalia)


def test_looking_at_an_invitation_does_nothing(app, browser, post):
    invite(browser("ada"), "gil@example.org")
    path = link(post, "gil@example.org")
    for _ in range(3):
        assert browser().get(path).status_code == 200
        assert browser("bo").get(path).status_code == 200
    assert member_of(app, "gil@example.org") == []


def test_a_known_colleague_signs_in_and_accepts(app, world, browser, password, post):
    word = password("bo")
    invite(browser("ada"), "bo@example.org")
    path, bo = link(post, "bo@example.org"), browser()
    page = bo.page(path)
    way = page.select_one("a.btn--main")["href"]
    assert way.startswith("/accounts/sign-in?next=")
    answer = bo.post(way, {"email": "bo@example.org", "password": word})
    assert answer.location == path
    bo.token = ""
    assert "Join the team" in bo.get(path).text
    assert bo.post(f"{path}/accept").location == "/organisations/team"
    assert "Team of Plastalia" in bo.get("/organisations/team").text
    assert sorted(member_of(app, "bo@example.org")) == sorted(
        [(world.textora, "administrator"), (world.plastalia, "staff")]
    )


def test_whoever_has_an_account_cannot_be_given_another_password_by_an_invitation(
    app, world, browser, post
):
    invite(browser("ada"), "bo@example.org")
    path = link(post, "bo@example.org")
    answer = browser().post(f"{path}/join", {"name": "Thief", "password": GOOD})
    assert answer.status_code == 200 or answer.status_code == 422
    with app.app_context():
        bo = db.session.get_one(Person, world.bo)
    assert (bo.name, bo.password) == ("Bo Exemple", "")


def test_another_person_learns_no_more_than_a_mask(app, browser, post):
    invite(browser("ada"), "gil@example.org")
    path, cy = link(post, "gil@example.org"), browser("cy")
    for answer in (cy.get(path), cy.post(f"{path}/accept")):
        assert "g•••@e•••.org" in answer.text
        assert "gil@example.org" not in answer.text
        assert "Plastalia" not in answer.text
        assert "Ada Exemple" not in answer.text
    assert len(member_of(app, "cy@example.org")) == 1


def over(browser, path):
    """The links that open nothing are told apart by nothing."""
    answers = [browser().get(path), browser("cy").get(path), browser("cy").post(f"{path}/accept")]
    answers.append(browser().post(f"{path}/join", {"name": "X", "password": GOOD}))
    assert [a.status_code for a in answers] == [422] * 4
    assert all("Plastalia" not in a.text and "example.org" not in a.text for a in answers[::3])
    return re.sub(r'value="[^"]*"', "", answers[0].text)


def test_expired_used_withdrawn_and_foreign_links_all_say_the_same(app, browser, post):
    ada = browser("ada")
    pages = []
    for name in ("old", "used", "back"):
        invite(ada, f"{name}@example.org")
    used = link(post, "used@example.org")
    assert browser().post(f"{used}/join", {"name": "Used", "password": GOOD}).status_code == 303
    with app.app_context():
        rows = {row.email: row for row in db.session.scalars(select(Invitation))}
        rows["old@example.org"].expires_at = utc_now() - dt.timedelta(seconds=1)
        back = rows["back@example.org"].id
        db.session.commit()
    assert ada.post(f"/organisations/invitations/{back}/revoke").status_code == 303
    foreign = "/organisations/invitations/" + "a" * 43
    for path in (link(post, "old@example.org"), used, link(post, "back@example.org"), foreign):
        pages.append(over(browser, path).replace(path.rpartition("/")[2], "token"))
    assert len(set(pages)) == 1
    assert "two weeks" in pages[0]


def test_a_link_lives_two_weeks(app, browser, post):
    invite(browser("ada"), "gil@example.org")
    with app.app_context():
        row = db.session.scalars(select(Invitation)).one()
        assert row.expires_at - row.sent_at == dt.timedelta(days=14)


def test_sending_again_makes_a_new_link_and_kills_the_old_one(app, browser, post):
    ada = browser("ada")
    invite(ada, "gil@example.org")
    old = link(post, "gil@example.org")
    with app.app_context():
        row = db.session.scalars(select(Invitation)).one()
        number, row.expires_at = row.id, utc_now() - dt.timedelta(days=1)
        db.session.commit()
    assert "two weeks are over" in ada.get("/organisations/team").text
    assert ada.post(f"/organisations/invitations/{number}/resend").status_code == 303
    new = link(post, "gil@example.org")
    assert new != old
    assert browser().get(old).status_code == 422
    assert browser().get(new).status_code == 200
    codes = [ada.post(f"/organisations/invitations/{number}/resend").status_code for _ in range(5)]
    assert codes == [303] * 4 + [429]


def test_what_was_taken_up_is_neither_sent_again_nor_withdrawn(app, browser, post):
    ada = browser("ada")
    invite(ada, "gil@example.org")
    browser().post(f"{link(post, 'gil@example.org')}/join", {"name": "Gil", "password": GOOD})
    with app.app_context():
        number = db.session.scalars(select(Invitation.id)).one()
    for act in ("resend", "revoke"):
        assert ada.post(f"/organisations/invitations/{number}/{act}").status_code == 409
    assert "gil@example.org" not in ada.get("/organisations/team").text


@pytest.mark.parametrize("name", ["alix", "bo", "nora"])
def test_nobody_else_looks_after_invitations(app, browser, name):
    invite(browser("ada"), "gil@example.org")
    with app.app_context():
        number = db.session.scalars(select(Invitation.id)).one()
    for act in ("resend", "revoke"):
        assert browser(name).post(f"/organisations/invitations/{number}/{act}").status_code == 404
    assert "gil@example.org" not in browser(name).get("/organisations/team").text


def test_accepting_twice_makes_one_membership(app, world, browser, post):
    invite(browser("ada"), "bo@example.org")
    path, bo = link(post, "bo@example.org"), browser("bo")
    assert [bo.post(f"{path}/accept").status_code for _ in range(2)] == [303, 303]
    assert len(member_of(app, "bo@example.org")) == 2
    with app.app_context():
        deeds = select(func.count(Deed.id)).where(Deed.verb == "organisations.joined")
        assert db.session.scalar(deeds) == 1


def test_accepting_at_the_same_moment_makes_one_membership(app, world, browser, by, post):
    from grappe.organisations.operations.joining import accept

    invite(browser("ada"), "bo@example.org")
    token = link(post, "bo@example.org").rpartition("/")[2]
    start, made = threading.Barrier(4), []

    def go():
        with app.app_context():
            bo = by("bo")
            db.session.rollback()
            start.wait()
            try:
                made.append(accept(bo, token).id)
            except Exception as error:
                made.append(type(error).__name__)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 4
    assert len(member_of(app, "bo@example.org")) == 2


def test_whoever_is_suspended_takes_no_invitation_up(app, browser, post):
    invite(browser("bo"), "sam@example.org")
    path = link(post, "sam@example.org")
    assert browser("sam").post(f"{path}/accept").status_code == 401
    assert browser().post(f"{path}/join", {"name": "Sam", "password": GOOD}).status_code == 422


def test_an_unconfirmed_account_is_opened_by_the_invitation(app, world, browser, post):
    invite(browser("bo"), "pip@example.org")
    pip = browser()
    said = {"name": "Pip Neuf", "password": GOOD}
    assert pip.post(f"{link(post, 'pip@example.org')}/join", said).status_code == 303
    assert "Pip Neuf" in pip.get("/organisations/team").text


def test_the_mail_is_in_the_language_of_its_reader(app, world, browser, post):
    with app.app_context():
        db.session.get_one(Person, world.bo).locale = "fr"
        db.session.commit()
    invite(browser("ada"), "bo@example.org gil@example.org")
    assert "vous invite" in post("bo@example.org")[0].subject
    assert "invites you" in post("gil@example.org")[0].subject


def test_invitations_are_limited_by_the_day(browser):
    ada = browser("ada")
    codes = []
    for n in range(5):
        codes.append(invite(ada, "\n".join(f"p{n}x{m}@example.org" for m in range(50))).status_code)
    assert codes == [200] * 4 + [429]
