"""`sendPhoto`, `sendVoice` and `sendMediaGroup`. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.documents import document_of, file_of, identified, send_file
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.files import SentFile
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.texts import caption_of

__all__ = ["send_media_group", "send_photo", "send_voice"]

_PIXELS: Final = 320
"""The server does not decode pictures: each one has this width and height."""
_GROUP_SIZES: Final = range(2, 11)
_MIXED: Final = frozenset({"photo", "video", "live_photo"})


def send_photo(bot: Bot, parameters: Parameters, now: int) -> object:
    """The new message with the photo."""
    content = _photo(*file_of(bot, parameters, "photo")) | caption_of(bot, parameters)
    return send_file(bot, "sendPhoto", parameters, now, content)


def send_voice(bot: Bot, parameters: Parameters, now: int) -> object:
    """The new message with the voice message."""
    file_id, file = file_of(bot, parameters, "voice")
    voice = {"duration": parameters.integer("duration"), "mime_type": file.media_type, **identified(file_id, file)}
    return send_file(bot, "sendVoice", parameters, now, {"voice": voice} | caption_of(bot, parameters))


def send_media_group(bot: Bot, parameters: Parameters, now: int) -> object:
    """The new messages of an album, one for each file."""
    media = parameters.value("media")
    if not isinstance(media, list) or len(media) not in _GROUP_SIZES:
        raise ApiError(400, "Bad Request: an album must have 2 to 10 files")
    kinds = {str(item.get("type")) for item in media if isinstance(item, dict)}
    if len(kinds) > 1 and not kinds <= _MIXED:
        raise ApiError(400, "Bad Request: files of these types can't be sent as one album")
    contents = [_media(bot, parameters, item) for item in media]
    group = {"media_group_id": str(len(bot.chats.actions) + 1)}
    return [send_file(bot, "sendMediaGroup", parameters, now, content | group) for content in contents]


def _media(bot: Bot, parameters: Parameters, item: JsonValue) -> dict[str, object]:
    if not isinstance(item, dict):
        raise ApiError(400, "Bad Request: can't parse InputMedia: expected an Object")
    own = parameters.inside(item)
    kind = own.text("type")
    file_id, file = file_of(bot, own, "media")
    caption = cast("Mapping[str, object]", caption_of(bot, own))
    if kind == "photo":
        return {**_photo(file_id, file), **caption}
    if kind in {"audio", "document", "live_photo", "video"}:
        return {kind: document_of(file_id, file) | _shape(own, kind), **caption}
    raise ApiError(400, "Bad Request: can't parse InputMedia: wrong media type")


def _photo(file_id: str, file: SentFile) -> dict[str, object]:
    return {"photo": [{"width": _PIXELS, "height": _PIXELS, **identified(file_id, file)}]}


def _shape(item: Parameters, kind: str) -> dict[str, object]:
    if kind == "document":
        return {}
    shape: dict[str, object] = {"duration": item.integer("duration")}
    if kind != "audio":
        shape |= {name: item.integer(name, _PIXELS) for name in ("width", "height")}
    return shape
