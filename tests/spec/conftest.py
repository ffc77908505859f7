"""One service on a socket for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.spec.wire import Service


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    service = Service()
    yield service
    service.stop()


@pytest.fixture
def service(running: Service) -> Service:
    running.requests, running.status, running.response = [], 200, {}
    return running
