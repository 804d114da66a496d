"""One theatre for each test of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.matrix.theatre import Theatre


@pytest.fixture
def theatre(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Theatre]:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)  # tests/house looks at the tokens
    monkeypatch.setattr("grappe.foundation.lines.validate_csrf", lambda _: None)
    theatre = Theatre(app, tmp_path)
    yield theatre
    theatre.again()  # the next test finds a database, whatever this one has done to it
