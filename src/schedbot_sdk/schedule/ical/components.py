"""Builds the components of a calendar file with icalendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar, cast

__all__ = ["with_properties"]

C = TypeVar("C")


class _Component(Protocol):
    def add(self, name: str, value: object) -> None: ...
    def add_component(self, component: object) -> None: ...


def with_properties(component: C, properties: Mapping[str, object], subcomponents: Iterable[object] = ()) -> C:
    """Add properties and subcomponents to a component, and return it; properties that are None are left out."""
    typed = cast("_Component", component)  # icalendar does not type the values
    for name, value in properties.items():
        if value is not None:
            typed.add(name, value)
    for subcomponent in subcomponents:
        typed.add_component(subcomponent)
    return component
