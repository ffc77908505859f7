"""Compares what a program reads in calendar files with what the SDK means."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.schedule.clocks import Change
from tests.schedule.ical.quirks import NEAR, TITLES, Quirk, quirk_of
from tests.schedule.plans import Plan, window_of
from tests.schedule.readers import Happening, Window, happenings, is_inside

__all__ = ["Asked", "Figures", "Read", "figures_of"]

Asked: TypeAlias = Sequence[tuple[bytes, Window]]
Read: TypeAlias = Callable[[Asked], list[set[Happening]]]
_NONE = dt.timedelta()


@dataclass
class Figures:
    """What came of reading one file for each plan."""

    compared: int = 0
    wrong: list[str] = field(default_factory=list[str])
    shifted: Counter[str] = field(default_factory=Counter[str])
    """Occurrences that are wrong by exactly the change of the clocks beside them, by the kind of that."""
    quirks: Counter[Quirk] = field(default_factory=Counter[Quirk])
    """Files of events that the program does not read right in any calendar."""


def figures_of(
    name: str, read: Read, plans: Sequence[Plan], files: Sequence[bytes], *, shifted: Collection[str] = ()
) -> Figures:
    """What a program reads, beside what the SDK means.

    Args:
        name: The program, as `quirks` has it.
        read: What it reads.
        plans: The plans.
        files: One for each plan.
        shifted: Where it may be wrong by exactly the change of the clocks: `"gap"` or `"fold"`, where it takes the
            other moment for a repeated event whose own time the clocks skip, or show twice, on that day (RFC 5545,
            3.3.5, says which one is right); `"near"` within the distance of `NEAR`. The ends that it finds on the
            clocks, where the time that passes is meant (3.3.6), are counted too.
    """
    figures = Figures()
    comparison = read([(file, window_of(plan.change)) for plan, file in zip(plans, files, strict=True)])
    for plan, theirs in zip(plans, comparison, strict=True):
        window = window_of(plan.change)
        ours, read_so = (_inside(one, window) for one in (happenings([plan.schedule], *window), theirs))
        ours = [one._replace(title=TITLES.get(name, str)(one.title)) for one in ours]
        figures.compared += len(ours)
        kinds = [_kind(name, *pair, plan.change) for pair in zip(ours, read_so, strict=False) if pair[0] != pair[1]]
        if ours == read_so:
            continue
        if (quirk := quirk_of(name, plan.schedule.events[0])) is not None:
            figures.quirks[quirk] += 1
        elif len(ours) == len(read_so) and {"end", *shifted}.issuperset(kinds):
            figures.shifted.update(kinds)
        else:
            figures.wrong.append(f"{plan.form}: {_shown(plan)}: {set(read_so) ^ set(ours)}")
    return figures


def _kind(name: str, ours: Happening, theirs: Happening, change: Change) -> str:
    """What a program sees otherwise: where an event touches a change, and it is wrong by that change."""
    if (ours.uid, ours.title) != (theirs.uid, theirs.title) or not ours.start.endswith("Z"):
        return "wrong"
    shift = change.before - change.after
    start, end, their_start, their_end = map(dt.datetime.fromisoformat, (*ours[1:3], *theirs[1:3]))
    moved, moved_end = their_start - start, their_end - end
    if start - abs(shift) <= change.at <= end + abs(shift) and moved_end in {_NONE, shift}:
        if moved == _NONE:
            return "end"
        if moved == shift:
            return "gap" if change.is_gap else "fold"
    is_near = abs(start - change.at) <= NEAR.get(name, _NONE)
    return "near" if is_near and {moved, moved_end} <= {_NONE, shift, -shift} else "wrong"


def _inside(found: Collection[Happening], window: Window) -> list[Happening]:
    edge = f"{window[0]:%Y-%m-%dT%H:%M:%SZ}"
    # What has no length and happens as the window begins is inside for some programs, and outside for others.
    return sorted(one for one in found if is_inside(one, *window) and not one.start == one.end == edge)


def _shown(plan: Plan) -> str:
    event = plan.schedule.events[0]
    return f"{event.start!r} {event.recurrence!r} at {plan.change}"
