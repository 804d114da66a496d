"""Unsafe settings stop the start-up with a sentence."""

import pytest

from config import Settings
from grappe.foundation import safety

GOOD = {"secret_key": "x" * 40, "origins": ("https://grappe.example",)}


def start(**settings):
    safety.refuse_unsafe(Settings(**(GOOD | settings)))


def test_safe_settings_pass():
    start()
    start(secret_key="only-for-the-demonstration", demo=True)


@pytest.mark.parametrize("settings, said", [
    ({"secret_key": "only-for-the-demonstration"}, "SECRET_KEY"),
    ({"secret_key": "short"}, "SECRET_KEY"),
    ({"origins": ()}, "ALLOWED_ORIGINS"),
    ({"origins": ("*",)}, "ALLOWED_ORIGINS"),
    ({"origins": ("https://*.example",)}, "ALLOWED_ORIGINS"),
    ({"origins": ("grappe.example",)}, "ALLOWED_ORIGINS"),
    ({"sqlite_journal": "OFF"}, "SQLITE_JOURNAL"),
    ({"sqlite_journal": "MEMORY"}, "SQLITE_JOURNAL"),
])  # fmt: skip
def test_each_unsafe_setting_is_named(settings, said):
    with pytest.raises(SystemExit, match=said):
        start(**settings)


@pytest.mark.parametrize("version, safe", [
    ((3, 40, 1), False), ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 0), True),
    ((3, 50, 6), False), ((3, 50, 7), True), ((3, 44, 6), True), ((3, 45, 0), False),
])  # fmt: skip
def test_wal_needs_a_version_with_the_fix(version, safe):
    assert safety.wal_is_safe(version) is safe


def test_a_postgres_that_may_forget_is_refused():
    import sqlalchemy as sa

    from tests.servers import DURABLE, postgres

    for settings, refused in ((DURABLE, False), (DURABLE | {"fsync": "off"}, True)):
        with postgres(**settings) as server:
            engine = sa.create_engine(server.url)
            with engine.connect() as connection:
                if refused:
                    with pytest.raises(SystemExit, match="fsync=off"):
                        safety.refuse_forgetful_postgres(connection)
                else:
                    safety.refuse_forgetful_postgres(connection)
            engine.dispose()


def test_an_empty_origin_list_comes_from_an_empty_setting():
    assert Settings.from_environment({"ALLOWED_ORIGINS": ""}).origins == ()
    assert Settings.from_environment({"PORT": "5077"}).origins == ("http://127.0.0.1:5077",)
