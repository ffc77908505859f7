"""Characters that are split between two chunks -> whole characters in the second chunk. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from schedbot_sdk._core.response import JsonValue
from schedbot_sdk._core.surrogates import halves_at_end, whole_characters, whole_values

__all__ = ["SurrogateJoiner"]

_Location: TypeAlias = "tuple[str | int, ...]"


class SurrogateJoiner:
    """Keeps half a character at the end of a text until the same text continues."""

    __slots__ = ("_waiting",)

    def __init__(self) -> None:
        self._waiting: dict[_Location, str] = {}

    @property
    def is_waiting(self) -> bool:
        """Whether half a character waits for the other half."""
        return bool(self._waiting)

    def join(self, chunk: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
        """Return a chunk with whole characters: it includes earlier halves, but not a half at its end."""
        joined = dict(chunk)
        if isinstance(choices := joined.get("choices"), list):
            joined["choices"] = [self._choice(choice) for choice in choices]
        return {whole_characters(name): whole_values(value) for name, value in joined.items()}

    def rest(self) -> dict[str, JsonValue]:
        """Return a last chunk for halves that are still waiting: each becomes U+FFFD."""
        choices: list[JsonValue] = [
            {"index": location[0], "delta": {"content": "\ufffd"}}
            for location in self._waiting
            if location[1:] == ("content",)
        ]
        self._waiting.clear()
        return {"choices": choices}

    def _choice(self, choice: JsonValue) -> JsonValue:
        delta = choice.get("delta") if isinstance(choice, Mapping) else None
        if not isinstance(choice, Mapping):
            return choice
        index = choice.get("index")
        location: _Location = (index if isinstance(index, int | str) else 0,)
        is_last = bool(choice.get("finish_reason"))
        pieces = self._value(delta if isinstance(delta, Mapping) else {}, location)
        if is_last and isinstance(pieces, dict):
            self._end(pieces, location)
        return {**choice, "delta": pieces} if pieces or isinstance(delta, Mapping) else choice

    def _end(self, delta: dict[str, JsonValue], location: _Location) -> None:
        """Append the waiting halves of a finished result to its texts."""
        for waiting in [known for known in self._waiting if known[:1] == location]:
            half = self._waiting.pop(waiting)
            if len(waiting) == 2:
                name = str(waiting[1])
                delta[name] = f"{delta.get(name) or ''}{whole_characters(half)}"

    def _value(self, value: JsonValue, location: _Location) -> JsonValue:
        if isinstance(value, str):
            return self._text(value, location)
        if isinstance(value, Mapping):
            return {name: self._value(item, (*location, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self._value(item, (*location, _number(item, number))) for number, item in enumerate(value)]
        return value

    def _text(self, text: str, location: _Location) -> str:
        text = self._waiting.pop(location, "") + text
        if count := halves_at_end(text):
            text, self._waiting[location] = text[:-count], text[-count:]
        return whole_characters(text)


def _number(item: JsonValue, number: int) -> int | str:
    """Return the identity of a list entry: its own index, or its position."""
    index = item.get("index") if isinstance(item, Mapping) else None
    return index if isinstance(index, int | str) else number
