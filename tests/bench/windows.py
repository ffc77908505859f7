"""The windows in which events that repeat are looked up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

__all__ = ["BEGIN", "FAR_WEEK", "OVER_DST", "WEEK", "ZONE", "Window"]

Window: TypeAlias = tuple[datetime, datetime]

ZONE = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2027, 3, 22, 9, tzinfo=ZONE)
"""When the events begin: a Monday."""
WEEK: Window = (datetime(2027, 4, 5, tzinfo=ZONE), datetime(2027, 4, 12, tzinfo=ZONE))
FAR_WEEK: Window = (datetime(2990, 3, 5, tzinfo=ZONE), datetime(2990, 3, 12, tzinfo=ZONE))
OVER_DST: Window = (datetime(2027, 3, 27, tzinfo=ZONE), datetime(2027, 3, 27, tzinfo=ZONE) + timedelta(days=3))
"""Three days; an hour of the second one does not exist."""
