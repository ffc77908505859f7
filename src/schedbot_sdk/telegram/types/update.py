"""The table of `GET /getUpdates`: what happened to a bot."""

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
    """The press of an inline button (Bot API: CallbackQuery); answer it, or the button keeps on spinning."""

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
    """One event: an incoming message, the press of a button, or another kind, kept raw in `model_extra`.

    A value of another type than documented is refused; `read_update` goes on without it.
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
        """What happened: `"message"`, `"poll"`, ..., also a kind that came later; empty if there is only an id."""
        return kinds.kind_of(self)

    @property
    def chat_id(self) -> int | None:
        """The chat where it happened, of any kind that has one."""
        return kinds.chat_id_of(self)

    @property
    def user_id(self) -> int | None:
        """Who made it happen, of any kind that says so: who wrote, pressed, voted, joined, paid."""
        return kinds.user_id_of(self)

    @property
    def dedupe_key(self) -> str:
        """The same text whenever this event is delivered, and another one for any other event of this bot.

        Telegram delivers an update again, unchanged, until it is confirmed. `update_id` alone does not identify it:
        after a week without updates the ids go on from a random number, maybe a lower one, so that in time an id
        stands for two events, and a bot that keeps the ids it has seen would drop the second. What it is about does
        not identify it alone either: two edits of one message within a second have the same `edit_date`. So the key
        has both: update_id, kind, and then

        - of a message: its chat, message_id, date and edit_date; message_id is unique in its chat only,
        - of a callback query: its id,
        - of any other kind: a digest of its JSON, whatever the order of its keys.
        """
        return kinds.dedupe_key_of(self)


class GetUpdatesResponse(WireModel):
    """The whole answer of `GET /getUpdates`."""

    ok: bool
    """Whether the request succeeded."""
    result: list[Update] = Field(fail_fast=True)
    """Array of updates; each is one event (incoming message, callback of a button, ...)."""


def read_update(value: Mapping[str, object]) -> Update:
    """Read an update although values in it are not as documented: those stay raw, and nothing is lost.

    Each is left in the `model_extra` of the object that holds it, under its own name, and its field is None: a value of
    another type, an object that lacks what is required of it, a list as a whole if one item is wrong.

    Args:
        value: The update as JSON that was read already.

    Raises:
        ValidationError: It is no object, or has no update_id, or a message without message_id, date or chat, or one of
            the three kinds is no object.
    """
    try:
        return Update.model_validate(value)
    except ValidationError:
        made = _fitted(value)
        if made is None:
            raise
        return made


def _fitted(value: object) -> Update | None:
    if not isinstance(value, Mapping):  # a caller without a type checker may pass anything
        return None
    update = cast("Mapping[str, object]", value)
    query = isinstance(update.get("callback_query"), Mapping)
    return read_leniently(
        update, Update.model_validate, lambda path: len(path) > 1 or (query and path == ("callback_query",))
    )
