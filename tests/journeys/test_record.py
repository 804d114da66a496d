"""The record of a room, by two people at once: what is told equals what is fetched."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

FRENCH = ("Clémence Rougier", "Hélène Carpentier")
ENGLISH = ("Giulia Bersano", "Oliver Hartley")
# What a message shows, whatever way it came to the page: titles and states of buttons included.
SHOWN = """() => [...document.querySelectorAll(".msg")].slice(-4).map((m) => [
    m.id, m.querySelector("[data-text], .msg__gone").textContent.trim(),
    [...m.querySelectorAll("[data-foot] > *")].map((part) => [part.textContent.trim().replace(/\\s+/g, " "),
      part.value || "", part.title || "", part.getAttribute("aria-pressed"), part.getAttribute("formaction")]),
    m.querySelector("[data-pin]")?.value ?? null, Boolean(m.querySelector("[data-take-back]")),
])"""


def say(page, words):
    box = page.locator(".composer textarea")
    box.fill(words)
    box.press("Enter")
    expect(page.locator(".msg").last).to_contain_text(words)
    expect(page.locator(".msg--sending")).to_have_count(0)


def message(page, words):
    return page.locator(".msg", has_text=words).last


def act(page, words, selector):
    """Press a button of the message, in its menu if it is there."""
    item = message(page, words)
    item.hover()
    if "data-pin" in selector or "delete" in selector or "reacts" in selector:
        item.locator(".msg__more").click()
    item.locator(selector).first.click()


def mark(page, room, said, kind, **fields):
    act(page, said, "[data-acts] > [data-act=mark]")
    page.wait_for_url("**/mark")
    page.locator(f"[name=kind][value={kind}]").check()
    for name, value in fields.items():
        field = page.locator(f"[name={name}]")
        (field.select_option if name == "owner" else field.fill)(value)
    page.locator(".formacts .btn--main").click()
    page.wait_for_url("**/rooms/*around=*")
    page.goto(room)


@pytest.mark.parametrize("pair", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_what_is_decided_together_is_seen_by_both_and_survives_a_reload(demo, visitor, pair):
    one, two = (visitor(demo).be(name) for name in pair)
    shared = common_room(one, two)
    first, second = one.go(shared), two.go(shared)
    room = first.url
    tag = pair[0].split()[0]
    say(first, f"The bench goes to Roubaix {tag}")
    act(second, f"Roubaix {tag}", "[data-acts] > [data-react=agree]")
    expect(message(first, f"Roubaix {tag}").locator(".react b")).to_have_text("1")
    act(first, f"Roubaix {tag}", ".menu__reacts [data-react=thanks]")
    expect(message(second, f"Roubaix {tag}").locator(".react")).to_have_count(2)
    mark(second, room, f"Roubaix {tag}", "decision", words=f"The bench goes to Roubaix, {tag}")
    proposal = first.locator("#record .decs li", has_text=f"Roubaix, {tag}")
    proposal.locator("form[action$=agree] button").click()
    expect(proposal.locator("form[action$=agree] button")).to_have_class(
        " ".join(["btn", "btn--s", "is-on"])
    )
    other = second.locator("#record .decs li", has_text=f"Roubaix, {tag}")
    expect(other.locator(".vote .muted")).to_contain_text("1")

    say(second, f"Who drives? {tag}")
    act(first, f"Who drives? {tag}", "[data-pin]")
    expect(second.locator("#record .ticks").first).to_contain_text(f"Who drives? {tag}")
    mine = first.evaluate("() => document.body.dataset.person")
    mark(second, room, f"Who drives? {tag}", "action", owner=mine, due_on="2031-05-20")
    expect(message(first, f"Who drives? {tag}").locator(".msg__flag")).to_contain_text("20")
    todo = first.locator("#record .todo__item", has_text=f"Who drives? {tag}")
    todo.locator("button.tickbox").click()
    expect(todo.locator("button.tickbox")).to_have_attribute("aria-pressed", "true")
    expect(second.locator("#record .todo__item.is-done", has_text=tag)).to_have_count(1)

    say(second, f"Too hasty {tag}")
    expect(message(first, f"Too hasty {tag}")).to_have_count(1)
    hasty = f"#{message(second, f'Too hasty {tag}').get_attribute('id')}"
    act(second, f"Too hasty {tag}", "[data-act=delete]")
    second.locator("#delete-dialog button[value=delete]").click()
    expect(first.locator(f"{hasty} .msg__gone")).to_have_count(1)
    same(first, second)
    second.locator(f"{hasty} [data-take-back] button").click()
    expect(first.locator(hasty)).to_contain_text(f"Too hasty {tag}")
    same(first, second)


@pytest.mark.parametrize("pair", [FRENCH, ENGLISH], ids=["fr", "en"])
def test_a_name_after_an_at_is_proposed_marked_and_told(demo, visitor, pair):
    one, two = (visitor(demo).be(name) for name in pair)
    shared = common_room(one, two)
    first, second = one.go(shared), two.go(shared)
    box = first.locator(".composer textarea")
    box.press_sequentially(f"Bonjour @{pair[1].split()[0][:4].lower()}")
    expect(first.locator("#at-list li[aria-selected=true]")).to_contain_text(pair[1])
    box.press("Enter")
    expect(box).to_have_value(f"Bonjour @{pair[1]} ")
    box.press_sequentially("can you?")
    box.press("Enter")
    there = message(second, "can you?")
    expect(there.locator("mark.mention")).to_have_text(f"@{pair[1]}")
    assert "msg--forme" in there.get_attribute("class")
    assert "msg--forme" not in message(first, "can you?").get_attribute("class")
    # By a press, with the arrows, and left alone with Escape.
    first.locator("[data-mention]").click()
    expect(first.locator("#at-list li")).not_to_have_count(0)
    box.press("ArrowDown")
    expect(first.locator("#at-list li").nth(1)).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(first.locator("#at-list")).to_be_hidden()
    box.fill("")
    same(first, second)
    two.go("/notifications/")
    expect(two.page.locator("main")).to_contain_text(pair[0])


def test_on_a_phone_one_reacts_and_reads_the_record(demo, visitor):
    one, two = visitor(demo, size="phone").be(FRENCH[0]), visitor(demo).be(FRENCH[1])
    shared = common_room(one, two)
    first, second = one.go(shared), two.go(shared)
    say(second, "Vu du téléphone")
    item = message(first, "Vu du téléphone")
    item.locator(".msg__more").click()
    item.locator(".menu__reacts [data-react=bravo]").click()
    expect(message(second, "Vu du téléphone").locator(".react b")).to_have_text("1")
    mark(second, second.url.partition("?")[0], "Vu du téléphone", "question")
    first.locator("a.room__more[href='#record']").click()
    expect(first.locator("#record")).to_be_visible()
    expect(first.locator("#record")).to_contain_text("Vu du téléphone")
    first.keyboard.press("Escape")
    expect(first.locator("#record")).to_be_hidden()


def test_an_entry_is_taken_out_once_and_a_deleted_pin_leaves_every_page(demo, visitor):
    one, two = (visitor(demo).be(name) for name in FRENCH)
    shared = common_room(one, two)
    first, second = one.go(shared), two.go(shared)
    room = first.url
    say(second, "À retirer du relevé")
    mark(second, room, "À retirer du relevé", "risk")
    entry = second.locator("#record .ticks li", has_text="À retirer du relevé")
    expect(first.locator("#record .ticks li", has_text="À retirer du relevé")).to_have_count(1)
    entry.locator("details summary").click()
    entry.locator("form[action$=remove] button").click()
    expect(first.locator("#record .ticks li", has_text="À retirer du relevé")).to_have_count(0)
    expect(entry).to_have_count(0)
    assert second.url.startswith(room) and second.locator(".composer").count() == 1
    say(second, "Épinglé puis supprimé")
    act(second, "Épinglé puis supprimé", "[data-pin]")
    expect(first.locator("#record")).to_contain_text("Épinglé puis supprimé")
    act(second, "Épinglé puis supprimé", "[data-act=delete]")
    second.locator("#delete-dialog button[value=delete]").click()
    expect(first.locator("#record")).not_to_contain_text("Épinglé puis supprimé")


def common_room(one, two):
    """The first room that both are in and may write in."""
    lists = [
        visitor.go("/rooms/").eval_on_selector_all(
            "[data-room-link]", "(all) => all.map((a) => a.getAttribute('href'))"
        )
        for visitor in (one, two)
    ]
    shared = sorted(set(lists[0]) & set(lists[1]))
    return next(path for path in shared if one.go(path).locator(".composer").count()
                and two.go(path).locator(".composer").count())  # fmt: skip


def same(*pages):
    """State = fetch: what the line has told a page is what the page would be if it came now."""
    for page in pages:
        expect(page.locator(".msg--sending, [data-cid]")).to_have_count(0)
        told = page.evaluate(SHOWN), page.locator("#record").inner_text()
        page.reload()
        page.wait_for_selector(".msg")
        assert (page.evaluate(SHOWN), page.locator("#record").inner_text()) == told
