"""Finds rules that leave out months or years, which people often do not expect."""

from __future__ import annotations

import datetime as dt
from typing import Final, Literal

from schedbot_sdk.schedule.model.recurrence import LONGEST, Recurrence
from schedbot_sdk.schedule.model.rule_days import days_of_month, length_of, months_of

__all__ = ["skips"]

_YEARS: Final = 12
"""How far it looks ahead: any four years in a row, and the leap years around 2100, are within."""
_PATTERN: Final = 7
"""A longer list of days is a pattern, such as the even days. No user misses one of them."""


def skips(rule: Recurrence, start: dt.date) -> Literal["skips_months", "skips_years"] | None:
    """Return the warning about a rule that begins on `start`, if some months or years lack one of its days.

    Such rules are monthly on the 29th, 30th or 31st, yearly on 29 February, and those on a fifth weekday. The warning
    is left out if the rule ends before that, if the last day of the month is among its days, and for lists of more than
    seven days, such as the even ones.
    """
    if rule.freq not in {"monthly", "yearly"} or -1 in rule.month_days or len(rule.month_days) > _PATTERN:
        return None
    end = (start.year + _YEARS, start.month)
    if rule.until is not None:
        end = min(end, (rule.until.year, rule.until.month))
    happened = 0
    for year, month in months_of(rule, start, start):
        if (year, month) >= end or (rule.count is not None and happened >= rule.count):
            return None
        if (year, month) < (start.year, start.month):
            continue
        days, length = days_of_month(rule, start, year, month), length_of(year, month)
        if days[-1] > length:
            always = rule.nth is None and days[-1] > LONGEST[month - 1]
            return "skips_months" if rule.freq == "monthly" or always else "skips_years"
        happened += sum(dt.date(year, month, day) >= start for day in days)
    return None
