"""An update whose values are not as documented is read all the same, and nothing of it is lost."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.rows import on_rows
from tests.telegram.samples import ANN, ANYTHING, FULL, GROUP, KINDS, Path, at, paths, replaced, same, without

from schedbot_sdk.telegram import Message, UnknownMessageOrigin, Update, read_update

QUERY = {"id": "q", "from": ANN, "message": FULL, "chat_instance": "1", "data": "ok", "inline_message_id": "i"}
UPDATES: dict[str, Any] = {
    "message": {"update_id": 1, "message": FULL},
    "edited_message": {"update_id": 1, "edited_message": KINDS["edited_message"][0]},
    "callback_query": {"update_id": 1, "callback_query": QUERY},
}
REQUIRED = {("message_id",), ("date",), ("chat",), ("chat", "id"), ("chat", "type")}
OTHERS: tuple[object, ...] = (None, True, 7, 1.5, "x", [], {}, [[1]], {"x": {}})
PLACES = [(kind, path) for kind, update in UPDATES.items() for path in paths(update)]


def is_required(path: Path) -> bool:
    """Whether an update is none without it."""
    return path == ("update_id",) or (path[0] in {"message", "edited_message"} and path[1:] in REQUIRED)


def dumped(update: Update) -> object:
    return json.loads(update.model_dump_json(exclude_unset=True))


def named(place: object) -> str:
    return ".".join(map(str, cast("Path", place))) if isinstance(place, tuple) else str(place)


@on_rows(("kind", "path"), PLACES)
def test_whatever_is_missing_but_the_few_that_never_are_the_update_is_read(kind: str, path: Path) -> None:
    update = without(UPDATES[kind], path)
    if is_required(path):
        with pytest.raises(ValidationError):
            read_update(update)
        return
    read = read_update(update)
    assert same(dumped(read), update)
    assert read.kind == (kind if path != (kind,) else "")


@on_rows(("kind", "path"), PLACES)
def test_whatever_is_of_another_type_the_update_is_read(kind: str, path: Path) -> None:
    for other in OTHERS:
        update = replaced(UPDATES[kind], path, other)
        kept = None
        try:
            kept = read_update(update)
        except ValidationError:
            is_no_object = len(path) == 1 and other is not None and not isinstance(other, dict)
            assert is_required(path) or is_no_object or path in {("message",), ("edited_message",)}
        if kept is not None:
            assert same(dumped(kept), update)


@given(data=st.data())
def test_whatever_several_values_are_nothing_is_lost(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(UPDATES)))
    update = UPDATES[kind]
    for _ in range(data.draw(st.integers(2, 5))):
        places = [
            path for path in paths(update) if len(path) > 1 and not any(is_required(path[:n]) for n in range(1, 4))
        ]
        update = replaced(update, data.draw(st.sampled_from(places)), data.draw(ANYTHING))
    read = read_update(update)
    assert same(dumped(read), update)
    assert read.kind == kind


def test_what_is_as_documented_is_read_as_by_the_model() -> None:
    for kind, (event, *_) in KINDS.items():
        update = {"update_id": 1, kind: event}
        assert read_update(update) == Update.model_validate(update)


@on_rows(
    ("path", "other", "left_at"),
    [
        (("text",), 5, ("text",)),
        (("from", "username"), 5, ("from", "username")),
        (("from", "first_name"), None, ("from",)),
        (("entities", 0, "length"), "2", ("entities",)),
        (("photo", 1, "file_id"), 5, ("photo",)),
        (("document", "thumbnail", "file_id"), 5, ("document", "thumbnail")),
        (("document", "file_id"), 5, ("document",)),
        (("reply_to_message", "date"), "x", ("reply_to_message",)),
        (("reply_to_message", "text"), 5, ("reply_to_message", "text")),
        (("forward_origin", "sender_user", "username"), 5, ("forward_origin", "sender_user", "username")),
        (("forward_origin", "sender_user", "id"), "x", ("forward_origin",)),
        (("venue", "location", "latitude"), "x", ("venue",)),
        (("reply_markup", "inline_keyboard", 0, 0, "text"), 5, ("reply_markup",)),
    ],
)
def test_a_wrong_value_takes_as_little_with_it_as_can_be(path: Path, other: object, left_at: Path) -> None:
    changed = replaced(FULL, path, other)
    read: Any = read_update({"update_id": 1, "message": changed}).message
    for name in left_at[:-1]:
        read = getattr(read, "from_user" if name == "from" else str(name))
    last = str(left_at[-1])
    assert getattr(read, "from_user" if last == "from" else last) is None
    assert read.model_extra[last] == at(changed, left_at)
    assert set(FULL) - {left_at[0]} <= {"from" if n == "from_user" else n for n in read_fields(changed)}


def read_fields(message: dict[str, Any]) -> set[str]:
    read = read_update({"update_id": 1, "message": message}).message
    assert read
    return {name for name in FULL if getattr(read, "from_user" if name == "from" else name, None) is not None}


def test_a_query_that_cannot_be_answered_stays_raw() -> None:
    event = {"id": "q", "data": "ok"}
    read = read_update({"update_id": 1, "callback_query": event})
    assert read.callback_query is None
    assert read.model_extra == {"callback_query": event}


def test_an_origin_of_a_type_that_came_later_has_a_class_of_its_own() -> None:
    message = Message.model_validate({**FULL, "forward_origin": {"type": "star", "date": 5, "star": "Vega"}})
    assert isinstance(message.forward_origin, UnknownMessageOrigin)
    assert (message.forward_origin.type, message.forward_origin.date) == ("star", 5)
    assert message.forward_origin.model_extra == {"star": "Vega"}


def test_a_million_wrong_items_are_one_fault() -> None:
    update = {"update_id": 1, "message": {**FULL, "entities": [1] * 1_000_000}}
    with pytest.raises(ValidationError) as caught:
        Update.model_validate(update)
    assert caught.value.error_count() == 1
    read = read_update(update)
    assert read.message
    assert read.message.entities is None


def test_replies_inside_replies_with_a_fault_each_are_read_in_no_time() -> None:
    message: dict[str, Any] = {"message_id": 1, "date": 1, "chat": GROUP, "text": 5}
    for _ in range(60):
        message = {"message_id": 1, "date": 1, "chat": GROUP, "text": 5, "reply_to_message": message}
    update = {"update_id": 1, "message": message}
    read = read_update(update)
    assert same(dumped(read), update)
    depth, reply = 0, read.message
    while reply is not None:
        assert reply.text is None
        depth, reply = depth + 1, reply.reply_to_message
    assert depth == 61


@on_rows(
    "update",
    [
        {},
        {"update_id": "1", "message": FULL},
        {"message": FULL},
        {"update_id": 1, "message": 5},
        {"update_id": 1, "message": {"text": "hi"}},
        {"update_id": 1, "edited_message": []},
        {"update_id": 1, "callback_query": "q"},
    ],
)
def test_what_is_no_update_is_refused(update: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read_update(update)
