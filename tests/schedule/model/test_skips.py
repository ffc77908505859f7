"""Rules that leave out months or years."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.rows import on_rows

from schedbot_sdk.schedule import Recurrence
from schedbot_sdk.schedule.model.skips import skips

EVEN = tuple(range(2, 31, 2))


@on_rows(
    ("start", "fields", "code"),
    [
        ("2026-12-31", {"freq": "monthly"}, "skips_months"),
        ("2026-11-30", {"freq": "monthly"}, "skips_months"),
        ("2027-03-29", {"freq": "monthly"}, "skips_months"),
        ("2026-11-28", {"freq": "monthly"}, None),
        ("2026-11-30", {"freq": "monthly", "month_days": (15, 30)}, "skips_months"),
        ("2026-11-30", {"freq": "monthly", "month_days": (-1,)}, None),
        ("2026-11-30", {"freq": "monthly", "month_days": (-1, 30)}, None),
        ("2026-11-30", {"freq": "monthly", "month_days": EVEN}, None),
        ("2027-01-31", {"freq": "monthly", "interval": 12}, None),
        ("2027-01-31", {"freq": "monthly", "interval": 2}, "skips_months"),
        ("2027-01-31", {"freq": "monthly", "months": (1, 3, 5)}, None),
        ("2026-12-31", {"freq": "monthly", "count": 2}, None),
        ("2026-12-31", {"freq": "monthly", "count": 3}, "skips_months"),
        ("2026-12-31", {"freq": "monthly", "until": date(2027, 2, 20)}, None),
        ("2026-12-31", {"freq": "monthly", "until": date(2027, 3, 1)}, "skips_months"),
        ("2026-11-29", {"freq": "monthly", "days": ("sunday",), "nth": 5}, "skips_months"),
        ("2026-11-29", {"freq": "monthly", "days": ("sunday",), "nth": -1}, None),
        ("2026-11-27", {"freq": "monthly", "days": ("friday",), "nth": 4}, None),
        ("2027-05-30", {"freq": "yearly", "days": ("sunday",), "nth": 5}, "skips_years"),
        ("2028-02-29", {"freq": "yearly"}, "skips_years"),
        ("2096-02-29", {"freq": "yearly", "interval": 4}, "skips_years"),
        ("2024-02-29", {"freq": "yearly", "interval": 4}, None),
        ("2027-02-28", {"freq": "yearly"}, None),
        ("2027-01-31", {"freq": "yearly", "months": (1, 2)}, "skips_months"),
        ("2028-02-29", {"freq": "daily"}, None),
        ("2028-02-29", {"freq": "weekly", "months": (2,)}, None),
        ("2028-02-29", {"freq": "hourly"}, None),
    ],
)
def test_a_day_that_some_months_or_years_lack_is_found(start: str, fields: dict[str, Any], code: str | None) -> None:
    assert skips(Recurrence.model_validate(fields), date.fromisoformat(start)) == code
