"""Tool calls as servers send them -> calls of the usual shape, each repaired by itself. Pure data in, data out.

A call that cannot be read as it came must not cost the others: texts stand where numbers came, JSON where an object
came, `""` where a name or arguments are missing. What was changed is named by its path.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.response import JsonValue

__all__ = ["fill_call_pieces", "fill_calls", "whole_number"]

_NUMBER: Final = re.compile(r"\s*-?\d{1,9}\s*", re.ASCII)


def fill_calls(value: JsonValue, path: str, found: list[str]) -> JsonValue:
    """The calls of a whole message; what is no list stays as it is.

    Args:
        value: What the server sent as `tool_calls`.
        path: Where it stands, such as `choices[0].message.tool_calls`.
        found: Takes the paths of what was changed.
    """
    calls = _list_of(value, path, found)
    if calls is None:
        return value
    filled: list[JsonValue] = []
    for number, call in enumerate(calls):
        place = f"{path}[{number}]"
        if isinstance(call, Mapping):
            filled.append(_whole_call(call, place, found))
        else:
            found.append(place)
    return filled if filled or not calls else None


def fill_call_pieces(value: JsonValue, path: str, found: list[str]) -> JsonValue:
    """The pieces of calls in a part of a stream; what a piece leaves out may stand in another one.

    Args:
        value: What the server sent as `tool_calls`.
        path: Where it stands, such as `choices[0].delta.tool_calls`.
        found: Takes the paths of what was changed.
    """
    calls = _list_of(value, path, found)
    if calls is None:
        return value
    filled: list[JsonValue] = []
    for number, call in enumerate(calls):
        place = f"{path}[{number}]"
        if not isinstance(call, Mapping):
            found.append(place)
            continue
        piece = _lifted(call, place, found)
        _fix_head(piece, place, found)
        if piece.get("index") is not None and not _is_whole(piece["index"]):
            found.append(f"{place}.index")
            piece["index"] = whole_number(piece["index"])
        if isinstance(function := piece.get("function"), Mapping):
            piece["function"] = _texts(function, f"{place}.function", found)
        filled.append(piece)
    return filled if filled or not calls else None


def whole_number(value: JsonValue) -> int | None:
    """A whole number that came as a text or a float; None where it is something else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_whole(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _list_of(value: JsonValue, path: str, found: list[str]) -> list[JsonValue] | None:
    """The entries; one call that stands without a list is one."""
    if isinstance(value, Mapping) and {"function", "name", "id"} & value.keys():
        found.append(path)
        return [value]
    return list(value) if isinstance(value, list) else None


def _whole_call(call: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    filled = _lifted(call, path, found)
    _fix_head(filled, path, found)
    function = filled.get("function")
    if not isinstance(function, Mapping):
        if function is None and filled.get("type") in (None, "function"):
            found.append(f"{path}.function")
        return filled
    texts = _texts(function, f"{path}.function", found)
    for name in ("name", "arguments"):
        if texts.get(name) is None:
            texts[name] = ""
            found.append(f"{path}.function.{name}")
    filled["function"] = texts
    return filled


def _lifted(call: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    """The call with a function, where its name and arguments stand beside it or in its place."""
    filled = dict(call)
    function = filled.get("function")
    if isinstance(function, str):
        function = {"name": function}
    elif function is None and isinstance(filled.get("name"), str):
        function = {"name": filled["name"]}
    elif function is None or isinstance(function, Mapping):
        return filled
    else:
        filled["function"] = None
        found.append(f"{path}.function")
        return filled
    if "arguments" in filled:
        function = {**function, "arguments": filled["arguments"]}
    filled["function"] = function
    found.append(f"{path}.function")
    return filled


def _fix_head(call: dict[str, JsonValue], path: str, found: list[str]) -> None:
    """Make texts of an id and a type that are none; what cannot be one is taken away."""
    for name in ("id", "type"):
        value = call.get(name)
        if value is None or isinstance(value, str):
            continue
        found.append(f"{path}.{name}")
        call[name] = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(function: Mapping[str, JsonValue], path: str, found: list[str]) -> dict[str, JsonValue]:
    """The function with a name and arguments that are texts, as far as they are there."""
    filled = dict(function)
    for name in ("name", "arguments"):
        value = filled.get(name)
        if value is None or isinstance(value, str):
            continue
        found.append(f"{path}.{name}")
        is_name = name == "name"
        filled[name] = None if is_name and not _is_whole(value) else json.dumps(value, ensure_ascii=False)
    return filled
