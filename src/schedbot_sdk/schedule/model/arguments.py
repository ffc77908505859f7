"""What a caller passes for schedules: an outcome is taken for one easily."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from schedbot_sdk.errors import ConfigurationError
from schedbot_sdk.schedule.model.schedule import Schedule

__all__ = ["one_schedule", "schedules_in"]


def one_schedule(name: str, given: object) -> Schedule:
    """What was passed as the argument of that name.

    Raises:
        ConfigurationError: It is no schedule.
    """
    if isinstance(given, Schedule):
        return given
    raise ConfigurationError(f"{name}: pass a Schedule, such as outcome.schedule of what create_schedule returns")


def schedules_in(name: str, given: object) -> list[Schedule]:
    """What was passed as the argument of that name: one or many.

    Raises:
        ConfigurationError: It is no schedule, or one of them is none.
    """
    if isinstance(given, Schedule) or not isinstance(given, Iterable):
        return [one_schedule(name, given)]
    return [one_schedule(name, one) for one in cast("Iterable[object]", given)]
