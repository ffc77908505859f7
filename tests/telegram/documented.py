"""Updates as the Bot API documents them: its objects, with all their fields, are read from another library's types."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeAlias

import pytest
from hypothesis import strategies as st
from tests.telegram.samples import ANYTHING

aiogram = pytest.importorskip("aiogram.types")

__all__ = ["DOCUMENTED_KINDS", "field_values", "updates"]

Values: TypeAlias = st.SearchStrategy[Any]

DEPTH = 3
UNKNOWN = st.dictionaries(st.text(min_size=1, max_size=6).map(lambda name: f"x_{name}"), ANYTHING, max_size=2)
PLAIN: Mapping[Any, Values] = {
    int: st.integers(-(2**52), 2**52),
    float: st.floats(allow_nan=False, allow_infinity=False) | st.integers(-180, 180),
    str: st.text(max_size=8),
    bool: st.booleans(),
    datetime: st.integers(0, 2**33),
}


def joined(unknown: dict[str, object], known: dict[str, object]) -> dict[str, object]:
    """Fields that nobody knows, and those that are documented."""
    return {**unknown, **known}


@cache
def objects(model: Any, depth: int) -> Values:
    """One object with all that is required, some of what is optional, and fields that nobody knows."""
    required: dict[str, Values] = {}
    optional: dict[str, Values] = {}
    for name, field in model.model_fields.items():
        values = values_of(field.annotation, depth - 1)
        if values is not None:
            is_sent = field.is_required() or typing.get_origin(field.annotation) is typing.Literal
            (required if is_sent else optional)[field.alias or name] = values
    some = st.lists(st.sampled_from(sorted(optional)), max_size=6, unique=True) if optional and depth else st.just([])
    chosen = some.flatmap(lambda names: st.fixed_dictionaries({**required, **{name: optional[name] for name in names}}))
    return st.builds(joined, UNKNOWN if depth == DEPTH - 1 else st.just({}), chosen)


def values_of(kind: Any, depth: int) -> Values | None:
    """What may stand in a field of that type; None when its objects would be too deep, or are no JSON."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Annotated:
        return values_of(arguments[0], depth)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is list:
        items = values_of(arguments[0], depth)
        return st.just([]) if items is None else st.lists(items, max_size=2)
    if origin in {typing.Union, types.UnionType}:
        parts = [values for part in arguments if (values := values_of(part, depth)) is not None]
        return st.one_of(parts) if parts else None
    if isinstance(kind, type) and issubclass(kind, aiogram.TelegramObject):
        return st.deferred(lambda: objects(kind, max(depth, 0))) if depth > -3 else None
    return PLAIN.get(kind)


DOCUMENTED_KINDS: tuple[str, ...] = tuple(name for name in aiogram.Update.model_fields if name != "update_id")


@cache
def updates(kind: str) -> Values:
    """Updates of one kind."""
    event = values_of(aiogram.Update.model_fields[kind].annotation, DEPTH)
    assert event is not None
    return st.builds(joined, UNKNOWN, st.fixed_dictionaries({"update_id": st.integers(0, 2**40), kind: event}))


@cache
def field_values(model: str, field: str) -> Values:
    """What the Bot API has in a field of one of its objects, by both names on the wire."""
    fields = {known.alias or name: known.annotation for name, known in getattr(aiogram, model).model_fields.items()}
    values = values_of(fields[field], DEPTH)
    assert values is not None
    return values
