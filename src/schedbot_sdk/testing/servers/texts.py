"""The text or caption that a bot sends, as the Bot API server takes it: checked, its formatting as entities. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, cast

from pydantic import JsonValue

from schedbot_sdk.testing.servers.bot import Bot
from schedbot_sdk.testing.servers.envelope import ApiError
from schedbot_sdk.testing.servers.html_markup import read_html
from schedbot_sdk.testing.servers.legacy_markdown import read_markdown
from schedbot_sdk.testing.servers.links import check_time, checked_link, mentioned
from schedbot_sdk.testing.servers.markdown_markup import read_markdown_v2
from schedbot_sdk.testing.servers.marks import Mark, Marked, MarkupError, units
from schedbot_sdk.testing.servers.parameters import Parameters
from schedbot_sdk.testing.servers.tidying import tidy

__all__ = ["caption_of", "text_of"]

_TEXT_UNITS: Final = 4096
_CAPTION_UNITS: Final = 1024
_BYTES: Final = 32_768
"""How long a text may be with its markup."""
_READERS: Final[Mapping[str, Callable[[str], Marked]]] = {
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
        ApiError: The markup is malformed, or nothing is left of the text, or too much.
    """
    marked = _marked(bot, parameters, "text", "entities")
    if not marked.text:
        raise ApiError(400, "Bad Request: message text is empty")
    if units(marked.text) > _TEXT_UNITS:
        raise ApiError(400, "Bad Request: message is too long")
    return _as_fields(marked, "text", "entities")


def caption_of(bot: Bot, parameters: Parameters) -> dict[str, object]:
    """`caption` and `caption_entities` of a file; neither when it has no caption.

    Raises:
        ApiError: The markup is malformed, or too much is left of the caption.
    """
    marked = _marked(bot, parameters, "caption", "caption_entities")
    if units(marked.text) > _CAPTION_UNITS:
        raise ApiError(400, "Bad Request: message caption is too long")
    return _as_fields(marked, "caption", "caption_entities") if marked.text else {}


def _as_fields(marked: Marked, text: str, entities: str) -> dict[str, object]:
    fields: dict[str, object] = {text: marked.text}
    if marked.marks:
        fields[entities] = [mark.as_entity() for mark in marked.marks]
    return fields


def _marked(bot: Bot, parameters: Parameters, name: str, entities: str) -> Marked:
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
        marked = Marked(raw, tuple(_given(parameters.value(entities))))
    try:
        tidied = tidy(marked)
    except MarkupError as error:
        raise _refused(error) from None
    return replace(tidied, marks=tuple(_known(bot, tidied.marks)))


def _refused(error: MarkupError) -> ApiError:
    said = str(error)
    return ApiError(400, f"Bad Request: {said[0].lower()}{said[1:]}")


def _given(value: JsonValue) -> Iterator[Mark]:
    """The entities of a request; what is none of them is passed over, as there."""
    for item in value if isinstance(value, list) else []:
        if not isinstance(item, dict):
            continue
        kind, offset, length = item.get("type"), item.get("offset"), item.get("length")
        if isinstance(kind, str) and isinstance(offset, int) and isinstance(length, int) and length > 0:
            more: dict[str, object] = {name: item[name] for name in _KEPT.get(kind, ()) if item.get(name) is not None}
            yield _checked(Mark(kind, offset, length, more))


def _checked(mark: Mark) -> Mark:
    if mark.type == "text_link":
        url = str(mark.more.get("url", ""))
        person = mentioned(url)
        if person is not None:
            return replace(mark, type="text_mention", more={"user": {"id": person}})
        link = checked_link(url)
        if link is None:
            raise ApiError(400, f"Bad Request: entity URL '{url}' is invalid")
        return replace(mark, more={"url": link})
    if mark.type == "date_time":
        try:
            check_time(str(mark.more.get("unix_time", "")), str(mark.more.get("date_time_format", "")))
        except MarkupError as error:
            raise _refused(error) from None
    return mark


def _known(bot: Bot, marks: tuple[Mark, ...]) -> Iterator[Mark]:
    """The marks, each mentioned person with their name; whom the bot has never met it cannot mention."""
    for mark in marks:
        if mark.type != "text_mention":
            yield mark
            continue
        user = mark.more.get("user")
        number = cast("Mapping[str, object]", user).get("id") if isinstance(user, Mapping) else None
        known = bot.chats.user(number) if isinstance(number, int) else None
        if known is not None:
            yield replace(mark, more={"user": known})
