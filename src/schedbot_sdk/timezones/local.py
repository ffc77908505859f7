"""From a time on a zone's clocks to the moment that it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

from schedbot_sdk.errors import ConfigurationError, LocalTimeError
from schedbot_sdk.timezones.names import time_zone

__all__ = ["Fold", "Gap", "Resolved", "first_moment", "resolve_local"]

Gap: TypeAlias = Literal["later", "earlier", "error"]
"""What becomes of a time that the clocks skip: 02:30 becomes 03:30, or 01:30, or an error."""
Fold: TypeAlias = Literal["first", "second", "error"]
"""Which one is meant of a time that the clocks show twice."""

_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The moment that a local time is, and whether that took a decision."""

    moment: datetime
    """Aware, with its `ZoneInfo`; `fold` is set where it tells two moments apart."""
    kind: Literal["exact", "gap", "fold"]
    """`"gap"`: the clocks skip that time, so the moment shows another; `"fold"`: they show it twice."""


def resolve_local(day: date, at: time, zone: str | ZoneInfo, *, gap: Gap = "later", fold: Fold = "first") -> Resolved:
    """Find the moment when the clocks of a zone show this time on that day.

    Args:
        day: The day on the zone's calendar.
        at: The time, without a zone of its own; its `fold` is ignored.
        zone: The zone or its IANA name.
        gap: For a time that does not exist: `"later"` counts it with the offset before the change (02:30 becomes 03:30;
            RFC 5545, section 3.3.5), `"earlier"` with the offset after it (01:30).
        fold: For a time that comes twice: which one.

    Raises:
        UnknownTimeZoneError: `zone` is no IANA name.
        LocalTimeError: The policy for what the time turned out to be is `"error"`.
        ConfigurationError: `at` has a zone of its own, or a policy is another.
    """
    for name, policy, policies in (("gap", gap, get_args(Gap)), ("fold", fold, get_args(Fold))):
        if policy not in policies:
            raise ConfigurationError(f"{name}: pass one of {', '.join(map(repr, policies))}")
    if at.tzinfo is not None:
        raise ConfigurationError("at: pass a time without a time zone, as the zone's clocks show it")
    zone = zone if isinstance(zone, ZoneInfo) else time_zone(zone)
    first = datetime.combine(day, at.replace(fold=0), zone)
    second = first.replace(fold=1)
    before, after = _offset(first), _offset(second)
    if before == after:
        return Resolved(first, "exact")
    if before > after:
        if fold == "error":
            raise _error("fold", first, zone)
        return Resolved(first if fold == "first" else second, "fold")
    if gap == "error":
        raise _error("gap", first, zone)
    # Through UTC and back, such a time becomes one that the clocks do show.
    return Resolved((first if gap == "later" else second).astimezone(UTC).astimezone(zone), "gap")


def first_moment(day: date, zone: ZoneInfo) -> datetime:
    """The beginning of a day: midnight, or the end of the gap where the clocks skip midnight."""
    midnight = resolve_local(day, time(), zone)
    if midnight.kind != "gap":
        return midnight.moment
    start = datetime.combine(day, time(), zone)
    after = _offset(start.replace(fold=1))
    # The change lies between what midnight would be by the new offset and by the old one.
    low, high = start.replace(fold=1).astimezone(UTC), start.astimezone(UTC)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if _offset(middle.astimezone(zone)) == after:
            high = middle
        else:
            low = middle
    return high.astimezone(zone)


def _offset(moment: datetime) -> timedelta:
    offset = moment.utcoffset()
    assert offset is not None  # noqa: S101 - it has a zone
    return offset


def _error(kind: Literal["gap", "fold"], moment: datetime, zone: ZoneInfo) -> LocalTimeError:
    fault = "does not exist, as the clocks skip it" if kind == "gap" else "comes twice, as the clocks go back"
    return LocalTimeError(f"{moment:%Y-%m-%d %H:%M} in {zone.key} {fault}; pass {kind}=, or ask for another", kind=kind)
