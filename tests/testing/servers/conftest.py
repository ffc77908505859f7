from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from schedbot_sdk.testing.servers import LocalTelegram


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram() as server:
        yield server


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=10) as client:
        yield client
