"""The Bot API as data (`tests/telegram/bot_api.json`), and the SDK's classes in the same words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Literal, NotRequired, TypeAlias, TypedDict, Union, cast, get_args, get_origin

from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo

from schedbot_sdk import telegram
from schedbot_sdk.telegram import BotMethod, InputFile

__all__ = ["METHODS", "SPEC", "TYPES", "Field", "fields_of", "kind_of", "matches", "read_kind"]


class Field(TypedDict):
    """A parameter of a method, or a field of a type."""

    type: str
    required: NotRequired[bool]


class Method(TypedDict):
    returns: str
    params: dict[str, Field]


class Type(TypedDict, total=False):
    fields: dict[str, Field]
    union: list[str]


class Spec(TypedDict):
    methods: dict[str, Method]
    types: dict[str, Type]


SPEC = cast("Spec", json.loads((Path(__file__).parents[1] / "bot_api.json").read_text(encoding="utf-8")))

_CLASSES = [member for name in telegram.__all__ if isinstance(member := getattr(telegram, name), type)]
METHODS = {
    kind.method_name: cast("type[BotMethod[object]]", kind)
    for kind in _CLASSES
    if issubclass(kind, BotMethod) and kind is not BotMethod
}
"""Every method that has a class, by the Bot API's name."""
TYPES: Mapping[str, type[BaseModel]] = {
    kind.__name__: kind
    for kind in _CLASSES
    if issubclass(kind, BaseModel)
    and not issubclass(kind, BotMethod)
    and kind.__name__ not in {"GetUpdatesRequest", "GetUpdatesResponse", "MediaFile", "UnknownMessageOrigin"}
}
"""Every type that has a class; four of them are the SDK's own."""

Kind: TypeAlias = "frozenset[str | tuple[str, Kind]]"
"""What a value may be: names of types, and arrays with what they hold."""

_NAMES = {int: "Integer", float: "Float", str: "String", bool: "Boolean", InputFile: "InputFile", dict: "object"}


def fields_of(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a class by their names in JSON."""
    return {field.serialization_alias or name: field for name, field in model.model_fields.items()}


def kind_of(annotation: object) -> Kind:
    """An annotation in the words of the Bot API."""
    return frozenset(_members(annotation))


def _members(annotation: object) -> Iterator[str | tuple[str, Kind]]:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        yield from _members(arguments[0])
    elif origin in {Union, UnionType}:
        for member in arguments:
            yield from _members(member)
    elif origin is Literal:
        yield from ("Integer" if isinstance(value, int) else f"'{value}'" for value in arguments)
    elif origin is list:
        yield ("Array", kind_of(arguments[0]))
    elif annotation is not NoneType:
        kind = origin or annotation
        assert isinstance(kind, type)
        yield _NAMES.get(kind, kind.__name__)


@cache
def read_kind(text: str) -> Kind:
    """A type of the specification, with the members of its unions in their place."""
    found: set[str | tuple[str, Kind]] = set()
    for part in _split(text):
        if part.startswith("Array<"):
            found.add(("Array", read_kind(part[6:-1])))
        elif union := SPEC["types"].get(part, {}).get("union"):
            found |= read_kind("|".join(union))
        else:
            found.add({"True": "Boolean", "0": "Integer"}.get(part, part))
    return frozenset(found)


def _split(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for mark in re.finditer(r"[<>|]", text):
        depth += {"<": 1, ">": -1, "|": 0}[mark[0]]
        if mark[0] == "|" and depth == 0:
            yield text[start : mark.start()]
            start = mark.end()
    yield text[start:]


def matches(ours: Kind, theirs: Kind) -> bool:
    """Whether the SDK takes what the specification has: words that may grow are strings, rare objects are dicts."""
    ours = frozenset(kind for kind in ours if kind != "UnknownMessageOrigin")
    if "Float" in ours:
        ours -= {"Integer"}
    if "String" in ours:
        theirs = frozenset("String" if isinstance(kind, str) and kind.startswith("'") else kind for kind in theirs)
    if "object" in ours:
        theirs = frozenset(kind for kind in theirs if kind in ours or not _is_object(kind))
        ours -= {"object"}
    if len(ours) != len(theirs):
        return False
    return all(any(_is_same(one, other) for other in theirs) for one in ours)


def _is_same(ours: str | tuple[str, Kind], theirs: str | tuple[str, Kind]) -> bool:
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return matches(ours[1], theirs[1])
    return ours == theirs


def _is_object(kind: JsonValue | tuple[str, Kind]) -> bool:
    return isinstance(kind, str) and "fields" in SPEC["types"].get(kind, {})
