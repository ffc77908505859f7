"""Checks arguments that must be schedules: it is easy to pass an outcome instead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.schedule import Schedule

__all__ = ["one_schedule", "schedules_in"]


def one_schedule(name: str, value: object) -> Schedule:
    """Return the value of the argument `name`.

    Raises:
        ConfigurationError: The value is not a schedule.
    """
    if isinstance(value, Schedule):
        return value
    raise ConfigurationError(f"{name}: pass a Schedule, such as outcome.schedule of a Created outcome")


def schedules_in(name: str, value: object) -> list[Schedule]:
    """Return the value of the argument `name`, one schedule or many, as a list.

    Raises:
        ConfigurationError: The value, or one of its items, is not a schedule.
    """
    if isinstance(value, Schedule) or not isinstance(value, Iterable):
        return [one_schedule(name, value)]
    return [one_schedule(name, item) for item in cast("Iterable[object]", value)]
