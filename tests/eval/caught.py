"""The tables of caught and missed faults: `python -m tests.eval.caught` writes them into the docs."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tests.eval.faults import Fault
from tests.eval.seeded import FAULTS_BEYOND_WORDS, FAULTS_OF_FORM, SPOKEN_FAULTS, complaints, seeded
from tests.eval.utterances import utterances
from tests.zones import pin

__all__ = ["PAGE", "doubted", "figures", "figures_on_page", "tables", "tables_on_page"]

PAGE = Path(__file__).parents[2] / "docs" / "schedule-checks.md"
_OF_FORM = (
    "| fault, put into right drafts | drafts | caught | missed | caught, per cent |\n| --- | --- | --- | --- | --- |\n"
)
_SPOKEN = (
    "| fault, put into right drafts | drafts | caught | the words contradict it | caught of these | per cent |\n"
    "| --- | --- | --- | --- | --- | --- |\n"
)
_TABLES = re.compile(f"(?:{re.escape(_OF_FORM)}|{re.escape(_SPOKEN)})" + r"(?:\|.*\n)*")
_FIGURES = re.compile(r"The tests have a corpus of \d+ messages, (?:.|\n)*?once more about \d+ of them\.")


def tables() -> list[str]:
    """The tables in Markdown, a row for each fault."""
    return [_OF_FORM + _rows(FAULTS_OF_FORM), _SPOKEN + "".join(_spoken_rows()), _OF_FORM + _rows(FAULTS_BEYOND_WORDS)]


def figures() -> str:
    """How many messages there are, and how many right drafts are doubted."""
    languages = Counter(one.language for one in utterances())
    return (
        f"The tests have a corpus of {languages.total()} messages, {languages['en']} in English and {languages['ru']}"
        f" in Russian, with the right draft of each. The LLM is asked once more about {len(doubted())} of them."
    )


def doubted() -> list[str]:
    """The ids of the utterances whose right drafts are doubted."""
    return [one.id for one in utterances() if complaints(one.draft, one)]


def tables_on_page() -> list[str]:
    """The tables that the page has now."""
    return _TABLES.findall(PAGE.read_text(encoding="utf-8"))


def figures_on_page() -> str:
    """The figures that the page has now, on one line."""
    match = _FIGURES.search(PAGE.read_text(encoding="utf-8"))
    return " ".join(match[0].split()) if match else ""


def _rows(faults: Iterable[Fault]) -> str:
    return "".join(map(_row, faults))


def _row(fault: Fault) -> str:
    results = [one.is_caught for one in seeded(fault)]
    missed = len(results) - sum(results)
    share = 100 * sum(results) // len(results)
    return f"| {fault.name} | {len(results)} | {sum(results)} | {missed or ''} | {share} |\n"


def _spoken_rows() -> Iterable[str]:
    for fault in SPOKEN_FAULTS:
        results = [one.is_caught for one in seeded(fault)]
        spoken = [one.is_caught for one in seeded(fault) if one.is_spoken_against]
        cells = [fault.name, len(results), sum(results), len(spoken), sum(spoken), 100 * sum(spoken) // len(spoken)]
        yield f"| {' | '.join(map(str, cells))} |\n"


if __name__ == "__main__":
    pin()
    written = iter(tables())
    page = _TABLES.sub(lambda _: next(written), PAGE.read_text(encoding="utf-8"))
    PAGE.write_text(_FIGURES.sub(lambda _: textwrap.fill(figures(), 120), page), encoding="utf-8")
