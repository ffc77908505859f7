"""The pieces of tool calls -> whole calls. Pure.

A piece should name its call by `index`, and the first piece of a call has an id and a name. Servers differ: some send
one index for all calls, another index or id with each piece, or the name again in each piece. Therefore a piece without
a name continues the last call unless its id or index says otherwise. A repeated name begins another call only if the
arguments before it are complete.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, cast

from schedbot_sdk._core.surrogates import whole_characters
from schedbot_sdk.chat.streaming.merge import merge, to_json
from schedbot_sdk.chat.tools import ToolCallDelta

__all__ = ["StreamedCalls"]

_JSON_MARKS: Final = re.compile(r'\\.|["{}\[\]]', re.DOTALL)


class StreamedCalls:
    """The tool calls of one result, in the order in which they began."""

    __slots__ = ("_by_index", "_calls")

    def __init__(self) -> None:
        self._calls: list[_Call] = []
        self._by_index: dict[int, _Call] = {}

    def add(self, piece: ToolCallDelta) -> None:
        """Add the next piece."""
        call = self._continued(piece)
        if call is None:
            call = _Call()
            self._calls.append(call)
        if piece.index is not None:
            self._by_index[piece.index] = call
        call.add(piece)

    def json(self) -> list[dict[str, object]]:
        """Return the calls as a whole response has them."""
        return [call.json() for call in self._calls]

    def _continued(self, piece: ToolCallDelta) -> _Call | None:
        """Return the call that a piece continues; None if it begins another call."""
        if not self._calls:
            return None
        last = self._calls[-1]
        at_index = last if piece.index is None else self._by_index.get(piece.index)
        if name := _name_of(piece):
            if at_index is not None:
                return at_index if at_index.is_continued_by(name, piece) else None
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
        begins_call = not last.has_function or (_arguments_of(piece).strip() and last.is_complete)
        return None if begins_call else last


@dataclass(slots=True)
class _Call:
    id: str | None = None
    type: str | None = None
    name: str | None = None
    arguments: list[str] = field(default_factory=list[str])
    has_function: bool = False
    has_arguments: bool = False
    extra: dict[str, object] = field(default_factory=dict[str, object])
    _scanned: int = 0
    _depth: int = 0
    _in_text: bool = False
    _backslash: str = ""

    def add(self, piece: ToolCallDelta) -> None:
        self.id = self.id or piece.id
        self.type = self.type or piece.type
        self.name = self.name or _name_of(piece)
        if piece.function is not None:
            self.has_function = True
            if piece.function.arguments is not None and not self._is_repetition(piece):
                self.has_arguments = True
                self.arguments.append(piece.function.arguments)
            if piece.function.model_extra:
                merge(self.extra, {"function": piece.function.model_extra})
        if piece.model_extra:
            merge(self.extra, piece.model_extra)

    def _is_repetition(self, piece: ToolCallDelta) -> bool:
        """Whether a last piece repeats the whole call, as some servers do."""
        has_no_other_id = piece.id == self.id if piece.id else bool(self.id)
        return has_no_other_id and bool(_name_of(piece)) and self._is_equal(_arguments_of(piece))

    def _is_equal(self, arguments: str) -> bool:
        return len(self.arguments) > 0 and self.is_complete and arguments == "".join(self.arguments)

    def is_continued_by(self, name: str, piece: ToolCallDelta) -> bool:
        """Whether a piece with a name and the index of this call belongs to this call."""
        if not self.name:
            return True
        if name != self.name:
            return False
        arguments = _arguments_of(piece)
        has_other_id = bool(piece.id and self.id and piece.id != self.id)
        if self.is_empty:
            # Another id, with complete arguments or without any: two calls, and this one has no arguments.
            return not has_other_id or bool(arguments.strip() and not _Call(arguments=[arguments]).is_complete)
        if not self.is_complete:
            return True
        if not piece.id:  # the whole call again; some servers leave its id out
            return bool(self.id) and self._is_equal(arguments)
        return piece.id == self.id and (not arguments or self._is_equal(arguments))

    def is_repeated_by(self, name: str, piece: ToolCallDelta) -> bool:
        """Whether a piece with another index belongs to this call, because its arguments cannot begin a call."""
        if name != self.name or self.is_complete:
            return False
        arguments = _arguments_of(piece).strip()
        if self.is_empty:
            return bool(piece.id) and piece.id == self.id
        return not arguments.startswith("{")

    @property
    def is_empty(self) -> bool:
        """Whether no arguments were received."""
        return not any(piece.strip() for piece in self.arguments)

    @property
    def is_complete(self) -> bool:
        """Whether the arguments are a complete JSON object or list; each piece is scanned once."""
        for piece in self.arguments[self._scanned :]:
            self._scan(piece)
        self._scanned = len(self.arguments)
        return not self._in_text and self._depth <= 0 and not self.is_empty and not self._backslash

    def _scan(self, piece: str) -> None:
        text = self._backslash + piece
        self._backslash = ""
        if text.endswith("\\") and (len(text) - len(text.rstrip("\\"))) % 2:
            text, self._backslash = text[:-1], "\\"
        for mark in _JSON_MARKS.findall(text):
            if mark == '"':
                self._in_text = not self._in_text
            elif not self._in_text and len(mark) == 1:
                self._depth += 1 if mark in "{[" else -1

    def json(self) -> dict[str, object]:
        body = cast("dict[str, object]", to_json(self.extra))
        body.update({name: value for name, value in (("id", self.id), ("type", self.type)) if value is not None})
        if self.has_function:
            function: dict[str, object] = {"name": self.name or ""}
            if self.has_arguments:
                function["arguments"] = whole_characters("".join(self.arguments))
            others = body.get("function")
            body["function"] = {**cast("dict[str, object]", others), **function} if others else function
        return body


def _name_of(piece: ToolCallDelta) -> str:
    """Return the name in a piece, of a function or of another kind of tool."""
    if piece.function is not None and piece.function.name:
        return piece.function.name
    for value in (piece.model_extra or {}).values():
        name = cast("dict[str, object]", value).get("name") if isinstance(value, dict) else None
        if isinstance(name, str) and name:
            return name
    return ""


def _arguments_of(piece: ToolCallDelta) -> str:
    return (piece.function.arguments or "") if piece.function is not None else ""
