"""Characters that are cut between two parts of a stream -> whole ones in the second part. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from schedbot_sdk._core.response import JsonValue
from schedbot_sdk._core.surrogates import halves_at_end, whole_characters, whole_values

__all__ = ["SurrogateJoiner"]

_Place: TypeAlias = "tuple[str | int, ...]"


class SurrogateJoiner:
    """Keeps the half at the end of a text until the same text goes on."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: dict[_Place, str] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether a half waits for the other one."""
        return bool(self._waiting)

    def join(self, part: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """A part with whole characters: halves that came before are in it, and one at its end is not yet."""
        joined = dict(part)
        if isinstance(choices := joined.get("choices"), list):
            joined["choices"] = [self._choice(choice) for choice in choices]
        return {whole_characters(name): whole_values(value) for name, value in joined.items()}

    def rest(self) -> dict[str, JsonValue]:
        """A last part, for halves whose other ones never came: each is U+FFFD."""
        choices: list[JsonValue] = [
            {"index": place[0], "delta": {"content": "\ufffd"}} for place in self._waiting if place[1:] == ("content",)
        ]
        self._waiting.clear()
        return {"choices": choices}

    def _choice(self, choice: JsonValue) -> JsonValue:
        delta = choice.get("delta") if isinstance(choice, Mapping) else None
        if not isinstance(choice, Mapping):
            return choice
        index = choice.get("index")
        place: _Place = (index if isinstance(index, int | str) else 0,)
        is_last = bool(choice.get("finish_reason"))
        pieces = self._value(delta if isinstance(delta, Mapping) else {}, place)
        if is_last and isinstance(pieces, dict):
            self._end(pieces, place)
        return {**choice, "delta": pieces} if pieces or isinstance(delta, Mapping) else choice

    def _end(self, delta: dict[str, JsonValue], place: _Place) -> None:
        """Put the halves of a result that has ended at the end of its texts."""
        for waiting in [known for known in self._waiting if known[:1] == place]:
            half = self._waiting.pop(waiting)
            if len(waiting) == 2:
                name = str(waiting[1])
                delta[name] = f"{delta.get(name) or ''}{whole_characters(half)}"

    def _value(self, value: JsonValue, place: _Place) -> JsonValue:
        if isinstance(value, str):
            return self._text(value, place)
        if isinstance(value, Mapping):
            return {name: self._value(item, (*place, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, (*place, _number(item, number))) for number, item in enumerate(value)]
        return value

    def _text(self, text: str, place: _Place) -> str:
        text = self._waiting.pop(place, "") + text
        if count := halves_at_end(text):
            text, self._waiting[place] = text[:-count], text[-count:]
        return whole_characters(text)


def _number(item: JsonValue, number: int) -> int | str:
    """What tells an entry of a list from the others: its own index, or its place."""
    index = item.get("index") if isinstance(item, Mapping) else None
    return index if isinstance(index, int | str) else number
