"""A stream requests its usage; if the server rejects that, it is sent again without it, once."""

from __future__ import annotations

import json

import httpx
import pytest
from tests._core.scripted import MESSAGES, Clock, Reply, ScriptedServer, Step, Twin, play
from tests._core.test_scenarios import STREAM

from schedbot_sdk import BadRequestError, ChatClient, RetryPolicy, StatusError

both = pytest.mark.parametrize("twin", ["sync", "async"])
REFUSED = Reply(400, '{"error":{"message":"Unknown parameter: \'stream_options\'."}}')
STRICT = Reply(422, '{"detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs"}]}')


def options_sent(requests: list[httpx.Request]) -> list[object]:
    return [json.loads(request.content).get("stream_options") for request in requests]


@both
@pytest.mark.parametrize("refusal", [REFUSED, STRICT])
def test_a_request_without_usage_follows_a_rejection_immediately(twin: Twin, refusal: Reply) -> None:
    outcome = play(twin, "stream", [refusal, STREAM], retry=RetryPolicy(max_attempts=1, quota=0))
    assert outcome.value == ["do", "ne"]
    assert options_sent(outcome.requests) == [{"include_usage": True}, None]
    assert outcome.waits == [0.0]
    assert [event.kind for event in outcome.events] == ["attempt", "failure", "wait", "attempt", "success"]


@both
def test_a_retry_after_that_is_sent_without_usage_too(twin: Twin) -> None:
    outcome = play(twin, "stream", [REFUSED, Reply(503), STREAM])
    assert outcome.value == ["do", "ne"]
    assert options_sent(outcome.requests) == [{"include_usage": True}, None, None]


@both
def test_the_request_is_sent_again_only_once(twin: Twin) -> None:
    outcome = play(twin, "stream", [REFUSED, REFUSED])
    assert isinstance(outcome.error, BadRequestError)
    assert len(outcome.requests) == 2


@both
@pytest.mark.parametrize(
    "other", [Reply(400, '{"error":{"message":"stream is not known"}}'), Reply(404, "stream_options")]
)
def test_another_error_is_not_a_rejection(twin: Twin, other: Reply) -> None:
    outcome = play(twin, "stream", [other])
    assert isinstance(outcome.error, StatusError)


def test_the_rejection_is_remembered_for_the_model() -> None:
    steps: list[Step] = [REFUSED, STREAM, STREAM, STREAM]
    server = ScriptedServer(steps, Clock())
    with httpx.Client(transport=server) as http:
        chat = ChatClient("k", http_client=http)
        for model in ("old", "old", "new"):
            with chat.stream(MESSAGES, model=model) as stream:
                assert "".join(stream.text()) == "done"
    assert options_sent(server.requests) == [{"include_usage": True}, None, None, {"include_usage": True}]


@pytest.mark.parametrize("given", [None, {"include_usage": False}])
def test_stream_options_of_the_caller_are_sent(given: object) -> None:
    server = ScriptedServer([STREAM], Clock())
    with httpx.Client(transport=server) as http:
        chat = ChatClient("k", model="m", http_client=http)
        with chat.stream(MESSAGES, extra_body={"stream_options": given}) as stream:
            assert "".join(stream.text()) == "done"
    assert json.loads(server.requests[0].content)["stream_options"] == given
