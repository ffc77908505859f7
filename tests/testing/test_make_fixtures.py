"""The committed synthetic fixtures are what the local servers answer now, and the check tells when they are not."""

from __future__ import annotations

import re

import pytest
from tests.rows import on_rows
from tests.testing import make_fixtures
from tests.testing.make_fixtures import DATA, main, settled

from schedbot_sdk.testing import shipped_exchanges

OK = (DATA / "users" / "ok.json").read_text(encoding="utf-8")


def test_the_synthetic_fixtures_are_what_the_local_servers_answer(capsys: pytest.CaptureFixture[str]) -> None:
    stale = main(["--check"])
    assert (stale, capsys.readouterr().out) == (0, "")


def test_a_synthetic_fixture_that_is_no_longer_made_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_fixtures, "made", lambda: [(DATA / "users" / "new.json", OK)])
    assert main(["--check"]) == 1
    left = [exchange.name for exchange in shipped_exchanges() if exchange.provenance.kind == "synthetic"]
    assert capsys.readouterr().out.split() == [f"{name}.json" for name in [*left, "users/new"]]
    assert all((DATA / f"{name}.json").exists() for name in left)
    assert not (DATA / "users" / "new.json").exists()


@on_rows(
    ("before", "after"),
    [
        ('"status": 200', '"status": 201'),
        ("/users/42", "/users/43"),
        ("Europe/Berlin", "Europe/Paris"),
        ('["server", "uvicorn"]', '["server", "another"]'),
    ],
)
def test_another_answer_is_a_change(before: str, after: str) -> None:
    assert before in OK
    assert settled(OK.replace(before, after)) != settled(OK)


@on_rows(
    ("before", "after"),
    [
        (r'"date": "[\d-]+"', '"date": "2031-01-02"'),
        (r'\["date", "[^"]+"\]', '["date", "Thu, 02 Jan 2031 00:00:00 GMT"]'),
        (r'"seconds": [\d.]+', '"seconds": 9.5e-05'),
        (r"\[[\d.]+, (\d+)\]", r"[9.5e-05, \1]"),
    ],
)
def test_another_time_is_not_a_change(before: str, after: str) -> None:
    later, count = re.subn(before, after, OK)
    assert count == 1
    assert later != OK
    assert settled(later) == settled(OK)
