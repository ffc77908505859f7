"""A message as bots meet it: what is typed, what is required, and what stays as it came."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, assert_type

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.rows import on_rows
from tests.telegram.samples import ANN, ANYTHING, FULL, GROUP, Path, at, paths, replaced, same

from schedbot_sdk.telegram import (
    CallbackQuery,
    Chat,
    InaccessibleMessage,
    Message,
    MessageEntity,
    MessageOrigin,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    UnknownMessageOrigin,
    Update,
    User,
)

HEAD: dict[str, Any] = {"message_id": 1, "date": 1, "chat": GROUP}
QUERY: dict[str, Any] = {"id": "9", "from": ANN, "message": FULL, "data": "ok", "chat_instance": "1"}
OBJECTS = [(), *(path for path in paths(FULL) if isinstance(at(FULL, path), dict))]
unknown = st.dictionaries(st.text(min_size=1, max_size=8).map(lambda name: f"x_{name}"), ANYTHING, max_size=3)


@given(st.sampled_from(OBJECTS), unknown, unknown)
def test_unknown_fields_are_kept_wherever_they_stand(
    path: Path, inside: dict[str, object], top: dict[str, object]
) -> None:
    message = replaced({"m": FULL}, ("m", *path), {**at(FULL, path), **inside})["m"]
    update = {"update_id": 1, "message": message, **top}
    came = Update.model_validate_json(json.dumps(update))
    assert same(json.loads(came.model_dump_json(exclude_unset=True)), update)


def test_from_is_from_user_in_python() -> None:
    message = Message.model_validate(FULL)
    assert message.from_user is not None
    assert message.from_user.first_name == "Ann"
    assert CallbackQuery.model_validate(QUERY).from_user.id == 42
    made = Message(message_id=1, date=0, chat=message.chat, from_user=message.from_user)
    assert made.model_dump()["from"]["id"] == 42


def test_dates_are_the_wires_numbers_with_datetimes_beside_them() -> None:
    message = Message.model_validate(FULL)
    assert message.date == 1_800_000_000
    assert message.sent_at == datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
    assert message.edited_at == datetime(2027, 1, 15, 8, 1, tzinfo=UTC)
    assert Message.model_validate(HEAD).edited_at is None
    assert "sent_at" not in message.model_dump_json()


@on_rows("field", ["message_id", "date", "chat"])
def test_what_telegram_never_leaves_out_is_required(field: str) -> None:
    with pytest.raises(ValidationError):
        Message.model_validate({name: value for name, value in FULL.items() if name != field})


@on_rows(
    ("model", "fields"),
    [(Update, {"update_id"}), (Message, set(HEAD)), (Chat, {"id", "type"}), (User, {"id", "first_name"})],
)
def test_nothing_else_is_required(model: type[Update | Message | Chat | User], fields: set[str]) -> None:
    assert {name for name, field in model.model_fields.items() if field.is_required()} == fields


@on_rows("field", ["text", "chat", "photo", "entities", "edit_date", "forward_origin"])
def test_a_message_that_is_made_in_python_takes_no_value_of_another_type(field: str) -> None:
    with pytest.raises(ValidationError):
        Message.model_validate({**FULL, field: 1.5})


def test_media_have_their_file_ids_and_their_thumbnails() -> None:
    message = Message.model_validate(FULL)
    assert message.photo
    assert [size.file_id for size in message.photo] == ["p", "larger"]
    files = (message.document, message.audio, message.video, message.animation)
    assert [file and (file.file_id, file.file_size, file.mime_type) for file in files] == [("f", 2**40, "a/b")] * 4
    assert message.document
    assert message.document.thumbnail
    assert message.document.thumbnail.file_id == "p"
    assert message.voice
    assert message.video_note
    assert message.sticker
    assert (message.voice.file_id, message.video_note.file_id, message.sticker.file_id) == ("v", "n", "p")


def test_what_a_phone_shares_is_typed() -> None:
    message = Message.model_validate(FULL)
    assert message.contact
    assert (message.contact.phone_number, message.contact.user_id) == ("+1", 43)
    assert message.venue
    assert (message.venue.title, message.venue.location.latitude) == ("Caf\u00e9", 55.75)
    assert message.venue.model_extra == {"google_place_id": "g"}


def test_a_reply_has_its_message_and_its_quote_and_the_rest_is_raw() -> None:
    message = Message.model_validate(FULL)
    assert message.reply_to_message
    assert message.reply_to_message.text == "when?"
    assert message.quote
    assert (message.quote.text, message.quote.position) == ("when", 0)
    assert set(message.model_extra or {}) == {"external_reply", "forward_from", "forward_date", "poll"}


@on_rows(
    ("raw", "kind"),
    [
        ({"type": "user", "date": 1, "sender_user": ANN}, MessageOriginUser),
        ({"type": "hidden_user", "date": 1, "sender_user_name": "Ann"}, MessageOriginHiddenUser),
        ({"type": "chat", "date": 1, "sender_chat": GROUP, "author_signature": "A."}, MessageOriginChat),
        ({"type": "channel", "date": 1, "chat": GROUP, "message_id": 5}, MessageOriginChannel),
        ({"type": "came_later", "date": 1, "where": {}}, UnknownMessageOrigin),
        ({}, UnknownMessageOrigin),
    ],
)
def test_a_forward_tells_by_its_type_where_it_comes_from(raw: dict[str, Any], kind: type[MessageOrigin]) -> None:
    message = Message.model_validate_json(json.dumps({**HEAD, "forward_origin": raw}))
    assert type(message.forward_origin) is kind
    assert same(json.loads(message.model_dump_json(exclude_unset=True)), {**HEAD, "forward_origin": raw})


def test_an_origin_is_told_apart_by_its_type_for_a_type_checker_too() -> None:
    origin = Message.model_validate(FULL).forward_origin
    match origin:
        case MessageOriginUser(sender_user=sender):
            assert_type(sender, User)
            assert sender.id == 42
        case _:
            pytest.fail("somebody's message")


def test_the_message_of_a_query_is_narrowed_by_its_class() -> None:
    message = CallbackQuery.model_validate(QUERY).message
    assert_type(message, Message | InaccessibleMessage | None)
    assert isinstance(message, Message)
    assert message.text == FULL["text"]


def test_a_query_is_made_in_python_with_either_message() -> None:
    ann, chat = User(id=42, first_name="Ann"), Chat(id=1, type="private")
    for message in (Message(message_id=1, date=0, chat=chat), InaccessibleMessage(message_id=1, chat=chat)):
        assert CallbackQuery(id="1", from_user=ann, message=message).message is message


def test_a_message_of_any_date_is_a_message_where_it_came_as_one() -> None:
    update = Update.model_validate({"update_id": 1, "message": {**HEAD, "date": 0}})
    assert type(update.message) is Message


def test_kinds_of_chats_and_entities_that_came_later_pass() -> None:
    update = {"update_id": 2**40, "message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "came_later"}}}
    assert Update.model_validate(update).message
    assert MessageEntity.model_validate({"type": "came_later", "offset": 0, "length": 1, "x": 1}).model_extra == {
        "x": 1
    }
