"""What a chat server is sent: numbers as written, what only some servers know, and the asking for usage."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from tests.chat.rows import error
from tests.chat.stream_rows import COUNTED
from tests.spec.wire import RESPONSES, Service, both, call

from schedbot_sdk import AsyncChatClient, ChatClient, RetryPolicy, SchedbotError, StatusError
from schedbot_sdk.testing import FaultServer, faults

HI = [{"role": "user", "content": "plan my day"}]
ONCE = RetryPolicy(max_attempts=1)
STREAM = faults.event_stream(COUNTED)
EXTRA = b'{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs"}]}'
REFUSALS = {
    "400": faults.answer(400, error(message="Unrecognized request argument supplied: stream_options")),
    "400 by its param": faults.answer(400, error(message="Unknown parameter.", param="stream_options")),
    "422": faults.answer(422, EXTRA),
}


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()
    service.response = RESPONSES["createChatCompletion"]
    yield service
    service.stop()


@both
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
@pytest.mark.parametrize("temperature", [0, 1, 0.7, 0.0, 1e-7])
def test_a_temperature_is_sent_as_written(temperature: float, streamed: bool, twin: str, service: Service) -> None:
    call(twin, service, "createChatCompletion", temperature=temperature, streamed=streamed)
    assert repr(service.requests[0].body["temperature"]) == repr(temperature)


@both
@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_what_only_some_servers_know_is_sent_beside_the_rest(streamed: bool, twin: str, service: Service) -> None:
    extra = {"max_completion_tokens": 9, "reasoning": {"effort": "low"}, "top_k": None}
    call(twin, service, "createChatCompletion", extra_body=extra, streamed=streamed)
    (seen,) = service.requests
    assert {name: seen.body[name] for name in extra} == extra
    assert "max_tokens" not in seen.body


@both
def test_only_a_stream_asks_for_its_usage(twin: str, service: Service) -> None:
    call(twin, service, "createChatCompletion")
    call(twin, service, "createChatCompletion", streamed=True)
    whole, streamed = service.requests
    assert not {"stream", "stream_options"} & set(whole.body)
    assert (streamed.body["stream"], streamed.body["stream_options"]) == (True, {"include_usage": True})


def streams(url: str, times: int) -> list[int | SchedbotError]:
    """The tokens that each stream of one client counted, or its error."""
    came: list[int | SchedbotError] = []
    with ChatClient("k", base_url=url, model="m", retry=ONCE) as chat:
        for _ in range(times):
            try:
                with chat.stream(HI) as stream:
                    assert "".join(stream.text()) == "Gym at 7"
                came.append(stream.completion().usage.total_tokens)
            except SchedbotError as failure:  # the next one is tried as well
                came.append(failure)
    return came


async def streams_async(url: str, times: int) -> list[int | SchedbotError]:
    came: list[int | SchedbotError] = []
    async with AsyncChatClient("k", base_url=url, model="m", retry=ONCE) as chat:
        for _ in range(times):
            try:
                async with chat.stream(HI) as stream:
                    assert "".join([text async for text in stream.text()]) == "Gym at 7"
                came.append(stream.completion().usage.total_tokens)
            except SchedbotError as failure:
                came.append(failure)
    return came


def streamed(twin: str, url: str, times: int = 1) -> list[int | SchedbotError]:
    return streams(url, times) if twin == "sync" else asyncio.run(streams_async(url, times))


@both
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_to_count_is_answered_at_once_and_remembered(refusal: faults.Fault, twin: str) -> None:
    with FaultServer(refusal, STREAM) as server:
        assert streamed(twin, server.url, 3) == [8, 8, 8]
        assert server.requests == 4


@both
@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_server_that_refuses_for_ever_is_asked_twice(refusal: faults.Fault, twin: str) -> None:
    with FaultServer(refusal) as server:
        (failure,) = streamed(twin, server.url)
        assert isinstance(failure, StatusError)
        assert server.requests == 2


@both
@pytest.mark.parametrize("status", [400, 422])
def test_another_refusal_is_an_error_at_once(status: int, twin: str) -> None:
    with FaultServer(faults.answer(status, error(message="temperature is too high"))) as server:
        (failure,) = streamed(twin, server.url)
        assert isinstance(failure, StatusError)
        assert (failure.status_code, server.requests) == (status, 1)
