"""The figures as the two Markdown tables that docs/performance.md shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tests.bench.rows import OURS, Row, Target

__all__ = ["costs", "ratios"]

UNITS = {"µs": 1e6, "ms": 1e3, "bytes": 1.0, "1/s": 1.0}

Figures = Mapping[str, float]


def costs(measured: Mapping[Row, Figures], peers: Sequence[str], missing: Collection[str]) -> str:
    """What each row costs, peer by peer."""
    lines = [["", "unit", *peers]]
    for row, figures in measured.items():
        cells = (_number(figures[name] * UNITS[row.unit]) if name in figures else "" for name in peers)
        absent = ("not installed" if name in missing else "" for name in peers)
        lines.append([row.name, row.unit, *map(str.__add__, cells, absent)])
    return _markdown(lines)


def ratios(measured: Mapping[Row, Figures], missing: Collection[str]) -> str:
    """Ours by the others', and whether that is what is aimed at."""
    lines = [["", "beside", "ratio", "target", "reached"]]
    for row, figures in measured.items():
        lines += [[row.name, target.of or "", *_compared(row, figures, target, missing)] for target in row.targets]
    return _markdown(lines)


def _compared(row: Row, figures: Figures, target: Target, missing: Collection[str]) -> tuple[str, str, str]:
    if target.of in missing:
        return "not installed", "", ""
    if target.of is None:
        value, unit = figures[OURS] * UNITS[row.unit], f" {row.unit}"
    else:
        value, unit = figures[OURS] / figures[target.of], ""
    if target.at_most is None:
        return f"{value:.3f}{unit}", "", ""
    return f"{value:.3f}{unit}", f"{target.at_most:.3f}{unit}", "yes" if value <= target.at_most else "no"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    ruled = [lines[0], ["-" * width for width in widths], *lines[1:]]
    return "\n".join("| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in ruled)
