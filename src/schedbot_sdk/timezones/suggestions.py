"""Suggests time zones for an unknown name: an offset, an abbreviation, a city or a typing error."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Final

from schedbot_sdk.timezones.aliases import ALIASES
from schedbot_sdk.timezones.windows import WINDOWS_ZONES

__all__ = ["place_key", "places", "suggestions"]

_MAX_SUGGESTIONS: Final = 3
_MAX_LENGTH: Final = 64
"""Twice the length of the longest name."""
_MIN_SIMILARITY: Final = 0.75

_UNEVEN_OFFSETS: Final = {
    -570: "Pacific/Marquesas", -210: "America/St_Johns", 210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata",
    345: "Asia/Kathmandu", 390: "Asia/Yangon", 525: "Australia/Eucla", 570: "Australia/Darwin",
    630: "Australia/Lord_Howe", 765: "Pacific/Chatham",
}  # fmt: skip
"""Zones with offsets that are not whole hours, by minutes."""

_OFFSET: Final = re.compile(r"(etc/gmt|(?:etc/)?(?:utc|gmt|msk|z)|(?=[+-]))([+-]?)(\d{1,2})(?:[:.]?(\d\d))?")
_TIME: Final = re.compile(r"(?:standard|daylight|summer)time|(?<=.)time$")
_BASES: Final = {"msk": 180}
"""The base of an offset in minutes, if it is not UTC: Russians write MSK+2."""

_CYRILLIC: Final = dict(
    zip(
        map(ord, "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"),
        "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh shch  y  e yu ya i yi ye g".split(" "),  # noqa: SIM905
        strict=True,
    )
)


def suggestions(name: str, names: Collection[str]) -> tuple[str, ...]:
    """Return up to three of `names` that `name` may mean, the likeliest first."""
    if len(name) > _MAX_LENGTH:
        return ()
    by_name, by_place = _tables(frozenset(names))
    bare = re.sub(r"^(right|posix)/", "", name.strip())
    head, *tail = parts = [_key(part) for part in re.split(r"[/,()]+", bare)]
    candidates = (
        [bare] if bare in names else [],
        _at_offset(bare),
        by_name.get(_key(bare), []),
        by_name.get("".join(reversed(parts)), []),
        *_of_clocks(_key(bare), by_place),
        *([*_zones_by_alias().get(key, []), *by_place.get(key, [])] for key in (_key(bare), *reversed(tail))),
        _similar(_key(bare), by_name),
        _similar(_key(bare), by_place),
        [*_zones_by_alias().get(head, []), *by_place.get(head, [])],
    )
    first = next((zones for zones in candidates if zones), [""])
    return tuple(dict.fromkeys(zone for zone in first if zone in names))[:_MAX_SUGGESTIONS]


def places(names: Collection[str]) -> dict[str, list[str]]:
    """Return the zones of each place, by its key: the cities in `names`, and other words for them."""
    return _tables(frozenset(names))[1] | _zones_by_alias()


def place_key(name: str) -> str:
    """Return the key of a place's name, whatever its alphabet and signs are."""
    return _key(name)


def _key(name: str) -> str:
    """Return a name as it sounds, roughly: lower-case Latin letters, digits, and the sign of a number."""
    latin = name.casefold().translate(_CYRILLIC)
    return re.sub(r"(?!-\d)[^a-z0-9+]", "", unicodedata.normalize("NFKD", latin))


@cache
def _tables(names: frozenset[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    by_place: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        by_name[_key(name)].append(name)
        by_place[_key(name.rpartition("/")[2])].append(name)
    return by_name, by_place


@cache
def _zones_by_alias() -> dict[str, list[str]]:
    zones: defaultdict[str, list[str]] = defaultdict(list)
    for zone, words in ALIASES.items():
        for word in words.split():
            zones[word].append(zone)
    return zones


def _of_clocks(key: str, by_place: dict[str, list[str]]) -> Iterator[list[str]]:
    """Yield the zones of a name of Windows, or of a place with "time": `Moscow Standard Time`, `Eastern Time`."""
    stem = _TIME.sub("", key)
    if stem != key or key in _windows_zones():
        yield _windows_zones().get(stem, [])
        yield _zones_by_alias().get(stem, [])
        yield by_place.get(stem, [])


@cache
def _windows_zones() -> dict[str, list[str]]:
    return {_key(name): [zone] for name, zone in WINDOWS_ZONES.items()}


def _at_offset(name: str) -> list[str]:
    text = name.casefold().translate(_CYRILLIC).replace("\N{MINUS SIGN}", "-").replace(" ", "")
    match = _OFFSET.fullmatch(text)
    if match is None:
        return []
    base, sign, hours, minutes = match.groups()
    ahead = int(hours) * 60 + int(minutes or 0)
    # Users of Etc names know that their signs are reversed.
    ahead *= -1 if (sign == "-") != (base == "etc/gmt") else 1
    ahead += _BASES.get(base, 0)
    if ahead == 0:
        return ["UTC"]
    return [_UNEVEN_OFFSETS.get(ahead, "")] if ahead % 60 else [f"Etc/GMT{-ahead // 60:+d}"]


def _similar(key: str, table: dict[str, list[str]]) -> list[str]:
    keys = get_close_matches(key, table, n=_MAX_SUGGESTIONS, cutoff=_MIN_SIMILARITY)
    return list(chain.from_iterable(table[similar] for similar in keys))
