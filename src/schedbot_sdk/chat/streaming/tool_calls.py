"""The pieces of tool calls -> the calls. Pure.

A piece should name its call by `index`, and the first piece of a call has an id and a name. Servers differ: they send
one index for all calls, another index or id with each piece, or the name again in each piece. So a piece without a name
goes on with the last call where nothing else tells, and a name that comes again begins another call only when the
arguments before it are whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, cast

from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.chat.streaming.merge import joined, settled
from schedbot_sdk.chat.tools import ToolCallDelta

__all__ = ["StreamedCalls"]

_MARKS: Final = re.compile(r'\\.|["{}\[\]]', re.DOTALL)


class StreamedCalls:
    """The calls of one result, in the order in which they began."""

    __slots__ = ("_by_index", "_calls")

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._by_index: dict[int, _Call] = {}

    def add(self, piece: ToolCallDelta) -> None:
        """Take the next piece."""
        call = self._continued(piece)
        if call is None:
            call = _Call()
            self._calls.append(call)
        if piece.index is not None:
            self._by_index[piece.index] = call
        call.add(piece)

    def json(self) -> list[dict[str, object]]:
        """The calls, as a whole answer has them."""
        return [call.json() for call in self._calls]

    def _continued(self, piece: ToolCallDelta) -> _Call | None:
        """The call that a piece goes on with; None where it begins another one."""
        if not self._calls:
            return None
        last = self._calls[-1]
        at_index = last if piece.index is None else self._by_index.get(piece.index)
        if name := _name_of(piece):
            if at_index is not None:
                return at_index if at_index.goes_on_with(name, piece) else None
            return last if last.is_repeated_by(name, piece) else None
        if at_index is not None and (not piece.id or at_index.id in (None, "", piece.id)):
            return at_index
        for call in self._calls[-1:-9:-1]:
            if piece.id and call.id == piece.id:
                return call
        if at_index is not None:
            return at_index
        if piece.function is None:
            return None if piece.id else last
        begins_anew = not last.has_function or (_arguments_of(piece).strip() and last.is_whole)
        return None if begins_anew else last


@dataclass(slots=True)
class _Call:
    id: str | None = None
    type: str | None = None
    name: str | None = None
    arguments: list[str] = field(default_factory=list[str])
    has_function: bool = False
    has_arguments: bool = False
    extra: dict[str, object] = field(default_factory=dict[str, object])
    _read: int = 0
    _depth: int = 0
    _in_text: bool = False
    _rest: str = ""

    def add(self, piece: ToolCallDelta) -> None:
        self.id = self.id or piece.id
        self.type = self.type or piece.type
        self.name = self.name or _name_of(piece)
        if piece.function is not None:
            self.has_function = True
            if piece.function.arguments is not None and not self._is_told_again(piece):
                self.has_arguments = True
                self.arguments.append(piece.function.arguments)
            if piece.function.model_extra:
                joined(self.extra, {"function": piece.function.model_extra})
        if piece.model_extra:
            joined(self.extra, piece.model_extra)

    def _is_told_again(self, piece: ToolCallDelta) -> bool:
        """Whether a last piece repeats the whole call, as some servers have it."""
        has_no_other_id = piece.id == self.id if piece.id else bool(self.id)
        return has_no_other_id and bool(_name_of(piece)) and self._is_equal(_arguments_of(piece))

    def _is_equal(self, arguments: str) -> bool:
        return len(self.arguments) > 0 and self.is_whole and arguments == "".join(self.arguments)

    def goes_on_with(self, name: str, piece: ToolCallDelta) -> bool:
        """Whether a piece at the index of this call belongs to it, although it has a name."""
        if not self.name:
            return True
        if name != self.name:
            return False
        arguments = _arguments_of(piece)
        has_other_id = bool(piece.id and self.id and piece.id != self.id)
        if self.is_empty:
            # Another id beside arguments that are whole, or none at all: two calls, one of which has no arguments.
            return not has_other_id or bool(arguments.strip() and not _Call(arguments=[arguments]).is_whole)
        if not self.is_whole:
            return True
        if not piece.id:  # the whole call once more, of which some servers leave the id out
            return bool(self.id) and self._is_equal(arguments)
        return piece.id == self.id and (not arguments or self._is_equal(arguments))

    def is_repeated_by(self, name: str, piece: ToolCallDelta) -> bool:
        """Whether a piece at another index belongs to this call all the same: its arguments can begin no call."""
        if name != self.name or self.is_whole:
            return False
        arguments = _arguments_of(piece).strip()
        if self.is_empty:
            return bool(piece.id) and piece.id == self.id
        return not arguments.startswith("{")

    @property
    def is_empty(self) -> bool:
        """Whether no argument has come."""
        return not any(piece.strip() for piece in self.arguments)

    @property
    def is_whole(self) -> bool:
        """Whether the arguments are a whole JSON object or list; each piece is looked at once."""
        for piece in self.arguments[self._read :]:
            self._look_at(piece)
        self._read = len(self.arguments)
        return not self._in_text and self._depth <= 0 and not self.is_empty and not self._rest

    def _look_at(self, piece: str) -> None:
        text = self._rest + piece
        self._rest = ""
        if text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2:
            text, self._rest = text[:-1], "\\"
        for mark in _MARKS.findall(text):
            if mark == '"':
                self._in_text = not self._in_text
            elif not self._in_text and len(mark) == 1:
                self._depth += 1 if mark in "{[" else -1

    def json(self) -> dict[str, object]:
        body = cast("dict[str, object]", settled(self.extra))
        body.update({name: value for name, value in (("id", self.id), ("type", self.type)) if value is not None})
        if self.has_function:
            function: dict[str, object] = {"name": self.name or ""}
            if self.has_arguments:
                function["arguments"] = whole_characters("".join(self.arguments))
            others = body.get("function")
            body["function"] = {**cast("dict[str, object]", others), **function} if others else function
        return body


def _name_of(piece: ToolCallDelta) -> str:
    """The name that a piece has, of a function or of a tool of another kind."""
    if piece.function is not None and piece.function.name:
        return piece.function.name
    for value in (piece.model_extra or {}).values():
        name = cast("dict[str, object]", value).get("name") if isinstance(value, dict) else None
        if isinstance(name, str) and name:
            return name
    return ""


def _arguments_of(piece: ToolCallDelta) -> str:
    return (piece.function.arguments or "") if piece.function is not None else ""
