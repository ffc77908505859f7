"""Amounts of time: "half an hour", "2 hours", "полтора часа". Pure."""

from __future__ import annotations

from typing import Final

from schedbot_sdk.schedule.llm.phrases.groups import Pair
from schedbot_sdk.schedule.llm.phrases.length import Length, Unit
from schedbot_sdk.schedule.llm.phrases.nodes import Found, Rule, rule

__all__ = ["AMOUNT", "LENGTHS", "NUMBERS", "UNIT", "amount_of", "length_of", "unit_length"]

AMOUNT: Final = "(?:digits|number_word|one|amount)"
UNIT: Final = "(?:second|minute|hour|day|dnya|week|month_unit|year)"
_HALF: Final = 0.5


def amount_of(found: Found, group: str) -> float:
    """Return the number that a group says; 1 if it says none."""
    for node in found.of(group):
        if isinstance(node.value, int | float):
            return float(node.value)
        if node.kind == "second":
            return 2.0
    return 1.0


def unit_length(number: float, unit: Unit, *, is_vague: bool = False) -> Length:
    """Return a number of units as a length."""
    if unit.value < 0:
        return Length(months=-unit.value * number, unit=unit, is_vague=is_vague)
    return Length(minutes=number * unit.value, unit=unit, is_vague=is_vague)


def _unit(found: Found, group: str = "unit") -> Unit:
    units = found.all(group, Unit)
    if units:
        return units[0]
    return Unit.DAY if found.of(group)[0].kind == "dnya" else Unit.SECOND


def length_of(found: Found, group: str) -> Length:
    """Return the length that a group says, which may be a unit alone: "через час"."""
    lengths = found.all(group, Length)
    return lengths[0] if lengths else unit_length(1, _unit(found, group))


def _plain(found: Found) -> Length:
    return unit_length(amount_of(found, "number"), _unit(found))


def _sum(found: Found) -> Length | None:
    first = unit_length(amount_of(found, "number"), _unit(found))
    second = unit_length(amount_of(found, "more"), _unit(found, "less"))
    return Length(first.minutes + second.minutes, unit=_unit(found)) if second.minutes < first.minutes else None


def _tens(found: Found) -> float | None:
    tens, ones = amount_of(found, "tens"), amount_of(found, "ones")
    return tens + ones if tens in {20, 30, 40, 50} and 1 <= ones <= 9 and ones % 1 == 0 else None


def _decimal(found: Found) -> float:
    whole, part = found.one("pair", Pair)
    return float(f"{whole}.{part}")


def _between(found: Found) -> Length:
    pair = found.one("pair", Pair)
    return unit_length((float(pair[0]) + float(pair[1])) / 2, _unit(found), is_vague=True)


def _part(found: Found) -> Length | None:
    if found.has("slashed"):
        over, under = found.one("slashed", Pair)
        return unit_length(int(over) / int(under), _unit(found)) if int(under) else None
    share = 0.25 * amount_of(found, "times") if found.has("quarter") else _HALF
    return unit_length(share, _unit(found))


NUMBERS: Final[tuple[Rule, ...]] = (
    rule("amount", "(?P<tens>number_word) dash? (?P<ones>number_word|one)", _tens),
    rule("amount", f"(?P<pair>decimal|pointed) (?= {UNIT})", _decimal),
)
"""Numbers of more than one word."""

LENGTHS: Final[tuple[Rule, ...]] = (
    rule("length", "half_hour", lambda _: Length(30)),
    rule("length", "a? fortnight", lambda _: Length(14 * 1440, unit=Unit.WEEK)),
    rule("length", "half_year", lambda _: Length(months=6, unit=Unit.MONTH)),
    rule("length", "half_day", lambda _: Length(720, is_vague=True)),
    rule("length", f"(?P<times>{AMOUNT})? (?P<quarter>quarter) of? a? (?P<unit>hour)", _part),
    rule("length", f"(?P<slashed>slashed) (?P<unit>{UNIT})", _part),
    rule(
        "length",
        f"(?P<number>{AMOUNT}) (?:and a half|s half) (?P<unit>{UNIT})",
        lambda found: unit_length(amount_of(found, "number") + _HALF, _unit(found)),
    ),
    rule(
        "length",
        f"(?:a|(?P<number>{AMOUNT}))? (?P<unit>{UNIT}) (?:and a half|s half)",
        lambda found: unit_length(amount_of(found, "number") + _HALF, _unit(found)),
    ),
    rule("length", f"half a? (?P<unit>{UNIT})", _part),
    rule("length", "(?<=takes) (?P<unit>hour)", _plain),
    rule("length", "(?<=na) (?P<unit>hour|day|week|month_unit) (?! birthday)", _plain),
    rule(
        "length",
        f"a? (?P<number>couple|few) of? (?P<unit>{UNIT})",
        lambda found: unit_length(2, _unit(found), is_vague=True),
    ),
    rule("length", f"(?P<pair>dashed) (?P<unit>{UNIT})", _between),
    rule("length", f"(?P<number>{AMOUNT}) (?:or|dash) {AMOUNT} (?P<unit>{UNIT})", lambda found: unit_length(
        amount_of(found, "number"), _unit(found), is_vague=True)),
    rule("length", f"hour dash (?P<number>{AMOUNT})", lambda _: unit_length(1, Unit.HOUR, is_vague=True)),
    rule("length", f"(?:a|(?P<number>{AMOUNT}))? (?P<unit>hour) and? (?P<more>{AMOUNT}) (?P<less>minute)", _sum),
    rule("length", f"(?P<number>{AMOUNT}) dash? (?P<unit>{UNIT})", _plain),
    rule("length", f"(?:a|one) (?P<unit>{UNIT})", _plain),
)  # fmt: skip
"""The rules, for a text in which the hours of the clock are found already."""
