"""Time zones that a time is named in: "17:00 UTC", "New York time", "по Владивостоку", "мск". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Final

from schedbot_sdk.schedule.llm.phrases.nodes import Found, Node, Rule, rule
from schedbot_sdk.schedule.llm.phrases.zone import Zone
from schedbot_sdk.timezones.names import names
from schedbot_sdk.timezones.suggestions import place_key, places

__all__ = ["ZONES", "places_in"]

_ABBREVIATIONS: Final = {
    "utc": ("UTC",), "gmt": ("Etc/GMT", "UTC", "Europe/London"), "msk": ("Europe/Moscow",), "мск": ("Europe/Moscow",),
    "cet": ("CET", "Europe/Berlin"), "cest": ("CET", "Europe/Berlin"), "eet": ("EET", "Europe/Kyiv"),
    "eest": ("EET", "Europe/Kyiv"), "wet": ("WET", "Europe/Lisbon"), "bst": ("Europe/London",),
    "est": ("EST", "America/New_York"), "edt": ("America/New_York",), "et": ("America/New_York",),
    "cst": ("America/Chicago", "Asia/Shanghai"), "cdt": ("America/Chicago",), "ct": ("America/Chicago",),
    "mst": ("MST", "America/Denver"), "mdt": ("America/Denver",), "mt": ("America/Denver",),
    "pst": ("America/Los_Angeles",), "pdt": ("America/Los_Angeles",), "pt": ("America/Los_Angeles",),
    "jst": ("Asia/Tokyo",), "kst": ("Asia/Seoul",), "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "sgt": ("Asia/Singapore",), "hkt": ("Asia/Hong_Kong",), "aest": ("Australia/Sydney", "Australia/Brisbane"),
    "aedt": ("Australia/Sydney",), "nzdt": ("Pacific/Auckland",), "nzst": ("Pacific/Auckland",),
    "екб": ("Asia/Yekaterinburg",), "нск": ("Asia/Novosibirsk",), "спб": ("Europe/Moscow",),
}  # fmt: skip
_AMERICAN: Final = {"eastern", "central", "mountain", "pacific"}
_ANYWHERE: Final = {"utc", "gmt", "msk", "мск"}
_RUSSIAN: Final = {
    "America/Los_Angeles": "losandzheles pacific", "America/New_York": "nyuyork", "America/Sao_Paulo": "sanpaulu",
    "America/Mexico_City": "mehiko", "America/Chicago": "chikago", "America/Toronto": "toronto",
    "Asia/Dubai": "dubay", "Asia/Hong_Kong": "gonkong", "Asia/Seoul": "seul", "Asia/Shanghai": "shanhay",
    "Asia/Singapore": "singapur", "Asia/Tokyo": "tokiy", "Asia/Yerevan": "erevan armeniya",
    "Asia/Yekaterinburg": "ural", "Asia/Ho_Chi_Minh": "hoshimin", "Asia/Jerusalem": "ierusalim telaviv",
    "Asia/Almaty": "alma almata", "Asia/Bangkok": "bangkok tailand", "Asia/Kamchatka": "kamchat",
    "Australia/Sydney": "sidney", "Europe/Amsterdam": "amsterdam", "Europe/Athens": "afiny", "Europe/Belgrade":
    "belgrad", "Europe/Brussels": "bryussel", "Europe/Budapest": "budapesht", "Europe/Copenhagen": "kopengagen",
    "Europe/Dublin": "dublin", "Europe/Istanbul": "stambul", "Europe/Lisbon": "lissabon", "Europe/London": "grinvich",
    "Europe/Moscow": "moskov stolits", "Europe/Paris": "parizh", "Europe/Prague": "praga prag", "Europe/Stockholm":
    "stokgolm", "Europe/Tallinn": "tallin", "Europe/Vienna": "vena", "Europe/Vilnius": "vilnyus", "Europe/Warsaw":
    "varshava varshav", "Europe/Zurich": "tsyurih zheneva", "Europe/Kaliningrad": "kaliningrad", "Europe/Saratov":
    "saratov", "America/Vancouver": "vankuver", "Asia/Kolkata": "deli bangalor", "Europe/Madrid": "madrid barselona",
    "Europe/Berlin": "berlin myunhen frankfurt", "Asia/Irkutsk": "irkut", "Asia/Omsk": "omsk",
}  # fmt: skip
"""Russian names of cities, and the beginnings of their adjectives, as `place_key` writes them."""
_MORE: Final = {
    "America/Los_Angeles": "california nevada oregon westcoast bayarea siliconvalley kaliforni kaliforniy sietl",
    "America/New_York": "florida eastcoast newjersey pennsylvania vashington mayami florid",
    "America/Chicago": "illinois minnesota tehas chikag hyuston", "America/Denver": "colorado utah",
    "America/Phoenix": "arizona", "America/Toronto": "ontario monreal", "Africa/Johannesburg":
    "capetown pretoria keyptaun yohannesburg", "Asia/Yekaterinburg": "ufe ufy ufoy ufim", "Asia/Sakhalin":
    "sahalin yuzhnosahalin", "Europe/Rome": "rimu rima rime rimom rimsk", "Europe/Vienna": "vene vensk venoy",
    "Europe/Riga": "rige rigi rigoy rizh", "Europe/Istanbul": "antal", "Europe/Prague": "prazh",
    "Asia/Almaty": "almatin", "Asia/Baku": "bakin", "Asia/Bangkok": "pattay", "Asia/Jakarta": "dzhakarta",
    "Asia/Tehran": "tegeran", "Asia/Taipei": "taybey", "Atlantic/Reykjavik": "reykyavik", "Europe/Ljubljana":
    "lyublyana", "Pacific/Auckland": "oklend", "Pacific/Honolulu": "gavay", "Asia/Riyadh": "eriyad",
    "America/Havana": "gavana", "CET": "centraleuropean", "EET": "easterneuropean",
}  # fmt: skip
"""Regions in English, and Russian names, with the forms of those that are too short for a stem."""
_NOT_PLACES: Final = {
    "reunion", "easter", "center", "wake", "christmas", "south", "north", "west", "east", "general", "art", "eat",
    "asia", "europe", "africa", "us", "act", "casey", "davis", "palmer", "troll", "universal", "mt", "pt",
    "ct", "et", "z", "factory", "navajo", "knox", "midway", "man", "may",
    "est", "rok", "met",
}  # fmt: skip
_TOURS: Final = (
    "прогул", "гуля", "погуля", "экскурс", "тур", "поезд", "путешеств", "катат", "поката", "пробеж", "маршрут", "гид",
    "доставк", "билет", "ехать", "поехать",
)  # fmt: skip
"""The beginnings of words for what one does around a city."""
_ENDINGS: Final = re.compile(r"(?:(?:sk)?o[mg][uo]|omu|emu|ey|oy|am|yam|om|em|[ueaiy]|yu)$")
_VOWELS: Final = "aeiouy"
_SHORT: Final = 3


@cache
def _by_place() -> dict[str, tuple[str, ...]]:
    """The zones of each place, by its name, and by its name without the last vowel."""
    found = {key: tuple(zones) for key, zones in places(names()).items() if key not in _NOT_PLACES}
    for zone, words in (*_RUSSIAN.items(), *_MORE.items()):
        found |= {word: (zone, *found.get(word, ())) for word in words.split()}
    stems = {key[:-1]: zones for key, zones in found.items() if key[-1:] in _VOWELS and len(key) > _SHORT + 1}
    return stems | found


def zones_of(place: str) -> tuple[str, ...]:
    """Return the zones of a place in any case: "Владивостоку", "московскому"."""
    if place in _ABBREVIATIONS:
        return _ABBREVIATIONS[place]
    key, table = place_key(place), _by_place()
    if key in _NOT_PLACES:
        return ()
    for form in dict.fromkeys(
        (
            key,
            _ENDINGS.sub("", key),
            key[:-1],
            key.removesuffix("omu"),
            key.removesuffix("ogo"),
            re.sub(r"(?:sk|tsk)?(?:omu|oe|aya)$", "", key),
        )
    ):
        if form in table and (form == key or len(form) > _SHORT):
            return table[form]
    return ()


def places_in(nodes: list[Node]) -> frozenset[str]:
    """Return the zones of all places that are named for whatever reason."""
    words = [node.value for node in nodes if isinstance(node.value, str)]
    pairs = [f"{first}{second}" for first, second in pairwise(words)]
    return frozenset(zone for word in (*words, *pairs) for zone in zones_of(word))


def _words(found: Found, group: str) -> Iterator[str]:
    """The words of a group: all of them as one name, then fewer."""
    words = found.all(group, str)
    for first in range(len(words)):
        yield "".join(words[first:])
    for last in range(len(words) - 1, 0, -1):
        yield "".join(words[:last])


def _zone(found: Found) -> Zone | None:
    for word in _words(found, "place"):
        zones = zones_of(word)
        if zones:
            return Zone(zones)
    return None


def _zone_unless_toured(found: Found) -> Zone | None:
    """The zone of "по Риму", but not in "прогулка по Риму"."""
    first = found.match.start()
    before = found.nodes[first - 1].value if first else None
    return None if isinstance(before, str) and before.startswith(_TOURS) else _zone(found)


def _abbreviation(found: Found) -> Zone | None:
    word = found.one("place", str)
    return Zone(_ABBREVIATIONS[word]) if word in _ABBREVIATIONS else None


def _anywhere(found: Found) -> Zone | None:
    return _abbreviation(found) if found.one("place", str) in _ANYWHERE else None


def _american(found: Found) -> Zone | None:
    word = found.one("place", str)
    return Zone(zones_of(word)) if word in _AMERICAN else None


def _offset(found: Found) -> Zone | None:
    word = found.one("place", str)
    if word not in _ANYWHERE:
        return None
    base = 180 if word in {"msk", "мск"} else 0
    clock = found.of("hours")[0].value
    hours = clock if isinstance(clock, int) else 0
    return Zone((), ahead=base + (-60 if found.has("minus") else 60) * hours)


_PLACE: Final = "(?P<place>word (?:dash? word)?)"
ZONES: Final[tuple[Rule, ...]] = (
    rule("zone", "po? (?P<place>word) (?:(?P<minus>dash)|plus) (?P<hours>digits)", _offset),
    rule("zone", "po? local time_word|po local", lambda _: Zone(())),
    rule("zone", f"po time_word (?:v|k)? {_PLACE}", _zone),
    rule("zone", "po (?P<place>word (?:dash word)?) time_word", _zone),
    rule("zone", "po (?P<place>word (?:dash word)?)", _zone_unless_toured),
    rule("zone", "(?P<place>(?:word dash?)? word) time_word", _zone),
    rule("zone", "(?P<place>(?:word dash?)? word) clock_word", _zone),
    rule("zone", "local clock_word", lambda _: Zone(())),
    rule("zone", "time_word (?:in|v)? (?P<place>word (?:dash? word)?)", _zone),
    rule("zone", "(?<=clock|meridiem|oclock|digits|part) (?P<place>word)", _abbreviation),
    rule("zone", "(?<=clock|meridiem|oclock) (?P<place>word) (?= stop | comma)", _american),
    rule("zone", "(?P<place>word)", _anywhere),
)
"""The rules for names of zones."""
