"""Updates, the response of `GET /getUpdates`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, TypeAlias, cast

from pydantic import Discriminator, Field, Tag, ValidationError

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types import kinds
from schedbot_sdk.telegram.types.chats import User
from schedbot_sdk.telegram.types.fields import part_of
from schedbot_sdk.telegram.types.lenient import read_leniently
from schedbot_sdk.telegram.types.messages import InaccessibleMessage, Message

__all__ = ["CallbackQuery", "GetUpdatesResponse", "Update", "read_update"]

_MESSAGE: Final = "Message"
_INACCESSIBLE: Final = "InaccessibleMessage"


def _tag(value: object) -> str:
    return _INACCESSIBLE if part_of(value, "date") == 0 and not isinstance(value, Message) else _MESSAGE


_MaybeInaccessible: TypeAlias = Annotated[
    Annotated[Message, Tag(_MESSAGE)] | Annotated[InaccessibleMessage, Tag(_INACCESSIBLE)], Discriminator(_tag)
]


class CallbackQuery(WireModel):
    """The press of an inline button (Bot API: CallbackQuery); answer it, or the button shows a spinner."""

    id: str
    """Unique identifier, for answer_callback_query."""
    from_user: User = Field(validation_alias="from", serialization_alias="from")
    """Who pressed."""
    message: _MaybeInaccessible | None = None
    """The message with the button; an InaccessibleMessage, with its ids alone, when old."""
    inline_message_id: str | None = None
    """Instead of message: one sent by inline mode."""
    chat_instance: str | None = None
    """Identifies the chat, for games."""
    data: str | None = None
    """The button's callback_data."""


class Update(WireModel):
    """One event: an incoming message, the press of a button, or another kind, which stays in `model_extra`.

    A value of the wrong type is refused; `read_update` tolerates it.
    """

    update_id: int
    """Unique identifier of the update."""
    message: Message | None = None
    """The incoming message; present only if the update is a message."""
    edited_message: Message | None = None
    """The edited message."""
    callback_query: CallbackQuery | None = None
    """The press of an inline button."""

    @property
    def kind(self) -> str:
        """The kind of event: `"message"`, `"poll"`, or a newer kind; empty if there is only an id."""
        return kinds.kind_of(self)

    @property
    def chat_id(self) -> int | None:
        """The id of the chat, for any kind that has one."""
        return kinds.chat_id_of(self)

    @property
    def user_id(self) -> int | None:
        """The id of the user who wrote, pressed, voted, joined or paid, for any kind that has one."""
        return kinds.user_id_of(self)

    @property
    def dedupe_key(self) -> str:
        """A text that identifies the event: the same for each delivery, different for all other events of this bot.

        Telegram delivers an update again, unchanged, until it is confirmed. `update_id` alone does not identify it:
        after a week without updates the ids continue from a random number, which may be lower. In time two events may
        have the same id, and a bot that remembers ids would drop the second one. The content alone does not identify it
        either: two edits of one message within a second have the same `edit_date`. So the key has both: update_id,
        kind, and

        - for a message: its chat, message_id, date and edit_date; message_id is unique in its chat only,
        - for a callback query: its id,
        - for any other kind: a digest of its JSON that does not depend on the order of keys.
        """
        return kinds.dedupe_key_of(self)


class GetUpdatesResponse(WireModel):
    """The response of `GET /getUpdates`."""

    ok: bool
    """Whether the request succeeded."""
    result: list[Update] = Field(fail_fast=True)
    """Array of updates; each is one event (incoming message, callback of a button, ...)."""


def read_update(value: Mapping[str, object]) -> Update:
    """Read an update although some of its values are not as documented.

    Nothing is lost: a value of the wrong type goes to the `model_extra` of its object, under its own name, and its
    field is None. An object that lacks a required field, and a list with a wrong item, are treated the same.

    Args:
        value: The update as decoded JSON.

    Raises:
        ValidationError: It is not an object, it has no update_id, a message lacks message_id, date or chat, or one of
            the three kinds is not an object.
    """
    try:
        return Update.model_validate(value)
    except ValidationError:
        update = _read_leniently(value)
        if update is None:
            raise
        return update


def _read_leniently(value: object) -> Update | None:
    if not isinstance(value, Mapping):  # a caller without a type checker may pass anything
        return None
    update = cast("Mapping[str, object]", value)
    query = isinstance(update.get("callback_query"), Mapping)
    return read_leniently(
        update, Update.model_validate, lambda path: len(path) > 1 or (query and path == ("callback_query",))
    )
