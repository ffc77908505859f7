"""The text or caption of a message, checked as the Bot API server does, with its formatting as entities. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.entities import Entity, EntityText, MarkupError, utf16_length
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.html_markup import read_html
from schedbot_sdk.testing.servers.legacy_markdown import read_markdown
from schedbot_sdk.testing.servers.links import check_time, checked_link, mentioned
from schedbot_sdk.testing.servers.markdown_markup import read_markdown_v2
from schedbot_sdk.testing.servers.normalize import normalize
from schedbot_sdk.testing.servers.parameters import Parameters

__all__ = ["caption_of", "text_of"]

_TEXT_UNITS: Final = 4096
_CAPTION_UNITS: Final = 1024
_BYTES: Final = 32_768
"""The longest text with its markup, in bytes."""
_READERS: Final[Mapping[str, Callable[[str], EntityText]]] = {
    "html": read_html,
    "markdown": read_markdown,
    "markdownv2": read_markdown_v2,
}
_KEPT: Final = {
    "text_link": ("url",), "text_mention": ("user",), "pre": ("language",), "custom_emoji": ("custom_emoji_id",),
    "date_time": ("unix_time", "date_time_format"),
}  # fmt: skip


def text_of(bot: Bot, parameters: Parameters) -> dict[str, object]:
    """`text` and `entities` of a message.

    Raises:
        ApiError: The markup is malformed, or the text is empty or too long.
    """
    marked = _marked(bot, parameters, "text", "entities")
    if not marked.text:
        raise ApiError(400, "Bad Request: message text is empty")
    if utf16_length(marked.text) > _TEXT_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    return _as_fields(marked, "text", "entities")


def caption_of(bot: Bot, parameters: Parameters) -> dict[str, object]:
    """`caption` and `caption_entities` of a file; empty without a caption.

    Raises:
        ApiError: The markup is malformed, or the caption is too long.
    """
    marked = _marked(bot, parameters, "caption", "caption_entities")
    if utf16_length(marked.text) > _CAPTION_UNITS:
        raise ApiError(400, "Bad Request: message caption is too long")
    return _as_fields(marked, "caption", "caption_entities") if marked.text else {}


def _as_fields(marked: EntityText, text: str, entities: str) -> dict[str, object]:
    fields: dict[str, object] = {text: marked.text}
    if marked.entities:
        fields[entities] = [entity.as_entity() for entity in marked.entities]
    return fields


def _marked(bot: Bot, parameters: Parameters, name: str, entities: str) -> EntityText:
    raw, mode = parameters.text(name), parameters.text("parse_mode").lower()
    if len(raw.encode()) > _BYTES:
        raise ApiError(400, "Bad Request: text is too long")
    if raw and mode not in {"", "none"}:
        reader = _READERS.get(mode)
        if reader is None:
            raise ApiError(400, "Bad Request: unsupported parse_mode")
        try:
            marked = reader(raw)
        except MarkupError as error:
            raise ApiError(400, f"Bad Request: can't parse entities: {error}") from None
    else:
        marked = EntityText(raw, tuple(_request_entities(parameters.value(entities))))
    try:
        normalized = normalize(marked)
    except MarkupError as error:
        raise _bad_request(error) from None
    return replace(normalized, entities=tuple(_known(bot, normalized.entities)))


def _bad_request(error: MarkupError) -> ApiError:
    text = str(error)
    return ApiError(400, f"Bad Request: {text[0].lower()}{text[1:]}")


def _request_entities(value: JsonValue) -> Iterator[Entity]:
    """The entities of a request; the real server ignores malformed ones too."""
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict):
            continue
        kind, offset, length = item.get("type"), item.get("offset"), item.get("length")
        if isinstance(kind, str) and isinstance(offset, int) and isinstance(length, int) and length > 0:
            extra: dict[str, object] = {name: item[name] for name in _KEPT.get(kind, ()) if item.get(name) is not None}
            yield _checked(Entity(kind, offset, length, extra))


def _checked(entity: Entity) -> Entity:
    if entity.type == "text_link":
        url = str(entity.extra.get("url", ""))
        person = mentioned(url)
        if person is not None:
            return replace(entity, type="text_mention", extra={"user": {"id": person}})
        link = checked_link(url)
        if link is None:
            raise ApiError(400, f"Bad Request: entity URL '{url}' is invalid")
        return replace(entity, extra={"url": link})
    if entity.type == "date_time":
        try:
            check_time(str(entity.extra.get("unix_time", "")), str(entity.extra.get("date_time_format", "")))
        except MarkupError as error:
            raise _bad_request(error) from None
    return entity


def _known(bot: Bot, entities: tuple[Entity, ...]) -> Iterator[Entity]:
    """The entities, with the full user in mentions. Mentions of unknown users are removed."""
    for entity in entities:
        if entity.type != "text_mention":
            yield entity
            continue
        user = entity.extra.get("user")
        number = cast("Mapping[str, object]", user).get("id") if isinstance(user, Mapping) else None
        known = bot.chats.user(number) if isinstance(number, int) else None
        if known is not None:
            yield replace(entity, extra={"user": known})
