"""`get_updates` with updates that differ from the documentation, in both twins."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.rows import on_rows

from schedbot_sdk import AsyncTelegramClient, ResponseError, TelegramClient
from schedbot_sdk.telegram import Update
from schedbot_sdk.testing import LocalTelegram

both = on_rows("twin", ["sync", "async"])
MESSAGE: dict[str, Any] = {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "text": "hi"}


@pytest.fixture
def telegram() -> Iterator[LocalTelegram]:
    with LocalTelegram() as server:
        yield server


def get(twin: str, telegram: LocalTelegram) -> list[Update]:
    if twin == "sync":
        with TelegramClient(telegram.token, base_url=telegram.base_url) as client:
            return client.get_updates(offset=0, timeout=0)

    async def run() -> list[Update]:
        async with AsyncTelegramClient(telegram.token, base_url=telegram.base_url) as client:
            return await client.get_updates(offset=0, timeout=0)

    return asyncio.run(run())


@both
@on_rows(
    "inside",
    [
        {"entities": [{"type": "bold"}]},
        {"contact": {"first_name": "Ann"}},
        {"location": {"latitude": 1.5}},
        {"quote": {"position": 0}},
        {"reply_markup": {"inline_keyboard": [[{"url": "x"}]]}},
        {"forward_origin": {"type": "hidden_user"}},
        {"from": {"id": 42}},
        {"text": 5},
    ],
)
def test_an_undocumented_value_inside_an_update_stays_raw_and_is_not_an_error(
    twin: str, telegram: LocalTelegram, inside: dict[str, Any]
) -> None:
    odd = {"update_id": 7, "message": {**MESSAGE, **inside}}
    telegram.push_update(odd)
    telegram.push_update({"update_id": 8, "message": MESSAGE})
    first, second = get(twin, telegram)
    assert json.loads(first.model_dump_json(exclude_unset=True)) == odd
    assert first.message
    assert set(inside) <= set(first.message.model_extra or {})
    assert second.message
    assert second.message.text == "hi"


@both
@on_rows("missing", ["message_id", "date", "chat"])
def test_a_message_without_a_required_field_is_an_error_that_names_its_update(
    twin: str, telegram: LocalTelegram, missing: str
) -> None:
    telegram.push_update({"update_id": 8, "message": MESSAGE})
    telegram.push_update({"update_id": 9, "message": {key: MESSAGE[key] for key in MESSAGE if key != missing}})
    with pytest.raises(ResponseError, match=f"update_id 9 is malformed: message.{missing}") as caught:
        get(twin, telegram)
    assert "hi" not in str(caught.value)
