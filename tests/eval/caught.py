"""The table of caught and missed faults: `python -m tests.eval.caught` writes it into the guide."""

from __future__ import annotations

import re
from pathlib import Path

from tests.eval.seeded import FAULTS, is_caught, seeded
from tests.eval.utterances import utterances
from tests.zones import pin

__all__ = ["GUIDE", "in_guide", "table"]

GUIDE = Path(__file__).parents[2] / "docs" / "schedules.md"
_HEAD = (
    "| fault, put into right drafts | drafts | caught | missed | caught, per cent |\n| --- | --- | --- | --- | --- |\n"
)
_PLACE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)*")


def table() -> str:
    """Markdown, a row for each fault."""
    rows: list[str] = []
    for fault in FAULTS:
        results = [is_caught(answer, utterance) for utterance, answer in seeded(fault, utterances())]
        missed = len(results) - sum(results)
        share = 100 * sum(results) // len(results)
        rows.append(f"| {fault.name} | {len(results)} | {sum(results)} | {missed or ''} | {share} |\n")
    return _HEAD + "".join(rows)


def in_guide() -> str:
    """The table that the guide has now."""
    results = _PLACE.search(GUIDE.read_text(encoding="utf-8"))
    return results[0] if results else ""


if __name__ == "__main__":
    pin()
    GUIDE.write_text(_PLACE.sub(lambda _: table(), GUIDE.read_text(encoding="utf-8")), encoding="utf-8")
