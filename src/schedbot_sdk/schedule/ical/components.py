"""Parts of a calendar file, from icalendar, by their properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar, cast

__all__ = ["filled"]

C = TypeVar("C")


class _Component(Protocol):
    def add(self, name: str, value: object) -> None: ...
    def add_component(self, component: object) -> None: ...


def filled(component: C, properties: Mapping[str, object], parts: Iterable[object] = ()) -> C:
    """A component with these properties and parts; a property that is None is left out."""
    inside = cast("_Component", component)  # icalendar's own types leave the value's open
    for name, value in properties.items():
        if value is not None:
            inside.add(name, value)
    for part in parts:
        inside.add_component(part)
    return component
