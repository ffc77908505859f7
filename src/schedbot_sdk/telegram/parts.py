"""One way to look into what Telegram sent, be it a model or JSON that none was made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from pydantic import BaseModel

__all__ = ["part_of"]


def part_of(value: object, name: str) -> object:
    """A field by its name on the wire; None where there is none."""
    if isinstance(value, BaseModel):
        # A field, and nothing else of that name: a kind that came later may be called as a method is.
        field = "from_user" if name == "from" else name
        known: object = getattr(value, field) if field in type(value).model_fields else None
        return (value.model_extra or {}).get(name) if known is None else known
    return cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None
