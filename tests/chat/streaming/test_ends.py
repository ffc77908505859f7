"""The end of a stream: before a finish_reason it is truncated, after it the answer is complete."""

from __future__ import annotations

import pytest
from tests.chat import streams
from tests.chat.streaming.test_streams import TWINS, both
from tests.chat.streams import DONE, END, LINES, data, part

from schedbot_sdk import TruncatedStreamError
from schedbot_sdk.testing import FaultServer, faults
from schedbot_sdk.testing.faults import Fault
from schedbot_sdk.testing.faults.steps import Close, Head, Send, Wait

SPOKEN = (part(LINES) + part(" да")).replace(b"\n", b"\r\n")
"""The chunks before the finish_reason."""
ENDED = SPOKEN + END.replace(b"\n", b"\r\n")


@both
def test_a_clean_end_before_the_finish_reason_is_always_a_truncated_stream(twin: str) -> None:
    whole = SPOKEN + END.rstrip(b"\n")
    ends = [end for end in range(1, len(whole)) if end < 20 or end % 5 == 0 or whole[end - 1] in b"\r\n\x80"]
    kinds: dict[str, list[int]] = {}
    with FaultServer(*(faults.event_stream(whole[:end]) for end in ends)) as server:
        for end in ends:
            text, outcome = TWINS[twin](server.url)
            assert (LINES + " да").startswith(text), end
            kinds.setdefault(type(outcome).__name__, []).append(end)
        assert server.requests == len(ends)
    assert list(kinds) == ["TruncatedStreamError"], {kind: len(found) for kind, found in kinds.items()}


@both
def test_a_clean_end_after_the_finish_reason_is_always_a_complete_answer(twin: str) -> None:
    whole = ENDED + data(id="c1", choices=[], usage=streams.USAGE) + DONE
    ends = range(len(ENDED), len(whole) + 1)
    kinds: dict[str, list[int]] = {}
    with FaultServer(*(faults.event_stream(whole[:end]) for end in ends)) as server:
        for end in ends:
            text, outcome = TWINS[twin](server.url)
            assert text == LINES + " да", end
            kinds.setdefault(type(outcome).__name__, []).append(end)
    assert list(kinds) == ["ChatCompletion"], {kind: len(found) for kind, found in kinds.items()}


@both
@pytest.mark.parametrize("then", ["cut", "reset"])
def test_an_incomplete_body_is_always_a_truncated_stream_and_not_retried(twin: str, then: faults.StreamEnd) -> None:
    body = SPOKEN + END
    ends = range(1, len(body), 9)
    with FaultServer(*(faults.event_stream(body[:end], then=then) for end in ends)) as server:
        for count, end in enumerate(ends, start=1):
            text, outcome = TWINS[twin](server.url)
            assert (LINES + " да").startswith(text), end
            assert type(outcome) is TruncatedStreamError, end
            assert server.requests == count


@both
@pytest.mark.parametrize("body", [b"", b"\n", b": hello\n\n", b"retry: 10\n\n"], ids=repr)
def test_a_stream_without_an_event_is_truncated(body: bytes, twin: str) -> None:
    with FaultServer(faults.answer(200, body, content_type="text/event-stream; charset=utf-8")) as server:
        text, outcome = TWINS[twin](server.url)
        assert (text, type(outcome)) == ("", TruncatedStreamError)
        assert server.requests == 1


@both
def test_a_stream_with_an_unfinished_second_result_is_truncated(twin: str) -> None:
    second = data(id="c1", model="m", choices=[{"index": 1, "delta": {"content": "or at 8"}}])
    with FaultServer(faults.event_stream(part("Gym at 7"), second, END)) as server:
        text, outcome = TWINS[twin](server.url)
        assert (text, type(outcome)) == ("Gym at 7", TruncatedStreamError)


@both
def test_a_server_with_a_finish_reason_in_each_chunk_may_pause(twin: str) -> None:
    shape = b'{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"%b"},"finish_reason":"stop"}]}'
    first, second = (b"data: " + shape % text + b"\n\n" for text in (b"Hello ", b"world"))
    head = Head(200, (("content-type", "text/event-stream"), ("connection", "close")))
    steps = (head, Send(first), Wait(0.7), Send(second + b"data: [DONE]\n\n"), Close())
    with FaultServer(Fault(steps)) as server:
        text, _ = TWINS[twin](server.url)
    assert text == "Hello world"
