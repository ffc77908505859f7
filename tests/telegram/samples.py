"""Updates as JSON: one message with everything in it, and every kind of update with who and where."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias, cast

from hypothesis import strategies as st

__all__ = ["ANN", "ANYTHING", "FULL", "GROUP", "KINDS", "Path", "at", "paths", "replaced", "same", "without"]

Json: TypeAlias = Any
Path: TypeAlias = tuple[str | int, ...]

ANYTHING: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
"""Any JSON."""
ANN: dict[str, Json] = {
    "id": 42, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "username": "ann", "language_code": "en",
    "is_premium": True,
}  # fmt: skip
GROUP: dict[str, Json] = {
    "id": -100123, "type": "supergroup", "title": "Plans", "username": "plans", "first_name": "x", "last_name": "y",
    "is_forum": True,
}  # fmt: skip
PHOTO: dict[str, Json] = {"file_id": "p", "file_unique_id": "u", "file_size": 10, "width": 90, "height": 60}
FILE: dict[str, Json] = {
    "file_id": "f", "file_unique_id": "u", "file_size": 2**40, "file_name": "a.b", "mime_type": "a/b",
    "thumbnail": PHOTO,
}  # fmt: skip
ENTITIES: list[Json] = [
    {"type": "text_link", "offset": 0, "length": 2, "url": "https://example.org"},
    {"type": "text_mention", "offset": 3, "length": 2, "user": ANN},
    {"type": "pre", "offset": 3, "length": 2, "language": "python"},
    {"type": "custom_emoji", "offset": 3, "length": 2, "custom_emoji_id": "5"},
    {"type": "came_later", "offset": 0, "length": 1, "x": 1},
]
PLACE: dict[str, Json] = {
    "latitude": 55.75, "longitude": 37, "horizontal_accuracy": 1.5, "live_period": 60, "heading": 90,
}  # fmt: skip
FULL: dict[str, Json] = {
    "message_id": 7,
    "date": 1_800_000_000,
    "chat": GROUP,
    "from": ANN,
    "sender_chat": GROUP,
    "message_thread_id": 3,
    "is_topic_message": True,
    "edit_date": 1_800_000_060,
    "media_group_id": "1",
    "author_signature": "A.",
    "via_bot": ANN,
    "text": "hi \U0001f600",
    "entities": ENTITIES,
    "caption": "look",
    "caption_entities": ENTITIES,
    "reply_to_message": {"message_id": 6, "date": 1_700_000_000, "chat": GROUP, "text": "when?"},
    "quote": {"text": "when", "entities": ENTITIES, "position": 0, "is_manual": True},
    "external_reply": {"origin": {"type": "user", "date": 1, "sender_user": ANN}, "chat": GROUP},
    "forward_origin": {"type": "user", "date": 1_700_000_000, "sender_user": ANN},
    "forward_from": ANN,
    "forward_date": 1_700_000_000,
    "photo": [PHOTO, {**PHOTO, "file_id": "larger"}],
    "document": FILE,
    "audio": {**FILE, "duration": 3, "performer": "A", "title": "T"},
    "voice": {"file_id": "v", "file_unique_id": "u", "file_size": 1, "duration": 3, "mime_type": "audio/ogg"},
    "video": {**FILE, "width": 1, "height": 2, "duration": 3, "cover": [PHOTO]},
    "video_note": {"file_id": "n", "file_unique_id": "u", "length": 1, "duration": 2, "thumbnail": PHOTO},
    "animation": {**FILE, "width": 1, "height": 2, "duration": 3},
    "sticker": {
        **PHOTO, "type": "regular", "is_animated": False, "is_video": False, "emoji": "\U0001f600", "set_name": "s",
        "thumbnail": PHOTO,
    },
    "contact": {"phone_number": "+1", "first_name": "Bo", "last_name": "B", "user_id": 43, "vcard": "BEGIN:VCARD"},
    "location": PLACE,
    "venue": {"location": PLACE, "title": "Caf\u00e9", "address": "1 St", "google_place_id": "g"},
    "new_chat_members": [ANN],
    "left_chat_member": ANN,
    "migrate_to_chat_id": -1001,
    "migrate_from_chat_id": -1,
    "reply_markup": {"inline_keyboard": [[{"text": "OK", "callback_data": "ok", "url": "u", "style": "primary"}]]},
    "poll": {"id": "1", "question": "?"},
}  # fmt: skip
POST: dict[str, Json] = {"message_id": 7, "date": 1, "chat": GROUP, "from": ANN}
KINDS: dict[str, tuple[Json, int | None, int | None]] = {
    "message": (POST, -100123, 42),
    "edited_message": (POST, -100123, 42),
    "channel_post": ({"message_id": 7, "date": 1, "chat": GROUP, "sender_chat": GROUP}, -100123, None),
    "edited_channel_post": ({"message_id": 7, "date": 1, "chat": GROUP}, -100123, None),
    "business_connection": ({"id": "c", "user": ANN, "user_chat_id": 42, "date": 1, "is_enabled": True}, 42, 42),
    "business_message": ({**POST, "business_connection_id": "c"}, -100123, 42),
    "edited_business_message": ({**POST, "business_connection_id": "c"}, -100123, 42),
    "deleted_business_messages": ({"business_connection_id": "c", "chat": GROUP, "message_ids": [1]}, -100123, None),
    "guest_message": (POST, -100123, 42),
    "message_reaction": (
        {"chat": GROUP, "message_id": 7, "user": ANN, "date": 1, "old_reaction": [], "new_reaction": []}, -100123, 42,
    ),
    "message_reaction_count": ({"chat": GROUP, "message_id": 7, "date": 1, "reactions": []}, -100123, None),
    "inline_query": ({"id": "q", "from": ANN, "query": "x", "offset": ""}, None, 42),
    "chosen_inline_result": ({"result_id": "r", "from": ANN, "query": "x"}, None, 42),
    "callback_query": ({"id": "q", "from": ANN, "message": POST, "chat_instance": "1", "data": "ok"}, -100123, 42),
    "shipping_query": ({"id": "q", "from": ANN, "invoice_payload": "p"}, None, 42),
    "pre_checkout_query": ({"id": "q", "from": ANN, "currency": "XTR", "total_amount": 1}, None, 42),
    "purchased_paid_media": ({"from": ANN, "paid_media_payload": "p"}, None, 42),
    "poll": ({"id": "p", "question": "?", "options": [], "total_voter_count": 0}, None, None),
    "poll_answer": ({"poll_id": "p", "voter_chat": GROUP, "user": ANN, "option_ids": [1]}, -100123, 42),
    "my_chat_member": ({"chat": GROUP, "from": ANN, "date": 1, "new_chat_member": {"user": {"id": 1}}}, -100123, 42),
    "chat_member": ({"chat": GROUP, "from": ANN, "date": 1, "new_chat_member": {"user": {"id": 1}}}, -100123, 42),
    "chat_join_request": ({"chat": GROUP, "from": ANN, "user_chat_id": 42, "date": 1}, -100123, 42),
    "chat_boost": ({"chat": GROUP, "boost": {"boost_id": "b", "source": {"source": "premium", "user": ANN}}},
                   -100123, 42),
    "removed_chat_boost": ({"chat": GROUP, "boost_id": "b", "source": {"source": "premium", "user": ANN}},
                           -100123, 42),
    "managed_bot": ({"user": ANN, "bot": {"id": 1, "first_name": "B"}}, None, 42),
    "subscription": ({"user": ANN, "invoice_payload": "p", "state": "active"}, None, 42),
    "stopped_message_generation": ({"chat": GROUP, "draft_id": 1}, -100123, None),
}  # fmt: skip
"""Each documented kind: an event, the chat where it happened, the user who made it happen."""


def same(one: object, other: object) -> bool:
    """Whether two JSON values are written alike, but for the order of keys: 1 is not 1.0, nor true."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def paths(value: object, before: Path = ()) -> Iterator[Path]:
    """Where anything stands inside a JSON value."""
    names: Iterable[str | int] = ()
    if isinstance(value, dict):
        names = cast("dict[str, object]", value)
    elif isinstance(value, list):
        names = range(len(cast("Sequence[object]", value)))
    for name in names:
        yield (*before, name)
        yield from paths(at(value, (name,)), (*before, name))


def at(value: Json, path: Path) -> Json:
    """What stands there."""
    for part in path:
        value = value[part]
    return value


def replaced(value: Json, path: Path, other: Json) -> Json:
    """A copy with another value there."""
    changed = json.loads(json.dumps(value))
    at(changed, path[:-1])[path[-1]] = other
    return changed


def without(value: Json, path: Path) -> Json:
    """A copy without what stands there."""
    changed = json.loads(json.dumps(value))
    del at(changed, path[:-1])[path[-1]]
    return changed
