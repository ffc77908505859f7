"""`may_have_been_done`: what an error says about the effect of its call."""

from __future__ import annotations

import pickle

from tests.rows import on_rows

from schedbot_sdk import NotFoundError, SchedbotError
from schedbot_sdk._core.attempts import Attempts
from schedbot_sdk._core.call import BaseCall, TransportFailure
from schedbot_sdk._core.deadline import Plan
from schedbot_sdk._core.events import CallLog
from schedbot_sdk._core.response import Response
from schedbot_sdk._core.retry import may_have_been_done
from schedbot_sdk._core.retry_quota import StaleConnections
from schedbot_sdk.errors import BadRequestError, RateLimitError, ResponseError, ServerError, TransportError
from schedbot_sdk.options import RetryPolicy, Timeouts

SEND = BaseCall(
    service="telegram",
    operation="sendMessage",
    method="POST",
    path="/sendMessage",
    idempotent=False,
    is_lost=lambda answer: answer.content_type == "text/html",
)
READ = BaseCall(service="users", operation="getUser", method="GET", path="/users/1", idempotent=True)
PAGE = Response(502, {"content-type": "text/html"}, b"<html>")
OWN = Response(502, {"content-type": "application/json"}, b'{"ok": false}')
LOST = TransportError("", phase="read", request_sent=True)


@on_rows(
    "exchange, error, answer, expected",
    [
        (SEND, LOST, None, True),
        (SEND, ResponseError(""), OWN, True),
        (SEND, ServerError("", status_code=502), PAGE, True),
        (SEND, ServerError("", status_code=502), OWN, False),
        (SEND, BadRequestError("", status_code=400), OWN, False),
        (SEND, RateLimitError("", status_code=429), PAGE, False),
        (READ, LOST, None, False),
        (READ, ServerError("", status_code=502), PAGE, False),
    ],
)
def test_an_effect_may_have_happened_where_the_answer_of_a_call_that_is_not_idempotent_is_unknown(
    exchange: BaseCall, error: SchedbotError, answer: Response | None, expected: bool
) -> None:
    assert may_have_been_done(exchange, error, answer) is expected


def new_attempts() -> Attempts:
    return Attempts(
        SEND,
        Plan(RetryPolicy(), Timeouts(), 30.0, 60.0),
        CallLog(SEND, monotonic=lambda: 0.0, on_event=None, redact=str),
        quota=None,
        stale=StaleConnections(),
        monotonic=lambda: 0.0,
        random=lambda: 0.5,
    )


@on_rows("request_sent", [True, False])
def test_a_refusal_after_a_lost_attempt_does_not_say_that_nothing_was_done(request_sent: bool) -> None:
    attempts = new_attempts()
    attempts.begin()
    lost = attempts.on_transport_failure(TransportFailure("read", request_sent, timed_out=False, cause="read: reset"))
    attempts.begin()
    refused = attempts.on_error(BadRequestError("", status_code=400), OWN)
    assert [error.may_have_been_done for error in (lost, refused)] == [request_sent, request_sent]
    assert [attempt.status_code for attempt in refused.attempts] == [None, 400]


def test_every_error_says_whether_its_effect_may_have_happened_also_after_a_pickle() -> None:
    error = NotFoundError("no", status_code=404, code="gone", type="missing", migrate_to_chat_id=-1001)
    error.may_have_been_done = True
    copy = pickle.loads(pickle.dumps(error))
    assert not SchedbotError("x").may_have_been_done
    assert copy.may_have_been_done
    assert (copy.code, copy.type, copy.migrate_to_chat_id) == ("gone", "missing", -1001)
