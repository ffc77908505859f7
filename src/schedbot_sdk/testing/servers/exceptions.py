"""Takes days out of a repetition: "every day except Sunday", "каждый вторник кроме 5 января". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import cast

from schedbot_sdk.schedule.model.recurrence import WEEKDAYS
from schedbot_sdk.testing.servers.when_phrases import days_in, first_on

__all__ = ["with_exceptions"]


def with_exceptions(
    rule: dict[str, object], day: date, phrases: Sequence[str], today: date
) -> tuple[dict[str, object], date]:
    """Return a rule without some days, and its first day.

    Args:
        rule: The fields of the rule.
        day: Its first day.
        phrases: The words for the days. A date is an exception; a weekday is not among the rule's days.
        today: The user's date.
    """
    for phrase in phrases:
        dates, weekdays = days_in(phrase, today)
        kept = cast("list[str]", rule["except_dates"])
        rule = {**rule, "except_dates": sorted({*kept, *(each.isoformat() for each in dates)})}
        named = [WEEKDAYS.index(name) for name in cast("list[str]", rule["days"])]
        days = named or (list(range(7)) if rule["freq"] == "daily" and rule["interval"] == 1 else [])
        left = [number for number in days if number not in weekdays]
        if weekdays and not dates and left and len(left) < len(days):
            rule = {**rule, "freq": "weekly", "days": [WEEKDAYS[number] for number in left]}
            day = first_on(left, day)
    return rule, day
