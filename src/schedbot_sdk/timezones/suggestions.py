"""What may be meant by a name that no time zone has: an offset, an abbreviation, a city, a slip of the finger."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Final

__all__ = ["suggestions"]

_MOST: Final = 3
_LONGEST: Final = 64
"""No name has more than half of it."""
_LIKE_ENOUGH: Final = 0.75

_MEANT: Final = {
    "UTC": "z",
    "Europe/Moscow": "msk moskva spb piter sanktpeterburg saintpetersburg kazan sochi russia rossiya europe",
    "Europe/Berlin": "cest mez germany germaniya munich hamburg frankfurt cologne europe",
    "Europe/London": "bst uk england europe",
    "Europe/Kyiv": "kiev kiyiv eest ukraine ukraina",
    "Europe/Minsk": "belarus",
    "Europe/Paris": "france parizh",
    "Europe/Madrid": "spain barcelona",
    "Europe/Rome": "italy rim milan",
    "Europe/Istanbul": "trt turkey turtsiya istanbul",
    "Europe/Lisbon": "west",
    "Europe/Samara": "samt",
    "America/New_York": "edt et eastern us usa nyuyork boston washington miami america",
    "America/Chicago": "cst cdt ct central us usa america",
    "America/Denver": "mdt mt mountain us usa",
    "America/Los_Angeles": "pst pdt pt pacifictime us usa sanfrancisco seattle america",
    "America/Toronto": "canada",
    "America/Sao_Paulo": "brt brazil",
    "America/Argentina/Buenos_Aires": "art argentina",
    "Asia/Yekaterinburg": "yekt ekt ekb ekaterinburg perm ufa chelyabinsk",
    "Asia/Omsk": "omst",
    "Asia/Novosibirsk": "novt nsk",
    "Asia/Krasnoyarsk": "krat",
    "Asia/Irkutsk": "irkt",
    "Asia/Yakutsk": "yakt",
    "Asia/Vladivostok": "vlat habarovsk khabarovsk",
    "Asia/Magadan": "magt",
    "Asia/Kamchatka": "pett",
    "Asia/Almaty": "astana nursultan kazakhstan kazahstan",
    "Asia/Tbilisi": "georgia gruziya",
    "Asia/Kolkata": "ist india indiya delhi newdelhi deli mumbai bombay bangalore asia",
    "Asia/Shanghai": "cst china kitay beijing peking pekin asia",
    "Asia/Tokyo": "jst japan yaponiya tokio osaka asia",
    "Asia/Seoul": "kst korea",
    "Asia/Dubai": "gst uae oae abudhabi",
    "Asia/Jerusalem": "idt israel izrail",
    "Asia/Bangkok": "ict thailand",
    "Asia/Jakarta": "wib",
    "Asia/Singapore": "sgt",
    "Asia/Hong_Kong": "hkt",
    "Asia/Karachi": "pkt pakistan",
    "Africa/Cairo": "egypt africa",
    "Africa/Lagos": "wat africa",
    "Africa/Johannesburg": "sast africa",
    "Africa/Nairobi": "eat",
    "Australia/Sydney": "aest aedt australia",
    "Australia/Perth": "awst australia",
    "Australia/Brisbane": "australia",
    "Australia/Adelaide": "acst acdt",
    "Pacific/Auckland": "nzst nzdt newzealand pacific",
    "Pacific/Honolulu": "hawaii pacific",
}
"""What people write instead of a name, as `_key` has it; the likeliest zone of a word stands first."""

_UNEVEN: Final = {
    -570: "Pacific/Marquesas", -210: "America/St_Johns", 210: "Asia/Tehran", 270: "Asia/Kabul", 330: "Asia/Kolkata",
    345: "Asia/Kathmandu", 390: "Asia/Yangon", 525: "Australia/Eucla", 570: "Australia/Darwin",
    630: "Australia/Lord_Howe", 765: "Pacific/Chatham",
}  # fmt: skip
"""The zones at offsets that are no whole hours, by minutes."""

_OFFSET: Final = re.compile(r"(etc/gmt|(?:etc/)?(?:utc|gmt|msk|z)|(?=[+-]))([+-]?)(\d{1,2})(?:[:.]?(\d\d))?")
_BASES: Final = {"msk": 180}
"""What an offset is counted from, in minutes, where that is not UTC: Russians say MSK+2."""

_CYRILLIC: Final = dict(
    zip(
        map(ord, "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ"),
        "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh shch  y  e yu ya i yi ye g".split(" "),  # noqa: SIM905
        strict=True,
    )
)


def suggestions(name: str, names: Collection[str]) -> tuple[str, ...]:
    """Up to three of `names` that may be meant by `name`, the likeliest first."""
    if len(name) > _LONGEST:
        return ()
    by_name, by_place = _tables(frozenset(names))
    bare = re.sub(r"^(right|posix)/", "", name.strip())
    head, *tail = [_key(part) for part in re.split(r"[/,()]+", bare)]
    found = (
        [bare] if bare in names else [],
        _at_offset(bare),
        by_name.get(_key(bare), []),
        *([*_meant().get(key, []), *by_place.get(key, [])] for key in (_key(bare), *reversed(tail))),
        _alike(_key(bare), by_name),
        _alike(_key(bare), by_place),
        [*_meant().get(head, []), *by_place.get(head, [])],
    )
    first = next((zones for zones in found if zones), [""])
    return tuple(dict.fromkeys(zone for zone in first if zone in names))[:_MOST]


def _key(name: str) -> str:
    """The name as it sounds, more or less: small Latin letters and digits, and the sign of a number."""
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
def _meant() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for zone, words in _MEANT.items():
        for word in words.split():
            found[word].append(zone)
    return found


def _at_offset(name: str) -> list[str]:
    text = name.casefold().translate(_CYRILLIC).replace("\N{MINUS SIGN}", "-").replace(" ", "")
    match = _OFFSET.fullmatch(text)
    if match is None:
        return []
    base, sign, hours, minutes = match.groups()
    ahead = int(hours) * 60 + int(minutes or 0)
    # Those who write Etc know its signs.
    ahead *= -1 if (sign == "-") != (base == "etc/gmt") else 1
    ahead += _BASES.get(base, 0)
    if ahead == 0:
        return ["UTC"]
    return [_UNEVEN.get(ahead, "")] if ahead % 60 else [f"Etc/GMT{-ahead // 60:+d}"]


def _alike(key: str, table: dict[str, list[str]]) -> list[str]:
    alike = get_close_matches(key, table, n=_MOST, cutoff=_LIKE_ENOUGH)
    return list(chain.from_iterable(table[found] for found in alike))
