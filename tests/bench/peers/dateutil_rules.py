"""python-dateutil: the rules of a calendar, without events."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC

from dateutil import rrule
from tests.bench.peer import Call, Opening, Peer
from tests.bench.windows import BEGIN, FAR_WEEK, OVER_DST, WEEK, Window

WEEKLY = rrule.rrule(rrule.WEEKLY, dtstart=BEGIN, byweekday=(rrule.MO, rrule.WE, rrule.FR))
HOURLY = rrule.rrule(rrule.HOURLY, dtstart=BEGIN)


def moments(rule: rrule.rrule, window: Window) -> Opening:
    """The moments of a rule in a window, each once: two hours of a DST change can be the same moment."""
    first, last = window

    @contextmanager
    def opened(_: str) -> Generator[Call]:
        yield lambda: {local.astimezone(UTC): local for local in rule.between(first, last, inc=True) if local < last}

    return opened


PEER = Peer(
    package="python-dateutil",
    calls={
        "a week": moments(WEEKLY, WEEK),
        "a far week": moments(WEEKLY, FAR_WEEK),
        "hours": moments(HOURLY, OVER_DST),
    },
)
