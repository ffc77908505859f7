"""Half a character goes out as U+FFFD, wherever a text stands."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
from tests.rows import on_rows
from tests.telegram.sending.twins import ANN, both, does

from schedbot_sdk import AsyncTelegramClient, TelegramClient
from schedbot_sdk.telegram import MessageEntity, entity_text, split_text
from schedbot_sdk.telegram.text.surrogates import whole_text
from schedbot_sdk.testing import LocalTelegram

TOKEN = "100000:example"
HALF, WHOLE = "a\ud83dz", "a\ufffdz"


def requested(twin: str, act: Callable[[Any], Any]) -> list[Any]:
    """The bodies that an action sends, read as JSON."""
    bodies: list[Any] = []

    def answer(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        is_query = request.url.path.endswith("answerCallbackQuery")
        message = {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}}
        return httpx.Response(200, json={"ok": True, "result": True if is_query else message})

    async def run() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            await act(AsyncTelegramClient(TOKEN, http_client=http))

    if twin == "async":
        asyncio.run(run())
    else:
        with httpx.Client(transport=httpx.MockTransport(answer)) as http:
            act(TelegramClient(TOKEN, http_client=http))
    return bodies


TEXTS = [
    ("gym", "gym"),
    ("día 😀", "día 😀"),
    ("\ud83d", "\ufffd"),
    ("\ude00", "\ufffd"),
    ("\ud83d\ude00", "😀"),
    ("\ude00\ud83d", "\ufffd\ufffd"),
    ("\ud83d\ud83d\ude00!", "\ufffd😀!"),
    ("\udc80\udcff", "\ufffd\ufffd"),
]


@on_rows(("text", "whole"), TEXTS)
def test_pairs_are_joined_and_the_number_of_code_units_stays(text: str, whole: str) -> None:
    assert whole_text(text) == whole
    assert len(whole.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))


@both
def test_every_text_of_a_request_is_whole(twin: str) -> None:
    link: dict[str, Any] = {"type": "text_link", "offset": 0, "length": 1, "url": HALF}
    keyboard: dict[str, Any] = {"inline_keyboard": [[{"text": HALF, "callback_data": HALF, "later": {HALF: HALF}}]]}
    reply: dict[str, Any] = {"message_id": 1, "quote": HALF}
    acts: list[Callable[[Any], Any]] = [
        lambda bot: bot.send_message(42, HALF, entities=[link], reply_markup=keyboard, reply_parameters=reply),
        lambda bot: bot.send_message("@" + HALF, HALF, entities=[MessageEntity(**link)]),
        lambda bot: bot.send_text(42, HALF),
        lambda bot: bot.edit_message_text(42, 1, HALF, reply_markup=keyboard),
        lambda bot: bot.send_document(42, "BQAC" + HALF, caption=HALF, caption_entities=[link]),
        lambda bot: bot.answer_callback_query("7", text=HALF),
        lambda bot: bot.call("sendPoll", {"question": HALF, "options": [{"text": HALF}], HALF: 1}, returns=dict),
    ]
    for act in acts:
        (body,) = requested(twin, act)
        written = json.dumps(body, ensure_ascii=False)
        assert WHOLE in written
        assert written.encode().decode() == written


@both
def test_what_is_no_message_is_whole_too(telegram: LocalTelegram, twin: str) -> None:
    telegram.user_says(ANN, "hi")
    sent = does(twin, telegram, lambda bot: bot.send_document(ANN.id, b"x", file_name=HALF + ".ics", caption=HALF))
    assert (sent.caption, sent.document.file_name) == (WHOLE, WHOLE + ".ics")


def test_entities_of_a_text_with_halves_cover_the_same_words() -> None:
    text = "\ud83d\ude00\ud83d gym " + "word " * 1500
    (first, *_) = pieces = split_text(text, [MessageEntity(type="bold", offset=4, length=3)])
    assert [entity_text(first.text, entity) for entity in first.entities] == ["gym"]
    assert first.text.startswith("😀\ufffd gym")
    assert all(piece.text.encode() for piece in pieces)
