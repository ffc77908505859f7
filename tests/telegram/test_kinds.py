"""What an update is about: its kind, its chat, its user, and the key by which a redelivery is recognised."""

from __future__ import annotations

import json
from typing import Any

from tests.rows import on_rows
from tests.telegram.samples import ANN, FULL, GROUP, KINDS, POST, same

from schedbot_sdk.telegram import InaccessibleMessage, Message, Update, read_update


def update(kind: str, event: object, update_id: int = 1) -> Update:
    return read_update({"update_id": update_id, kind: event})


def query(**fields: object) -> dict[str, Any]:
    return {"id": "q", "from": ANN, "chat_instance": "1", "data": "ok", **fields}


@on_rows("kind", KINDS)
def test_every_kind_has_its_name_its_chat_and_its_user(kind: str) -> None:
    event, chat_id, user_id = KINDS[kind]
    came = update(kind, event)
    assert (came.kind, came.chat_id, came.user_id) == (kind, chat_id, user_id)


@on_rows(
    ("raw", "kind"),
    [
        ({}, ""),
        ({"poll": None}, ""),
        ({"sent_by": "proxy"}, "sent_by"),
        ({"came_later": {"chat": GROUP, "from": ANN}}, "came_later"),
        ({"sent_by": "proxy", "came_later": {"chat": GROUP}}, "came_later"),
        ({"trace": {"id": 1}, "poll": {"id": "p"}}, "poll"),
        ({"trace": {"id": 1}, "message": POST}, "message"),
    ],
)
def test_a_kind_that_came_later_has_its_own_name_and_no_event_an_empty_one(raw: dict[str, Any], kind: str) -> None:
    assert Update.model_validate({"update_id": 1, **raw}).kind == kind


def test_an_update_with_an_id_alone_is_about_nobody() -> None:
    empty = Update(update_id=5)
    assert (empty.kind, empty.chat_id, empty.user_id, empty.dedupe_key) == ("", None, None, "5:")


@on_rows("value", [{"chat": {"id": "1"}}, {"chat": {"id": True}}, {"chat": [1]}, {"chat": 1}, [], "x"])
def test_what_is_no_id_is_not_taken_for_one(value: object) -> None:
    came = update("came_later", value)
    assert (came.chat_id, came.user_id) == (None, None)


def test_ids_are_found_in_what_had_to_stay_raw() -> None:
    came = update("message", {**POST, "from": {"id": 42}})
    assert came.message
    assert came.message.from_user is None
    assert came.user_id == 42
    pressed = update("callback_query", {"message": {"chat": {"id": 9}}, "from": {"id": 42}})
    assert pressed.callback_query is None
    assert (pressed.kind, pressed.chat_id, pressed.user_id) == ("callback_query", 9, 42)


def test_the_message_of_a_callback_tells_by_its_type_whether_it_can_be_read() -> None:
    there = update("callback_query", query(message=FULL)).callback_query
    gone = update("callback_query", query(message={"chat": GROUP, "message_id": 7, "date": 0})).callback_query
    inline = update("callback_query", query(inline_message_id="i")).callback_query
    assert there
    assert gone
    assert inline
    assert isinstance(there.message, Message)
    assert isinstance(gone.message, InaccessibleMessage)
    assert (gone.message.chat.id, gone.message.message_id, gone.message.date) == (-100123, 7, 0)
    assert inline.message is None


def test_the_chat_of_a_callback_is_known_when_its_message_is_gone() -> None:
    assert update("callback_query", query(message={"chat": GROUP, "message_id": 7, "date": 0})).chat_id == -100123
    assert update("callback_query", query(inline_message_id="i")).chat_id is None


@on_rows("kind", [*KINDS, "came_later"])
def test_a_redelivered_update_has_the_same_key(kind: str) -> None:
    event = KINDS[kind][0] if kind in KINDS else {"b": [1, {"y": 1.5, "x": None}], "a": "\U0001f600"}
    first = update(kind, event)
    again = Update.model_validate_json(json.dumps({kind: dict(reversed(event.items())), "update_id": 1}))
    assert again.dedupe_key == first.dedupe_key
    assert Update.model_validate_json(first.model_dump_json(exclude_unset=True)).dedupe_key == first.dedupe_key
    assert first.dedupe_key.startswith(f"1:{kind}:")
    assert len(first.dedupe_key) < 100


@on_rows(
    ("kind", "one", "other"),
    [
        ("message", POST, {**POST, "message_id": 8}),
        ("message", POST, {**POST, "chat": {**GROUP, "id": -100124}}),
        ("message", POST, {**POST, "date": 2}),
        ("edited_message", {**POST, "edit_date": 5}, {**POST, "edit_date": 6}),
        ("callback_query", query(), query(id="r")),
        ("channel_post", POST, {**POST, "message_id": 8}),
        ("poll", {"id": "p", "total_voter_count": 0}, {"id": "p", "total_voter_count": 1}),
        ("poll", {"id": "1"}, {"id": 1}),
    ],
)
def test_another_event_under_an_id_that_is_used_again_has_another_key(kind: str, one: object, other: object) -> None:
    assert update(kind, one).dedupe_key != update(kind, other).dedupe_key


def test_another_id_or_another_kind_has_another_key() -> None:
    keys = {
        update(kind, event, update_id).dedupe_key for kind, (event, *_) in KINDS.items() for update_id in (1, 2, 12)
    }
    assert len(keys) == 3 * len(KINDS)


def test_kind_ids_and_key_are_no_part_of_what_is_dumped() -> None:
    event = {"update_id": 1, "message": POST}
    came = Update.model_validate(event)
    assert all((came.kind, came.chat_id, came.user_id, came.dedupe_key))
    assert same(came.model_dump(mode="json", exclude_unset=True), event)
