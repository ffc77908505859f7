"""The base class of the models, and the types that their fields share."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, TypeAlias

from pydantic import AfterValidator, AwareDatetime, BaseModel, Field

__all__ = ["LAST_DAY", "Day", "Moment", "ScheduleModel", "Text"]

FIRST_DAY: Final = dt.date(1970, 1, 1)
LAST_DAY: Final = dt.date(2999, 12, 31)
"""Endless recurrences end here, so that date arithmetic never overflows."""


class ScheduleModel(BaseModel, frozen=True, extra="forbid", strict=True, hide_input_in_errors=True):
    """An immutable model that can be hashed, compared and pickled; `X.model_validate_json(x.model_dump_json()) == x`.

    Its errors repeat no values, so that logs do not show the users' plans.
    """


def _in_utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(microsecond=0)


def _without_surrogates(text: str) -> str:
    # Half of an emoji cannot be written as JSON.
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("a text must not have half a character (a lone surrogate)")
    return text


Text: TypeAlias = Annotated[str, AfterValidator(_without_surrogates)]
"""Any text that can be written as JSON."""
Day: TypeAlias = Annotated[dt.date, Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A day of the years 1970 to 2999."""
Moment: TypeAlias = Annotated[
    AwareDatetime,
    Field(ge=dt.datetime(1970, 1, 1, tzinfo=dt.UTC), lt=dt.datetime(3000, 1, 1, tzinfo=dt.UTC)),
    AfterValidator(_in_utc),
]
"""An aware datetime, stored in UTC and rounded down to the second."""
