"""What Telegram sent is kept: unknown fields, unknown kinds, and the JSON that goes out again."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from schedbot_sdk.telegram import CallbackQuery, Message, Update
from schedbot_sdk.testing import shipped_exchanges

CHAT = {"id": -100123, "type": "supergroup", "title": "Plans", "is_forum": True}
FROM = {"id": 42, "is_bot": False, "first_name": "Ann", "is_premium": True}
MESSAGE = {
    "message_id": 7,
    "from": FROM,
    "chat": CHAT,
    "date": 1_800_000_000,
    "edit_date": 1_800_000_060,
    "text": "hi \U0001f600",
    "entities": [{"type": "bold", "offset": 0, "length": 2}, {"type": "came_later", "offset": 0, "length": 1, "x": 1}],
    "reply_to_message": {"message_id": 6, "date": 0, "chat": CHAT},
    "reply_markup": {"inline_keyboard": [[{"text": "OK", "callback_data": "ok", "style": "primary"}]]},
    "photo": [{"file_id": "a", "width": 1}],
}
QUERY = {"id": "9", "from": FROM, "message": MESSAGE, "data": "ok", "chat_instance": "1"}
UPDATES: list[dict[str, object]] = [
    {"update_id": 1, "message": MESSAGE},
    {"update_id": 2, "edited_message": MESSAGE},
    {
        "update_id": 3,
        "callback_query": {"id": "9", "from": FROM, "message": MESSAGE, "data": "ok", "chat_instance": "1"},
    },
    {"update_id": 4, "callback_query": {"id": "9", "from": FROM, "inline_message_id": "x", "game_short_name": "g"}},
    {"update_id": 5, "poll": {"id": "1", "question": "?", "options": []}},
    {"update_id": 6, "kind_of_the_future": {"deep": [{"er": None}]}},
    {"update_id": 2**40, "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "came_later"}}},
]


@pytest.mark.parametrize("update", UPDATES, ids=lambda update: str(update["update_id"]))
def test_a_round_trip_gives_the_json_that_came_in(update: dict[str, object]) -> None:
    came = json.dumps(update)
    assert json.loads(Update.model_validate_json(came).model_dump_json(exclude_unset=True)) == update


def test_every_shipped_update_makes_the_round_trip() -> None:
    seen = 0
    for exchange in shipped_exchanges():
        if exchange.service != "telegram" or exchange.operation != "getUpdates" or exchange.status != 200:
            continue
        for update in json.loads(exchange.text)["result"]:
            seen += 1
            kept = Update.model_validate_json(json.dumps(update)).model_dump_json(exclude_unset=True)
            assert json.loads(kept) == update
    assert seen


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
unknown = st.dictionaries(st.text(min_size=1, max_size=8).map(lambda name: f"x_{name}"), json_values, max_size=3)


@given(unknown, unknown, unknown)
def test_unknown_fields_are_kept_wherever_they_stand(
    top: dict[str, object], inside: dict[str, object], deep: dict[str, object]
) -> None:
    update = {"update_id": 1, "message": {**MESSAGE, **inside, "from": {**FROM, **deep}}, **top}
    assert json.loads(Update.model_validate_json(json.dumps(update)).model_dump_json(exclude_unset=True)) == update


def test_from_is_from_user_in_python() -> None:
    message = Message.model_validate(MESSAGE)
    assert message.from_user is not None
    assert message.from_user.first_name == "Ann"
    query = CallbackQuery.model_validate(QUERY)
    assert query.from_user.id == 42
    assert (
        Message(message_id=1, date=0, chat=message.chat, from_user=message.from_user).model_dump()["from"]["id"] == 42
    )


def test_dates_are_the_wires_numbers_with_datetimes_beside_them() -> None:
    message = Message.model_validate(MESSAGE)
    assert message.date == 1_800_000_000
    assert message.sent_at == datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    assert message.edited_at == datetime(2027, 1, 15, 8, 1, tzinfo=UTC)
    assert "sent_at" not in message.model_dump_json()


@pytest.mark.parametrize("field", ["message_id", "date", "chat"])
def test_what_telegram_never_leaves_out_is_required(field: str) -> None:
    with pytest.raises(ValidationError):
        Message.model_validate({name: value for name, value in MESSAGE.items() if name != field})


@pytest.mark.parametrize("field", sorted(set(MESSAGE) - {"message_id", "date", "chat"}))
def test_everything_else_may_be_missing(field: str) -> None:
    Message.model_validate({name: value for name, value in MESSAGE.items() if name != field})
