"""What is written in data/demo, without a database."""

import csv
import datetime as dt
import re
from pathlib import Path

import pytest

from grappe.calls.models import MESSAGE, TITLE
from grappe.demo import papers, people, texts
from grappe.demo.days import Days
from grappe.foundation.filetypes import looks_like
from grappe.foundation.text import fold
from grappe.reference import ecosystems, organisation_types, partner_roles, programmes, regions
from grappe.rooms.models import MOST

ROOMS = sorted(f.stem for f in (texts.FOLDER / "rooms").glob("*.txt"))
KNOWN = {row["key"] for row in texts.table("person")}


def test_no_invented_name_is_that_of_a_real_cluster():
    rows = csv.DictReader(Path("data/reference/clusters.csv").read_text("utf-8").splitlines())
    real = {fold(n) for r in rows for n in (r["name"], *r["other_names"].split(";")) if n}
    invented = {fold(name) for name in people.NAMES.values()}
    assert not invented & real
    assert len(invented) == len(people.NAMES)


def test_there_are_clusters_of_many_regions_and_one_from_abroad():
    rows = [row for row in texts.table("organisation") if row["kind"] == "cluster"]
    assert 10 <= len(rows) <= 12
    assert len({row["region"] for row in rows if "region" in row}) >= 10
    assert [row["country"] for row in rows if "country" in row] == ["IT"]
    assert len({code for row in rows for code in row["ecosystems"]}) >= 7


def test_codes_are_those_of_the_vocabularies():
    for row in texts.table("organisation"):
        assert set(row.get("ecosystems", ())) <= set(ecosystems.codes), row["key"]
        assert row.get("region", "11") in regions
    for call in texts.calls():
        assert call["programme"] in programmes
        assert set(call["ecosystems"]) <= set(ecosystems.codes)
        for seat in call["seat"]:
            assert seat.get("type", "sme") in organisation_types
            assert seat.get("role", "observer") in partner_roles
            assert seat.get("region", "11") in regions


def test_texts_fit_where_they_are_shown():
    for call in texts.calls():
        assert len(call["title"]) <= TITLE
        assert all(len(seat["words"]) <= 80 for seat in call["seat"])
        assert all(len(one["message"]) <= MESSAGE for one in call.get("interest", ()))
    for row in texts.table("organisation"):
        assert all(len(words) <= 80 for words in [*row.get("brings", ()), *row.get("seeks", ())])
    for group in texts.table("group"):
        assert len(group["name"]) <= 120


@pytest.mark.parametrize("key", ROOMS)
def test_a_conversation_is_among_people_we_know_and_in_its_order(key):
    script = texts.script(key)
    days = Days(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC))
    moments = [days.moment(line.at) for line in script.lines]
    assert moments == sorted(moments)
    assert {line.who for line in script.lines} | script.unread.keys() <= KNOWN
    assert all(0 < len(line.body) <= MOST for line in script.lines)
    labels = [line.label for line in script.lines if line.label]
    assert len(labels) == len(set(labels))
    assert {line.answers for line in script.lines if line.answers} <= set(labels)
    assert all(bool(line.edited) == bool(line.final) for line in script.lines)


def test_every_room_belongs_to_a_group():
    assert sorted(room for group in texts.table("group") for room in group["rooms"]) == ROOMS


def test_who_is_called_by_name_is_there():
    names = {row["name"] for row in texts.table("person")}
    called = re.compile(r"@([A-ZÉ][\w-]+ (?:Le )?[A-ZÉ][\w-]+)")
    for key in ROOMS:
        for line in texts.script(key).lines:
            assert set(called.findall(line.body)) <= names


@pytest.mark.parametrize(
    "day", ["2026-11-25", "2026-11-28", "2026-11-29", "2027-01-04", "2026-03-29"]
)
def test_people_speak_on_working_days_whatever_the_day_of_loading(day):
    days = Days(dt.datetime.fromisoformat(f"{day}T09:00+00:00"))
    for back in range(1, 61):
        assert days.working(back).weekday() < 5
        assert days.working(back) < days.today
    assert days.moment("1 23:59") < dt.datetime.fromisoformat(f"{day}T09:00+00:00")


def test_addresses_are_first_and_last_name():
    assert people.address("Gwenaël Le Bihannic") == "gwenael.lebihannic@demo.grappe.example"


def test_the_greeting_names_who_one_may_be():
    assert 6 <= len(people.ACCOUNTS) <= 8
    assert people.ACCOUNTS[0] == "Clémence Rougier, project officer, Plastavenir"


def test_a_paper_is_a_pdf():
    content = papers.pdf("Fiche (capteur)", ["Été comme hiver", r"100 % \ 3 €"])
    assert looks_like(".pdf", content)
