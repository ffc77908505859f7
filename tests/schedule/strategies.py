"""Random schedules, made by hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar, get_args

from hypothesis import strategies as st
from tests.schedule.clocks import ZONES, changes

from schedbot_sdk.schedule import (
    AllDay,
    Event,
    EventWarning,
    Instant,
    LocalStart,
    Recurrence,
    Schedule,
    Source,
)
from schedbot_sdk.schedule.model.blank import is_blank
from schedbot_sdk.schedule.model.recurrence import WEEKDAYS, Freq

__all__ = ["days", "events", "local_starts", "recurrences", "schedules", "walls", "zones"]

T = TypeVar("T")

FREQUENCIES: tuple[Freq, ...] = ("daily", "weekly", "monthly", "yearly")
_FIRST, _LAST = date(2024, 1, 1), date(2030, 12, 31)
_RARE_DAYS = (date(2024, 2, 29), date(2028, 2, 29), date(2025, 8, 31), date(2026, 1, 30), date(2027, 3, 29))
"""Days that not every month or year has."""
_CHANGES = [change for zone in ZONES for change in changes(zone)]


def zones() -> st.SearchStrategy[str]:
    """The zones of `clocks`, most of which change their clocks."""
    return st.sampled_from(ZONES)


def days() -> st.SearchStrategy[date]:
    """The days of some years, with more of those that are rare than there are."""
    return st.dates(_FIRST, _LAST) | st.sampled_from(_RARE_DAYS)


@st.composite
def walls(draw: st.DrawFn) -> tuple[str, date, time]:
    """A zone, a day and a time to the minute, one of two in or near a gap or fold."""
    if draw(st.booleans()):
        change = draw(st.sampled_from([one for one in _CHANGES if _FIRST < one.first.date() < _LAST]))
        wall = change.first + timedelta(minutes=draw(st.integers(-90, 150)))
        return change.zone, wall.date(), wall.time()
    return draw(zones()), draw(days()), time(draw(st.integers(0, 23)), draw(st.sampled_from((0, 30, 59))))


@st.composite
def local_starts(draw: st.DrawFn) -> LocalStart:
    zone, day, at = draw(walls())
    return LocalStart(date=day, time=at, zone=zone, fold=draw(st.sampled_from((0, 1))))


@st.composite
def recurrences(draw: st.DrawFn, start: date, *, hourly: bool = False) -> Recurrence:
    """A rule of any form that has the start among its days; an hourly one only if that is asked for."""
    freq = draw(st.sampled_from((*FREQUENCIES, "hourly") if hourly else FREQUENCIES))
    until = draw(st.none() | st.integers(0, 2000).map(lambda more: start + timedelta(days=more)))
    except_days = draw(st.just([]) | st.lists(st.integers(0, 40) | st.integers(0, 800), max_size=4))
    return Recurrence.model_validate(
        {
            "freq": freq,
            "interval": draw(st.integers(1, 4) | st.integers(1, 1000)),
            **(draw(_days_of(freq, start))),
            "months": draw(st.just(()) | _with(start.month, st.integers(1, 12))),
            "except_dates": tuple(start + timedelta(days=after) for after in except_days),
            "until": until,
            "count": draw(st.none() | st.integers(1, 60)) if until is None else None,
        }
    )


def _days_of(freq: Freq, start: date) -> st.SearchStrategy[Mapping[str, object]]:
    weekdays = _with(WEEKDAYS[start.weekday()], st.sampled_from(WEEKDAYS))
    plain: st.SearchStrategy[Mapping[str, object]] = st.just({})
    if freq == "weekly":
        return plain | st.fixed_dictionaries({"days": weekdays})
    if freq in {"hourly", "daily"}:
        return plain
    is_last = (start + timedelta(days=1)).month != start.month
    numbers = [(start.day + 6) // 7] + [-1] * ((start + timedelta(days=7)).month != start.month)
    month_days = st.sampled_from([start.day, -1] if is_last else [start.day]).flatmap(
        lambda day: _with(day, st.integers(1, 31) | st.just(-1))
    )
    return st.one_of(
        plain,
        st.fixed_dictionaries({"nth": st.sampled_from(numbers), "days": weekdays}),
        st.fixed_dictionaries({"month_days": month_days}),
    )


def _with(first: T, others: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(others, max_size=5).map(lambda more: (first, *more))


@st.composite
def events(draw: st.DrawFn, uid: str = "uid", *, repeated: bool | None = None) -> Event:
    """An event of any kind; `repeated` says that it is to repeat, or not to."""
    clocks = local_starts() | st.builds(AllDay, date=days(), zone=zones())
    start = draw(clocks if repeated else clocks | st.builds(Instant, at=_moments(), zone=zones()))
    is_repeated = draw(st.booleans()) if repeated is None else repeated
    rule = None
    if is_repeated and not isinstance(start, Instant):
        rule = draw(recurrences(start.date, hourly=isinstance(start, LocalStart)))
    if isinstance(start, AllDay):
        duration = draw(st.none() | st.integers(1, 40).map(lambda days: timedelta(days=days)))
    else:
        duration = draw(st.none() | st.integers(1, 31 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)))
    seen = st.characters(codec="utf-8", exclude_categories=["Cs"]).filter(lambda one: not is_blank(one))
    around = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\ufeff\u200d"))
    words = st.builds(lambda *parts: "".join(parts), around, seen, around)
    return Event(
        uid=uid,
        title=draw(words),
        start=start,
        duration=duration,
        recurrence=rule,
        place=draw(st.none() | words),
        reminders=tuple(draw(st.lists(_LENGTHS, max_size=3))),
        source_quote=draw(st.text(st.characters(codec="utf-8"), max_size=20)),
        warnings=tuple(draw(st.lists(st.sampled_from(_WARNINGS), max_size=2, unique=True))),
    )


@st.composite
def schedules(draw: st.DrawFn, *, min_events: int = 0, max_events: int = 4) -> Schedule:
    source = Source(
        bot=draw(st.sampled_from(("my_bot", "@my_bot", "1234567890"))),
        chat_id=draw(st.integers(-(2**52), 2**52)),
        message_id=draw(st.integers(1, 2**31)),
    )
    made = [draw(events(source.uid(index))) for index in range(draw(st.integers(min_events, max_events)))]
    return Schedule(
        source=source,
        zone=draw(zones()),
        made_at=draw(_moments()),
        events=tuple(made),
        sequence=draw(st.integers(0, 5)),
    )


_WARNINGS = [EventWarning(code=code) for code in get_args(EventWarning.model_fields["code"].annotation)]
_LENGTHS = st.sampled_from((0, 15, 60, 24 * 60, 366 * 24 * 60)).map(lambda minutes: timedelta(minutes=minutes))


def _moments() -> st.SearchStrategy[datetime]:
    seconds = st.integers(
        int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2031, 1, 1, tzinfo=UTC).timestamp())
    )
    return seconds.map(lambda second: datetime.fromtimestamp(second, UTC))
