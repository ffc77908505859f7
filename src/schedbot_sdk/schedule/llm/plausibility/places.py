"""Doubts about the place of an item that moves. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from schedbot_sdk.schedule.llm.plausibility.heard import Heard
from schedbot_sdk.schedule.llm.text_match import plain

__all__ = ["place_doubts"]

_ROOM: Final = re.compile(
    r"\b(?:room|rm|office|suite|hall|building|gate|кабинет\w*|каб|комнат\w+|аудитори\w+|ауд|офис\w*|зал[еу]|корпус\w*"
    r"|переговорк\w+|переговорн\w+)\.?\s(?:(?:no|number|nr|номер\w*)\.?\s)?[#№]?\s?(\d{1,4}[a-zа-я]?)\b"
    r"(?![:.,/-]\d|\s?(?:am|pm|a\.m|p\.m|o'clock|утра|вечера|дня|ночи|час\w*|мин\w*|hours?|min\w*|days?|дн\w+"
    r"|янв\w*|фев\w*|мар\w*|апр\w*|мая|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)\b)"
)
_NUMBER: Final = re.compile(r"\d+[a-zа-я]?")


def place_doubts(heard: Heard, said: str) -> Iterator[str]:
    """Yield a doubt if an item keeps the place of the planned event, and the user names another room.

    Args:
        heard: The item.
        said: The words that it comes from.
    """
    item, event = heard.item, heard.replaced
    if event is None:
        return
    known = {number for text in (event.place or "", event.title, item.title) for number in _numbers(text)}
    rooms = set(_ROOM.findall(plain(said))) - known
    if rooms and not rooms.intersection(_numbers(item.place or "")):
        place = "another one" if item.place is not None else "null" if event.place is None else "the planned one"
        yield f"{heard.path}.place is {place}, but the user names a room: is it the new place?"


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(plain(text))
