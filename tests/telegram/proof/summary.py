"""Summarises the journals of all runs of a bot. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tests.telegram.proof.journal import Entry

__all__ = ["Summary"]


@dataclass(frozen=True, slots=True)
class Summary:
    """Lost updates are those that the server has deleted and `ended` does not have."""

    ended: frozenset[int]
    """The updates whose handler ended in at least one run."""
    given_up: frozenset[int]
    """The updates that were given up."""
    in_flight: Counter[int]
    """For each run, the updates that it had begun and not ended when it was killed."""
    repeated: Counter[int]
    """For each run, the updates that it had begun, and that a later run began again."""
    repeated_although_ended: Counter[int]
    """Those of them that had ended in that run: it was killed before it saved their end."""
    out_of_order: list[tuple[int, int]]
    """Chats and updates that were begun, for their first time, after a later one of their chat."""
    overlapping: list[tuple[int, int]]
    """Chats and updates that were begun while another one of their chat was running in the same run."""

    @classmethod
    def of(cls, entries: Sequence[Entry]) -> Summary:
        begun: dict[int, dict[int, bool]] = defaultdict(dict)  # of each update, the runs, and whether it ended there
        newest: dict[int, int] = {}
        running: dict[tuple[int, int], int] = {}
        given_up: set[int] = set()
        out_of_order: list[tuple[int, int]] = []
        overlapping: list[tuple[int, int]] = []
        for entry in entries:
            place = entry.run, entry.chat
            if entry.event == "give_up":
                given_up.add(entry.update_id)
                continue
            if entry.event == "end":
                begun[entry.update_id][entry.run] = True
                del running[place]
                continue
            if place in running:
                overlapping.append((entry.chat, entry.update_id))
            if entry.update_id not in begun and entry.update_id < newest.get(entry.chat, 0):
                out_of_order.append((entry.chat, entry.update_id))
            newest[entry.chat] = max(newest.get(entry.chat, 0), entry.update_id)
            running[place] = entry.update_id
            assert entry.run not in begun[entry.update_id], f"{entry} twice in one run"
            begun[entry.update_id][entry.run] = False
        earlier = [(run, has_ended) for runs in begun.values() for run, has_ended in sorted(runs.items())[:-1]]
        return cls(
            ended=frozenset(update_id for update_id, runs in begun.items() if any(runs.values())),
            given_up=frozenset(given_up),
            in_flight=Counter(run for runs in begun.values() for run, has_ended in runs.items() if not has_ended),
            repeated=Counter(run for run, _ in earlier),
            repeated_although_ended=Counter(run for run, has_ended in earlier if has_ended),
            out_of_order=out_of_order,
            overlapping=overlapping,
        )
