"""One way to look into what Telegram sent, be it a model or JSON that none was made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel

__all__ = ["part_of"]


def part_of(value: object, name: str) -> object:
    """A field by its name on the wire; None where there is none."""
    if isinstance(value, dict):
        return cast("dict[str, object]", value).get(name)
    if issubclass(type(value), BaseModel):  # pydantic's isinstance takes four times as long
        model = cast("BaseModel", value)
        # A model's own dict has its fields, and nothing else of that name: a kind that came later may be called as a
        # method is.
        known: object = vars(model).get("from_user" if name == "from" else name)
        return (model.model_extra or {}).get(name) if known is None else known
    return cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None
