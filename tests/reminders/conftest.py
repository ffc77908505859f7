"""A store in a file, and both twins."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.reminders.kills import FastStore
from tests.reminders.scene import TWINS, Scene, Twin

from schedbot_sdk.telegram import SqliteStore


@pytest.fixture(params=TWINS)
def twin(request: pytest.FixtureRequest) -> Twin:
    return "sync" if request.param == "sync" else "async"


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return FastStore(tmp_path / "bot.db")


@pytest.fixture
def scene(twin: Twin, store: SqliteStore) -> Scene:
    return Scene(twin, store)
