"""Fixtures of the tests of the examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.assistant.world import World, running_bot, servers


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The servers, and the bot running against them."""
    with servers(tmp_path) as here, running_bot(here):
        yield here
