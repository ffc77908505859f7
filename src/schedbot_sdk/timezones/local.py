"""Resolves a local time of a zone to a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal, TypeAlias, get_args
from zoneinfo import ZoneInfo

from schedbot_sdk.errors import ConfigurationError, LocalTimeError
from schedbot_sdk.timezones.names import time_zone

__all__ = ["Fold", "Gap", "Resolved", "first_moment", "resolve_local"]

Gap: TypeAlias = Literal["later", "earlier", "error"]
"""The policy for a local time that the clocks skip: 02:30 becomes 03:30 (`later`) or 01:30 (`earlier`), or raises."""
Fold: TypeAlias = Literal["first", "second", "error"]
"""The policy for a local time that the clocks show twice: the first moment, the second one, or an error."""

_GAPS: Final[tuple[str, ...]] = get_args(Gap)
_FOLDS: Final[tuple[str, ...]] = get_args(Fold)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Resolved:
    """The moment of a local time, and whether a policy was needed."""

    moment: datetime
    """The moment: aware, with its `ZoneInfo`. `fold` tells the two moments of a repeated local time apart."""
    kind: Literal["exact", "gap", "fold"]
    """`"gap"`: the clocks skip the local time, so the moment has another one; `"fold"`: they show it twice."""


def resolve_local(day: date, at: time, zone: str | ZoneInfo, *, gap: Gap = "later", fold: Fold = "first") -> Resolved:
    """Return the moment of a local time in a zone.

    Args:
        day: The day, in the zone.
        at: The local time, without a zone; its `fold` is ignored.
        zone: The zone or its IANA name.
        gap: For a local time that the clocks skip: `"later"` uses the offset before the change (02:30 becomes 03:30;
            RFC 5545, section 3.3.5), `"earlier"` the offset after it (01:30).
        fold: For a local time that the clocks show twice: which one.

    Raises:
        UnknownTimeZoneError: `zone` is not an IANA name.
        LocalTimeError: The clocks skip the local time, or show it twice, and the policy for that is `"error"`.
        ConfigurationError: `at` has a zone, or a policy is unknown.
    """
    for name, policy, policies in (("gap", gap, _GAPS), ("fold", fold, _FOLDS)):
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
    # Through UTC and back, the time becomes one that the clocks show.
    return Resolved((first if gap == "later" else second).astimezone(UTC).astimezone(zone), "gap")


def first_moment(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a day: midnight, or the end of the gap if the clocks skip midnight."""
    midnight = resolve_local(day, time(), zone)
    if midnight.kind != "gap":
        return midnight.moment
    start = datetime.combine(day, time(), zone)
    after = _offset(start.replace(fold=1))
    # The change is between midnight by the new offset and midnight by the old one.
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
    assert offset is not None  # noqa: S101 - it is aware
    return offset


def _error(kind: Literal["gap", "fold"], moment: datetime, zone: ZoneInfo) -> LocalTimeError:
    problem = (
        "does not exist, because the clocks skip it" if kind == "gap" else "occurs twice, because the clocks go back"
    )
    message = f"{moment:%Y-%m-%d %H:%M} in {zone.key} {problem}; pass {kind}=, or use another time"
    return LocalTimeError(message, kind=kind)
