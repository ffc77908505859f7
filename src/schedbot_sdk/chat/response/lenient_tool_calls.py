"""Converts tool calls of any server to the usual shape, each call separately. Pure data in, data out.

One unusual call must not lose the others. A number becomes a text, an object becomes JSON, and a missing name or
missing arguments become `""`. The path of each change is a deviation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from schedbot_sdk._core.response import JsonValue

__all__ = ["fill_call_pieces", "fill_calls", "whole_number"]

_NUMBER: Final = re.compile(r"\s*-?\d{1,9}\s*", re.ASCII)


def fill_calls(value: JsonValue, path: str, deviations: list[str]) -> JsonValue:
    """Return the calls of a whole message; a value that is not a list stays unchanged.

    Args:
        value: The server's `tool_calls`.
        path: Their path, such as `choices[0].message.tool_calls`.
        deviations: The paths of changes are added to it.
    """
    calls = _list_of(value, path, deviations)
    if calls is None:
        return value
    filled: list[JsonValue] = []
    for number, call in enumerate(calls):
        call_path = f"{path}[{number}]"
        if isinstance(call, Mapping):
            filled.append(_whole_call(call, call_path, deviations))
        else:
            deviations.append(call_path)
    return filled if filled or not calls else None


def fill_call_pieces(value: JsonValue, path: str, deviations: list[str]) -> JsonValue:
    """Return the parts of calls in a chunk; a field that one part leaves out may be in another one.

    Args:
        value: The server's `tool_calls`.
        path: Their path, such as `choices[0].delta.tool_calls`.
        deviations: The paths of changes are added to it.
    """
    calls = _list_of(value, path, deviations)
    if calls is None:
        return value
    filled: list[JsonValue] = []
    for number, call in enumerate(calls):
        call_path = f"{path}[{number}]"
        if not isinstance(call, Mapping):
            deviations.append(call_path)
            continue
        piece = _lifted(call, call_path, deviations)
        _fix_head(piece, call_path, deviations)
        if piece.get("index") is not None and not _is_whole(piece["index"]):
            deviations.append(f"{call_path}.index")
            piece["index"] = whole_number(piece["index"])
        if isinstance(function := piece.get("function"), Mapping):
            piece["function"] = _texts(function, f"{call_path}.function", deviations)
        filled.append(piece)
    return filled if filled or not calls else None


def whole_number(value: JsonValue) -> int | None:
    """Return an int, also from a text or a float; None for anything else."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**9:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_whole(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _list_of(value: JsonValue, path: str, deviations: list[str]) -> list[JsonValue] | None:
    """Return the calls as a list; a single call without a list becomes a list of one."""
    if isinstance(value, Mapping) and {"function", "name", "id"} & value.keys():
        deviations.append(path)
        return [value]
    return list(value) if isinstance(value, list) else None


def _whole_call(call: Mapping[str, JsonValue], path: str, deviations: list[str]) -> dict[str, JsonValue]:
    filled = _lifted(call, path, deviations)
    _fix_head(filled, path, deviations)
    function = filled.get("function")
    if not isinstance(function, Mapping):
        if function is None and filled.get("type") in (None, "function"):
            deviations.append(f"{path}.function")
        return filled
    texts = _texts(function, f"{path}.function", deviations)
    for name in ("name", "arguments"):
        if texts.get(name) is None:
            texts[name] = ""
            deviations.append(f"{path}.function.{name}")
    filled["function"] = texts
    return filled


def _lifted(call: Mapping[str, JsonValue], path: str, deviations: list[str]) -> dict[str, JsonValue]:
    """Return the call with a function object, if the name and arguments were outside of one."""
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
        deviations.append(f"{path}.function")
        return filled
    if "arguments" in filled:
        function = {**function, "arguments": filled["arguments"]}
    filled["function"] = function
    deviations.append(f"{path}.function")
    return filled


def _fix_head(call: dict[str, JsonValue], path: str, deviations: list[str]) -> None:
    """Convert an id and a type to texts; values that cannot be converted are removed."""
    for name in ("id", "type"):
        value = call.get(name)
        if value is None or isinstance(value, str):
            continue
        deviations.append(f"{path}.{name}")
        call[name] = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(function: Mapping[str, JsonValue], path: str, deviations: list[str]) -> dict[str, JsonValue]:
    """Return the function with its name and arguments as texts, if they are present."""
    filled = dict(function)
    for name in ("name", "arguments"):
        value = filled.get(name)
        if value is None or isinstance(value, str):
            continue
        deviations.append(f"{path}.{name}")
        is_name = name == "name"
        filled[name] = None if is_name and not _is_whole(value) else json.dumps(value, ensure_ascii=False)
    return filled
