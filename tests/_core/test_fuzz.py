"""Whatever bytes a server answers, a value or an error of the SDK comes out, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from schedbot_sdk import SchedbotError
from schedbot_sdk._core.response import Response
from schedbot_sdk.chat import ChatCompletion, ChatCompletionChunk
from schedbot_sdk.chat import calls as chat
from schedbot_sdk.chat.request_builder import RequestBuilder
from schedbot_sdk.chat.streaming.accumulator import StreamAccumulator
from schedbot_sdk.chat.structured.asking import Asking
from schedbot_sdk.chat.structured.parsed import Parsed
from schedbot_sdk.chat.structured.server_capabilities import ServerCapabilities
from schedbot_sdk.telegram import GetUpdates, Message, SendMessage, Update
from schedbot_sdk.telegram.api.calls import call_by_name, call_of
from schedbot_sdk.telegram.api.get_updates import call_of_batch
from schedbot_sdk.telegram.types.decode_batch import Received
from schedbot_sdk.users import User
from schedbot_sdk.users import calls as users


class Plan(BaseModel):
    ok: bool
    result: list[int]


ASKED = RequestBuilder.of([{"role": "user", "content": "x"}], None, {}, model="m")
COMPLETE = partial(chat.complete, strict=False)
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "x"}}
VALID = [
    {"telegram_id": 42, "first_name": "Ann", "timezone": "Europe/Berlin", "username": None},
    {"ok": True, "result": [{"update_id": 1, "message": MESSAGE}]},
    {"ok": False, "error_code": 429, "description": "slow", "parameters": {"retry_after": 3}},
    {
        "id": "c",
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    },
    {"error": {"code": 502, "message": "bad", "type": "x"}},
]
NAMES = ["ok", "result", "update_id", "message", "choices", "usage", "error", "code", "parameters", "retry_after",
         "description", "detail", "telegram_id", "delta", "finish_reason", "content", "id", "tool_calls"]  # fmt: skip

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(min_value=10**18, max_value=10**40),
    st.floats(),
    st.text(max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=12,
)
documents = st.one_of(values, st.sampled_from(VALID), st.dictionaries(st.sampled_from(NAMES), values, max_size=6))
bodies = st.one_of(
    st.binary(max_size=80),
    documents.map(lambda value: json.dumps(value).encode()),
    documents.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")),
    st.tuples(documents, st.integers(0, 200)).map(lambda cut: json.dumps(cut[0]).encode()[: cut[1]]),
    documents.map(lambda value: b"data: " + json.dumps(value).encode() + b"\n\n"),
    documents.map(lambda value: b'{"ok":true,"ok":false,' + json.dumps(value).encode()[1:]),
)
header_values = st.one_of(
    st.sampled_from(["", "0", "1.5", "-1", "nan", "1e400", "9" * 40, "soon"]), st.text(max_size=12)
)
headers = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.sampled_from(["application/json", "text/html", "text/event-stream; x", "", "\u0130"]),
        "retry-after": header_values | st.just("Fri, 31 Dec 9999 23:59:59 -9999"),
        "retry-after-ms": header_values,
        "x-request-id": header_values,
    },
)
statuses = st.sampled_from([200, 201, 204, 301, 400, 401, 402, 404, 409, 429, 500, 502, 503, 599, 999])
answers = st.builds(Response, statuses, headers, bodies, st.just(1_800_000_000.0))


def stream_outcomes(answer: Response) -> list[object]:
    call = chat.stream(ASKED, ServerCapabilities(), strict=False)
    if not 200 <= answer.status <= 299:
        return [call.read_error(answer)]
    reader = call.reader(answer.status, answer.headers)
    middle = len(answer.body) // 2
    items = [*reader.feed(answer.body[:middle]), *reader.feed(answer.body[middle:]), *reader.finish()]
    return [*items, folded(item for item in items if isinstance(item, ChatCompletionChunk))]


def folded(parts: Iterable[ChatCompletionChunk]) -> object:
    folding = StreamAccumulator(strict=False)
    for part in parts:
        folding.add(part)
    folding.end()
    try:
        return folding.completion()
    except SchedbotError as error:
        return error


def parsed(came: ChatCompletion | SchedbotError) -> object:
    asking = Asking(
        ASKED, Plan, check=None, doubt=None, token_budget=None, capabilities=ServerCapabilities(), complete=COMPLETE
    )
    asking.call()
    outcome = asking.take(came)
    asking.call()
    return outcome or came


def outcomes(answer: Response) -> list[object]:
    return [
        users.get_user(1).read(answer),
        call_of(GetUpdates(offset=0, timeout=0)).read(answer),
        call_of_batch(0, 0, None, None).read(answer),
        parsed(chat.complete(ASKED, strict=False).read(answer)),
        call_of(SendMessage(chat_id=1, text="x")).read(answer),
        call_by_name("getMe", None, dict[str, object]).read(answer),
        chat.complete(ASKED, strict=False).read(answer),
        chat.complete(ASKED, strict=True).read(answer),
        *stream_outcomes(answer),
    ]


def check(answer: Response) -> None:
    for outcome in outcomes(answer):
        assert isinstance(
            outcome, SchedbotError | User | list | Message | dict | ChatCompletion | ChatCompletionChunk | Parsed
        )
        if isinstance(outcome, list):
            assert all(isinstance(item, Update | Received) for item in outcome)  # pyright: ignore[reportUnknownVariableType]


def fuzz(examples: int) -> Callable[[], None]:
    @settings(
        max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
    )
    @given(answers)
    @example(Response(200, {}, b"[" * 10_000 + b"]" * 10_000))
    @example(Response(200, {}, b'{"a":' * 10_000 + b"1" + b"}" * 10_000))
    @example(Response(500, {}, b'{"error":' * 10_000 + b"1" + b"}" * 10_000))
    @example(Response(200, {}, b'{"ok":true,"result":' + b"[" * 10_000 + b"]" * 10_000 + b"}"))
    @example(Response(200, {}, b'{"telegram_id":' + b"9" * 5000 + b',"first_name":"a","timezone":"UTC"}'))
    @example(Response(200, {}, b'{"choices":[{"message":{"content":"\\ud800"}}]}'))
    @example(Response(200, {}, b"\xff\xfe" + '{"ok":true}'.encode("utf-16-le")))
    @example(Response(429, {"retry-after": "9" * 400}, b'{"parameters":{"retry_after":1e999}}'))
    def run(answer: Response) -> None:
        check(answer)

    return run


def test_any_answer_gives_a_value_or_an_error_of_the_sdk() -> None:
    fuzz(300)()


@pytest.mark.slow
def test_ten_thousand_answers_give_values_or_errors_of_the_sdk() -> None:
    fuzz(10_000)()


@pytest.mark.soak
def test_a_hundred_thousand_answers_give_values_or_errors_of_the_sdk() -> None:
    fuzz(100_000)()
