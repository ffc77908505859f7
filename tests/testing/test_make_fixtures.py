"""The committed synthetic fixtures are what the local servers answer now."""

from __future__ import annotations

import pytest
from tests.testing.make_fixtures import main


def test_the_synthetic_fixtures_are_what_the_local_servers_answer(capsys: pytest.CaptureFixture[str]) -> None:
    stale = main(["--check"])
    assert (stale, capsys.readouterr().out) == (0, "")
