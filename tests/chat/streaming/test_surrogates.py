"""Half a character joins its other half or becomes U+FFFD; no result contains one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any, cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from tests.chat.response.test_responses import HI, TWICE
from tests.chat.response.test_responses import TWINS as WHOLE_TWINS
from tests.chat.responses import completion
from tests.chat.streaming.test_streams import TWINS as STREAM_TWINS
from tests.chat.streams import DONE

from schedbot_sdk import AsyncChatClient, ChatClient, SchedbotError, StatusError
from schedbot_sdk._core.surrogates import whole_characters, whole_json_text
from schedbot_sdk.chat import ChatCompletion
from schedbot_sdk.testing import FaultServer, faults

both = pytest.mark.parametrize("twin", ["sync", "async"])
SMILE = "\U0001f600"


def part(delta: bytes, reason: bytes = b"null", index: int = 0) -> bytes:
    return b'data: {"id":"c","model":"m","choices":[{"index":%d,"delta":{%b},"finish_reason":%b}]}\n\n' % (
        index,
        delta,
        reason,
    )


def stream_of(*pieces: bytes) -> bytes:
    return b"".join(part(b'"content":"%b"' % piece) for piece in pieces) + part(b"", b'"stop"') + DONE


STREAMS: dict[str, tuple[bytes, str]] = {
    "two halves": (stream_of(rb"hi \ud83d", rb"\ude00!"), f"hi {SMILE}!"),
    "two halves with nothing between": (stream_of(rb"hi \ud83d", b"", rb"\ude00"), f"hi {SMILE}"),
    "a half that stays alone": (stream_of(rb"hi \ud83d", b"there"), "hi \ufffdthere"),
    "a half at the end": (stream_of(b"hi ", rb"\ud83d"), "hi \ufffd"),
    "a second half alone": (stream_of(rb"\ude00 hi"), "\ufffd hi"),
    "halves twice": (stream_of(rb"\ud83d", rb"\ude00\ud83d", rb"\ude00"), SMILE * 2),
    "bytes of one character": (stream_of(b"hi \xf0\x9f", b"\x98\x80!"), f"hi {SMILE}!"),
    "bytes one by one": (stream_of(b"\xf0", b"\x9f", b"\x98", b"\x80"), SMILE),
    "invalid bytes": (stream_of(b"hi \xff there"), "hi \ufffd there"),
    "no end but [DONE]": (part(rb'"content":"hi \ud83d"') + DONE, "hi \ufffd"),
    "a half in the last part": (part(rb'"content":"hi \ud83d"', b'"stop"'), "hi \ufffd"),
    "two results": (
        part(rb'"content":"\ud83d"') + part(rb'"content":"\ude00"', index=1) + part(rb'"content":"\ude00"', b'"stop"')
        + part(b"", b'"stop"', 1), SMILE),
}  # fmt: skip


@both
def test_halves_in_two_chunks_are_joined(twin: str) -> None:
    with FaultServer(
        *(faults.answer(200, body, content_type="text/event-stream") for body, _ in STREAMS.values())
    ) as server:
        for name, (_, expected) in STREAMS.items():
            text, answer = STREAM_TWINS[twin](server.url)
            assert isinstance(answer, ChatCompletion), name
            assert (text, answer.text) == (expected, expected), name
            answer.model_dump_json().encode()


@both
def test_each_chunk_can_be_printed(twin: str) -> None:
    def sync(url: str) -> Iterator[str]:
        with ChatClient("k", base_url=url, model="m") as chat, chat.stream(HI) as stream:
            yield from stream.text()

    async def asynchronous(url: str) -> list[str]:
        async with AsyncChatClient("k", base_url=url, model="m") as chat, chat.stream(HI) as stream:
            return [piece async for piece in stream.text()]

    body = stream_of(rb"a\ud83d", rb"\ude00b", rb"c\ud83d", b"d")
    with FaultServer(faults.answer(200, body, content_type="text/event-stream")) as server:
        pieces = list(sync(server.url)) if twin == "sync" else asyncio.run(asynchronous(server.url))
    assert pieces == ["a", f"{SMILE}b", "c", "\ufffdd"]


@both
def test_halves_of_thoughts_arguments_and_unknown_texts_are_joined(twin: str) -> None:
    first = rb'"reasoning_content":"\ud83d","notes":"\ud83d","tool_calls":[{"index":0,"id":"1","function":{"name":"f"'
    first += rb',"arguments":"[\"\ud83d"}}]'
    second = rb'"reasoning_content":"\ude00","notes":"\ude00","tool_calls":[{"index":0,"function":{"arguments":'
    second += rb'"\ude00\"]"}}]'
    body = part(first) + part(second) + part(b"", b'"tool_calls"')
    with FaultServer(faults.answer(200, body, content_type="text/event-stream")) as server:
        _, answer = STREAM_TWINS[twin](server.url)
    assert isinstance(answer, ChatCompletion)
    message = answer.choices[0].message
    assert (message.thoughts, (message.model_extra or {})["notes"]) == (SMILE, SMILE)
    assert [call.function.arguments for call in message.tool_calls or () if call.function] == [f'["{SMILE}"]']


@both
def test_half_a_character_in_a_whole_response_is_replaced(twin: str) -> None:
    bodies = [completion(content="hi X").replace(b"X", half) for half in (rb"\ud83d", rb"\ude00", b"\xf0\x9f")]
    with FaultServer(*(faults.answer(200, body) for body in bodies)) as server:
        for _ in bodies:
            answer = WHOLE_TWINS[twin](server.url)
            assert answer.text == "hi \ufffd"
            answer.model_dump_json().encode()


class Note(BaseModel):
    title: str


@both
def test_a_parsed_value_has_no_half_character(twin: str) -> None:
    texts = [r'{"title": "a\ud83d"}', r'{"title": "a\\ud83d \ud83d\ude00 \ude00"}', '{"title": "a\ud83d"}']
    wanted = ["a\ufffd", rf"a\ud83d {SMILE} " + "\ufffd", "a\ufffd"]
    bodies = [json.dumps({"choices": [{"message": {"content": text}, "finish_reason": "stop"}]}) for text in texts]

    async def asynchronous(url: str) -> str:
        async with AsyncChatClient("k", base_url=url, model="m", retry=TWICE) as chat:
            return (await chat.parse(HI, returns=Note)).value.title

    with FaultServer(*(faults.answer(200, body.encode()) for body in bodies)) as server:
        for title in wanted:
            if twin == "async":
                assert asyncio.run(asynchronous(server.url)) == title
            else:
                with ChatClient("k", base_url=server.url, model="m", retry=TWICE) as chat:
                    assert chat.parse(HI, returns=Note).value.title == title
        assert server.requests == len(wanted)


@both
def test_an_error_has_no_half_character(twin: str) -> None:
    fields = rb'"message":"bad \ud83d","code":"x\ud83d","param":"p\ud83d"'
    bodies: list[Any] = [
        faults.answer(400, b'{"error":{%b}}' % fields),
        faults.answer(200, b'{"error":{%b,"status":400}}' % fields),
        faults.answer(200, b'data: {"error":{%b,"status":400}}\n\n' % fields, content_type="text/event-stream"),
    ]
    with FaultServer(*bodies) as server:
        for ask in (WHOLE_TWINS[twin], WHOLE_TWINS[twin], STREAM_TWINS[twin]):
            try:
                result: object = ask(server.url)
            except SchedbotError as error:
                result = error
            failed: object = cast("tuple[str, object]", result)[1] if isinstance(result, tuple) else result
            assert isinstance(failed, StatusError)
            assert failed.detail == "bad \ufffd"
            f"{failed} {failed!r} {failed.code} {failed.param}".encode()


@given(st.text(max_size=20))
def test_whole_characters_stay_and_every_result_can_be_encoded(text: str) -> None:
    assert whole_characters(text) == text
    cut = text.encode("utf-16-le")[:-2].decode("utf-16-le", "surrogatepass")
    whole_characters(cut).encode()
    assert json.loads(whole_json_text(json.dumps(text))) == text
    json.loads(whole_json_text(json.dumps(cut))).encode()


@both
def test_half_a_character_of_a_user_is_sent_as_a_replacement_character(twin: str) -> None:
    messages = [{"role": "user", "content": "a \ud83d"}, {"role": "user", "content": "b \ud83d\ude00"}]
    requested: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requested.append(json.loads(request.content))
        return httpx.Response(200, content=completion())

    async def asynchronous() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            chat = AsyncChatClient("k", model="m", http_client=http)
            await chat.complete(messages, extra_body={"user": "c \ude00", "list": ("d \ud83d",)})

    if twin == "async":
        asyncio.run(asynchronous())
    else:
        with httpx.Client(transport=httpx.MockTransport(answer)) as http:
            chat = ChatClient("k", model="m", http_client=http)
            chat.complete(messages, extra_body={"user": "c \ude00", "list": ("d \ud83d",)})
    assert [message["content"] for message in requested[0]["messages"]] == ["a \ufffd", f"b {SMILE}"]
    assert (requested[0]["user"], requested[0]["list"]) == ("c \ufffd", ["d \ufffd"])
