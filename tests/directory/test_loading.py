"""The real clusters are put in once, kept up to date, and left alone once they are claimed."""

import time

import pytest
from sqlalchemy import func, select

from grappe.directory.operations import load_real_clusters
from grappe.foundation.actor import ANONYMOUS, SYSTEM
from grappe.foundation.db import db, utc_now
from grappe.foundation.errors import Forbidden, SignInFirst
from grappe.organisations.models import Organisation, OrganisationEcosystem
from grappe.reference import real_clusters


def entry(slug):
    return db.session.scalars(select(Organisation).where(Organisation.slug == slug)).one()


def entries():
    made = select(func.count()).where(Organisation.claimed_at.is_(None))
    return db.session.scalar(made.select_from(Organisation))


def test_every_real_cluster_becomes_an_unclaimed_entry_in_less_than_a_second(app, world):
    with app.app_context():
        start = time.monotonic()
        assert load_real_clusters(SYSTEM) == 190
        assert time.monotonic() - start < 1
        assert entries() == 190
        it = entry("aerospace-valley")
        assert (it.kind, it.label, it.region, it.city) == (
            "cluster", "competitiveness_cluster", "76", "Toulouse",
        )  # fmt: skip
        assert it.website == "aerospace-valley.com"
        assert it.claimed_at is it.verified_at is it.confirmed_on is None
        assert not it.demo
        assert it.origin["id"] == "aerospace-valley"
        assert it.origin["status"] == "current"
        assert it.origin["evidence_year"] == 2023
        assert it.origin["sources"]
        assert it.origin["note_fr"] == "label 2023, 4 ans"


def test_the_ecosystems_are_kept_in_their_order(app, loaded):
    with app.app_context():
        for cluster in real_clusters():
            kept = db.session.scalars(
                select(OrganisationEcosystem.ecosystem)
                .join(Organisation, Organisation.id == OrganisationEcosystem.organisation_id)
                .where(Organisation.slug == cluster.code)
                .order_by(OrganisationEcosystem.position)
            )
            assert tuple(kept) == cluster.ecosystem_codes


def test_loading_again_changes_nothing(app, loaded):
    with app.app_context():
        assert load_real_clusters(SYSTEM) == 0
        assert entries() == 190


def test_an_unclaimed_entry_follows_the_reference_data(app, loaded):
    with app.app_context():
        it = entry("alpha-rlh")
        it.city = "Bordeaux"
        db.session.execute(
            OrganisationEcosystem.__table__.delete().where(
                OrganisationEcosystem.organisation_id == entry("axelera").id
            )
        )
        db.session.commit()
        assert load_real_clusters(SYSTEM) == 2
        assert entry("alpha-rlh").city == "Talence"
        assert load_real_clusters(SYSTEM) == 0


def test_a_claimed_entry_is_never_touched(app, loaded):
    with app.app_context():
        it = entry("alpha-rlh")
        it.city, it.name, it.slug, it.claimed_at = "Bordeaux", "Alpha", "alpha", utc_now()
        db.session.execute(
            OrganisationEcosystem.__table__.delete().where(
                OrganisationEcosystem.organisation_id == it.id
            )
        )
        db.session.commit()
        assert load_real_clusters(SYSTEM) == 0
        db.session.expire_all()
        assert (entry("alpha").city, entry("alpha").name) == ("Bordeaux", "Alpha")
        assert entries() == 189, "a second entry was made beside the claimed one"
        kept = select(OrganisationEcosystem).where(
            OrganisationEcosystem.organisation_id == entry("alpha").id
        )
        assert db.session.scalars(kept).all() == []


def test_an_address_that_is_taken_is_left_to_its_holder(app, world):
    with app.app_context():
        db.session.add_all(
            Organisation(slug=slug, name="Autre", sort_key="autre", kind="company",
                         claimed_at=utc_now())
            for slug in ("axelera", "axelera-2")
        )  # fmt: skip
        db.session.commit()
        load_real_clusters(SYSTEM)
        assert entry("axelera").kind == "company"
        assert entry("axelera-3").name == "Axelera"
        assert load_real_clusters(SYSTEM) == 0


def test_only_the_network_or_the_start_up_may_load(app, world, by):
    with app.app_context():
        for person in ("ada", "nils", "oda"):
            with pytest.raises(Forbidden):
                load_real_clusters(by(person))
        with pytest.raises(SignInFirst):
            load_real_clusters(ANONYMOUS)
        assert load_real_clusters(by("nora")) == 190
