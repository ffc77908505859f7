"""The kind, chat and user of any update; kinds without a model are read from JSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.model import WireModel
from schedbot_sdk.telegram.types.fields import part_of

__all__ = ["UPDATE_KINDS", "chat_id_of", "dedupe_key_of", "kind_of", "user_id_of"]

UPDATE_KINDS: Final = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
    "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
    "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
    "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot", "subscription",
    "stopped_message_generation",
)  # fmt: skip
"""Every kind of update in Bot API 10.3. Telegram leaves three out (chat_member, message_reaction and
message_reaction_count) unless `allowed_updates` names them: `allowed_updates=UPDATE_KINDS` asks for all."""

_CHATS: Final = (("chat", "id"), ("message", "chat", "id"), ("user_chat_id",), ("voter_chat", "id"))
_USERS: Final = (("from", "id"), ("user", "id"), ("boost", "source", "user", "id"), ("source", "user", "id"))
_DIGEST_SIZE: Final = 16  # bytes


def kind_of(update: WireModel) -> str:
    """Return the name of the field with the event; documented names are preferred."""
    for name in UPDATE_KINDS:
        if part_of(update, name) is not None:
            return name
    others = update.model_extra or {}
    objects = (name for name, value in others.items() if isinstance(value, Mapping))
    values = (name for name, value in others.items() if value is not None)
    return next(objects, next(values, ""))


def chat_id_of(update: WireModel) -> int | None:
    """Return the id of the chat, from the fields where the Bot API has it."""
    return _first_id(part_of(update, kind_of(update)), _CHATS)


def user_id_of(update: WireModel) -> int | None:
    """Return the id of the user who caused the event, from the fields where the Bot API has it."""
    return _first_id(part_of(update, kind_of(update)), _USERS)


def dedupe_key_of(update: WireModel) -> str:
    """Return `Update.dedupe_key`; its docstring has the reasons."""
    kind = kind_of(update)
    value = part_of(update, kind)
    parts: tuple[object, ...] = ()
    if kind in {"message", "edited_message"}:
        dates = (part_of(value, "date"), part_of(value, "edit_date") or 0)
        parts = (_first_id(value, _CHATS), part_of(value, "message_id"), *dates)
    elif kind == "callback_query" and isinstance(value, WireModel):
        parts = (part_of(value, "id"),)
    elif kind:
        parts = (_digest(value),)
    return ":".join(str(part) for part in (part_of(update, "update_id"), kind, *parts))


def _digest(value: object) -> str:
    content = json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.blake2b(content, digest_size=_DIGEST_SIZE).hexdigest()


def _first_id(value: object, paths: tuple[tuple[str, ...], ...]) -> int | None:
    for path in paths:
        part = value
        for name in path:
            part = part_of(part, name)
        if isinstance(part, int) and not isinstance(part, bool):
            return part
    return None
