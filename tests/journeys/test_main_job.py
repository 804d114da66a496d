"""The main job, by two people in two browsers at once: a call, an answer, a yes, a room."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# Who calls and who answers; each reads Grappe in the language of their account.
FRENCH = ("Clémence Rougier", "Inès Cazalbou")
ENGLISH = ("Giulia Bersano", "Oliver Hartley")


def post_a_call(author, title):
    page = author.go("/calls/new")
    page.locator("[name=title]").fill(title)
    page.locator("[name=summary]").fill("Nous voulons **mesurer** ensemble. A shared test bench.")
    page.locator("[name=seats-0-words]").fill("Capteurs proche infrarouge")
    page.locator("[name=deadline_day]").fill("2031-05-20")
    page.locator("[name=second_contact_id]").select_option(index=1)
    page.locator("[name=visibility][value=public]").check()
    page.locator("button[name=publish]").click()
    page.wait_for_url(re.compile(r"/calls/\d+$"))
    expect(page.locator("h1")).to_contain_text(title)
    return int(page.url.rsplit("/", 1)[1])


def answer(partner, call):
    page = partner.go(f"/calls/{call}")
    form = page.locator("form.eoi")
    form.locator("[name=seats]").first.check()
    form.locator("[name=message]").fill("Nous avons une tête de mesure. We have two weeks in May.")
    form.locator("button.btn--main").click()
    page.wait_for_url(re.compile(r"/calls/interests/\d+"))
    return page.url


def accept(author):
    page = author.page
    page.locator("details.confirm summary.btn--main").first.click()
    page.locator("details.confirm[open] button[type=submit]").first.click()
    page.wait_for_load_state()


def say(person, words):
    box = person.page.locator(".composer textarea")
    box.fill(words)
    box.press("Enter")


@pytest.mark.parametrize("size", ["desktop", "phone"])
@pytest.mark.parametrize("pair", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_a_call_is_answered_accepted_and_continued_in_a_room(demo, visitor, pair, size):
    author, partner = (visitor(demo, size=size).be(name) for name in pair)
    title = f"Banc d’essai {pair[0].split()[0]} {size}"
    call = post_a_call(author, title)

    inbox = author.go(f"/calls/{call}/inbox")
    expect(inbox.locator(".msg__acts, details.confirm")).to_have_count(0)
    interest = answer(partner, call)
    # Nobody reloads: the answer comes into the open inbox by itself.
    expect(inbox.locator("details.confirm").first).to_be_attached(timeout=15_000)

    partner.page.goto(interest)
    accept(author)
    expect(partner.page.locator(".pill--open, .pill--you").first).to_be_visible(timeout=15_000)

    page = author.go(f"/calls/{call}/group")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/groups/\d+"))
    page.locator("main a[href^='/rooms/']").first.click()
    page.wait_for_url(re.compile(r"/rooms/\d+"))
    room = re.search(r"/rooms/\d+", page.url).group()
    partner.go(room)

    for number in range(3):
        say(author, f"Author says {number}")
        expect(partner.page.locator(".msgs .msg__txt").last).to_contain_text(
            f"Author says {number}"
        )
        say(partner, f"Partner says {number}")
        expect(author.page.locator(".msgs .msg__txt").last).to_contain_text(
            f"Partner says {number}"
        )
    for one in (author, partner):
        one.page.reload()
        said = [t for t in one.page.locator(".msgs .msg__txt").all_inner_texts() if " says " in t]
        assert said == [f"{who} says {n}" for n in range(3) for who in ("Author", "Partner")]


def test_everything_in_it_works_without_script(demo, visitor):
    author = visitor(demo, java_script_enabled=False).be(FRENCH[0])
    partner = visitor(demo, java_script_enabled=False).be(FRENCH[1])
    call = post_a_call(author, "Sans script")
    answer(partner, call)
    author.go(f"/calls/{call}/inbox")
    accept(author)
    page = author.go(f"/calls/{call}/group")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/groups/\d+"))
    page.locator("main a[href^='/rooms/']").first.click()
    page.locator(".composer textarea").fill("Dit sans script")
    page.locator(".composer button[type=submit]").click()
    expect(page.locator(".msgs .msg__txt").last).to_contain_text("Dit sans script")
    partner.go(re.search(r"/rooms/\d+", page.url).group())
    expect(partner.page.locator(".msgs .msg__txt").last).to_contain_text("Dit sans script")


def test_a_stranger_registers_from_the_mail_and_signs_in(site, mailbox, visitor):
    stranger = visitor(site, locale="en")
    page = stranger.go("/accounts/register")
    page.locator("[name=name]").fill("Una Nouvelle")
    page.locator("[name=email]").fill("una.nouvelle@example.org")
    page.locator("[name=password]").fill("a bench in february is warm")
    page.locator("main form button[type=submit]").last.click()
    [message] = [m for m in mailbox.wait(1) if m["To"] == "una.nouvelle@example.org"]
    link = re.search(
        r"https?://\S+/accounts/confirm/\S+", message.get_body(("plain",)).get_content()
    )
    assert link is not None
    page.goto(link.group().rstrip(".,"))
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    if not page.locator("body[data-person]").count():
        stranger.go("/accounts/sign-in")
        page.locator("[name=email]").fill("una.nouvelle@example.org")
        page.locator("[name=password]").fill("a bench in february is warm")
        page.locator("main form button[type=submit].btn--main").first.click()
    expect(page.locator("body[data-person]")).to_be_attached()
