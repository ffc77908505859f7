"""Reads a field of a model or of a JSON object."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel

__all__ = ["part_of"]


def part_of(value: object, name: str) -> object:
    """Return the field with this JSON name; None if it is missing."""
    if isinstance(value, dict):
        return cast("dict[str, object]", value).get(name)
    if issubclass(type(value), BaseModel):  # pydantic's isinstance takes four times as long
        model = cast("BaseModel", value)
        # A model's own dict has only its fields: a newer kind of update may have the name of a method.
        known: object = vars(model).get("from_user" if name == "from" else name)
        return (model.model_extra or {}).get(name) if known is None else known
    return cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None
