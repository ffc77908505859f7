"""A real server's stream that nobody waits for: what the server itself says of what it writes.

An answer that is no stream it writes to its end, whoever has gone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest
from examples.demo.local_llm import LocalLlm
from tests.servers.asking import ENDLESS, Asker

from schedbot_sdk import DeadlineExceededError

pytestmark = pytest.mark.slow

LONG = [{"role": "user", "content": "Write a very long story about a calendar."}]


class Slots:
    """The server's slots for parallel answers."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def busy(self) -> int:
        return sum(slot["is_processing"] for slot in self._http.get("/slots").raise_for_status().json())

    def wait_until_free(self, within: float = 3) -> bool:
        until = time.monotonic() + within  # 900 tokens would take longer
        while time.monotonic() < until:
            if not self.busy():
                return True
            time.sleep(0.05)
        return False


@pytest.fixture
def slots(llama: LocalLlm) -> Iterator[Slots]:
    headers = {"Authorization": f"Bearer {llama.api_key}"}
    with httpx.Client(base_url=llama.base_url.removesuffix("/v1"), headers=headers, trust_env=False) as http:
        server_slots = Slots(http)
        assert server_slots.wait_until_free(within=60)  # of answers that other tests left
        yield server_slots


def test_a_stream_that_is_left_stops_the_server(model: Asker, slots: Slots) -> None:
    with model.client() as chat:
        for _ in range(8):  # as many as would fill its slots twice
            with chat.stream(LONG, max_tokens=900, extra_body=ENDLESS) as stream:
                assert next(stream.text())
                assert slots.busy()
        assert slots.wait_until_free()
        assert chat.complete(LONG, max_tokens=5).text


def test_a_stream_that_the_twin_leaves_stops_the_server(model: Asker, slots: Slots) -> None:
    async def leave() -> None:
        async with model.async_client() as chat:
            for _ in range(8):
                async with chat.stream(LONG, max_tokens=900, extra_body=ENDLESS) as stream:
                    async for _ in stream.text():
                        assert slots.busy()
                        break
            assert await asyncio.to_thread(slots.wait_until_free)
            assert (await chat.complete(LONG, max_tokens=5)).text

    asyncio.run(leave())


@pytest.mark.parametrize("way", ["stream", "async stream"])
def test_a_stream_whose_deadline_is_over_stops_the_server(way: str, model: Asker, slots: Slots) -> None:
    with pytest.raises(DeadlineExceededError):
        model.ask(way, LONG, max_tokens=900, deadline=0.5, extra_body=ENDLESS)
    assert slots.wait_until_free()


def test_a_stream_that_is_cancelled_stops_the_server(model: Asker, slots: Slots) -> None:
    async def cancel() -> None:
        async with asyncio.timeout(0.5):
            await model.ask_async("async stream", LONG, max_tokens=900, extra_body=ENDLESS)

    with pytest.raises(TimeoutError):
        asyncio.run(cancel())
    assert slots.wait_until_free()
