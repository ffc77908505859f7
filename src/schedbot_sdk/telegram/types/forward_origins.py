"""The origin of a forwarded message."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Tag

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types.chats import Chat, User
from schedbot_sdk.telegram.types.fields import part_of

__all__ = [
    "MessageOrigin",
    "MessageOriginChannel",
    "MessageOriginChat",
    "MessageOriginHiddenUser",
    "MessageOriginUser",
    "UnknownMessageOrigin",
]


class _Origin(WireModel):
    date: int | None = None
    """When the original was sent, Unix time."""


class MessageOriginUser(_Origin):
    """The message of a user (Bot API: MessageOriginUser)."""

    type: Literal["user"]
    """User."""
    sender_user: User
    """Who sent the original."""


class MessageOriginHiddenUser(_Origin):
    """The message of a user who hides their account in forwards (Bot API: MessageOriginHiddenUser)."""

    type: Literal["hidden_user"]
    """Hidden_user."""
    sender_user_name: str
    """The name of who sent the original."""


class MessageOriginChat(_Origin):
    """A message that was sent on behalf of a group (Bot API: MessageOriginChat)."""

    type: Literal["chat"]
    """Chat."""
    sender_chat: Chat
    """Which chat sent the original."""
    author_signature: str | None = None
    """Title of the anonymous administrator who wrote it."""


class MessageOriginChannel(_Origin):
    """A channel's post (Bot API: MessageOriginChannel)."""

    type: Literal["channel"]
    """Channel."""
    chat: Chat
    """The channel."""
    message_id: int | None = None
    """The post's identifier there."""
    author_signature: str | None = None
    """Signature of the post's author."""


class UnknownMessageOrigin(_Origin):
    """An origin of a newer type; its other fields are in `model_extra`."""

    type: str | None = None
    """Any other type."""


_TAGS = {
    "user": "MessageOriginUser",
    "hidden_user": "MessageOriginHiddenUser",
    "chat": "MessageOriginChat",
    "channel": "MessageOriginChannel",
}
_UNKNOWN = "UnknownMessageOrigin"


def _tag(value: object) -> str:
    kind = part_of(value, "type")
    return _TAGS.get(kind, _UNKNOWN) if isinstance(kind, str) else _UNKNOWN


MessageOrigin: TypeAlias = Annotated[
    Annotated[MessageOriginUser, Tag("MessageOriginUser")]
    | Annotated[MessageOriginHiddenUser, Tag("MessageOriginHiddenUser")]
    | Annotated[MessageOriginChat, Tag("MessageOriginChat")]
    | Annotated[MessageOriginChannel, Tag("MessageOriginChannel")]
    | Annotated[UnknownMessageOrigin, Tag(_UNKNOWN)],
    Discriminator(_tag),
]
"""Any of them: `match` on the class, or on `type`."""
