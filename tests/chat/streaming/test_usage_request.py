"""A stream asks for its usage, and a server that refuses is asked again without: once, at once, and remembered."""

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


def asked(requests: list[httpx.Request]) -> list[object]:
    return [json.loads(request.content).get("stream_options") for request in requests]


@both
@pytest.mark.parametrize("refusal", [REFUSED, STRICT])
def test_a_server_that_refuses_is_asked_again_at_once(twin: Twin, refusal: Reply) -> None:
    outcome = play(twin, "stream", [refusal, STREAM], retry=RetryPolicy(max_attempts=1, quota=0))
    assert outcome.value == ["do", "ne"]
    assert asked(outcome.requests) == [{"include_usage": True}, None]
    assert outcome.waits == [0.0]
    assert [event.kind for event in outcome.events] == ["attempt", "failure", "wait", "attempt", "success"]


@both
def test_what_fails_after_that_is_retried_in_the_form_that_is_taken(twin: Twin) -> None:
    outcome = play(twin, "stream", [REFUSED, Reply(503), STREAM])
    assert outcome.value == ["do", "ne"]
    assert asked(outcome.requests) == [{"include_usage": True}, None, None]


@both
def test_it_is_asked_again_only_once(twin: Twin) -> None:
    outcome = play(twin, "stream", [REFUSED, REFUSED])
    assert isinstance(outcome.error, BadRequestError)
    assert len(outcome.requests) == 2


@both
@pytest.mark.parametrize(
    "other", [Reply(400, '{"error":{"message":"stream is not known"}}'), Reply(404, "stream_options")]
)
def test_another_error_is_no_refusal(twin: Twin, other: Reply) -> None:
    outcome = play(twin, "stream", [other])
    assert isinstance(outcome.error, StatusError)


def test_it_is_remembered_for_the_model() -> None:
    steps: list[Step] = [REFUSED, STREAM, STREAM, STREAM]
    server = ScriptedServer(steps, Clock())
    with httpx.Client(transport=server) as http:
        chat = ChatClient("k", http_client=http)
        for model in ("old", "old", "new"):
            with chat.stream(MESSAGES, model=model) as stream:
                assert "".join(stream.text()) == "done"
    assert asked(server.requests) == [{"include_usage": True}, None, None, {"include_usage": True}]


@pytest.mark.parametrize("given", [None, {"include_usage": False}])
def test_what_the_caller_says_of_it_is_sent(given: object) -> None:
    server = ScriptedServer([STREAM], Clock())
    with httpx.Client(transport=server) as http:
        chat = ChatClient("k", model="m", http_client=http)
        with chat.stream(MESSAGES, extra_body={"stream_options": given}) as stream:
            assert "".join(stream.text()) == "done"
    assert json.loads(server.requests[0].content)["stream_options"] == given
