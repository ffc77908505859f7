"""Links in markup: valid links, and links for a user, a custom emoji or a time. Pure."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urlsplit

from schedbot_sdk.testing.servers.entities import MarkupError, TextBuilder

__all__ = ["add_link", "add_special", "add_time", "check_time", "checked_link", "mentioned"]

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):", re.ASCII | re.IGNORECASE)
_WEB: Final = frozenset({"http", "https", "ftp"})
_APP: Final = frozenset({"tg", "ton", "tonsite"})
_NUMBER: Final = re.compile("[1-9][0-9]{0,18}")
_TIME_FORMAT: Final = re.compile("r?|w?[dD]?[tT]?")
_MOST_SECONDS: Final = 2**31 - 1
_BAD_SPECIAL: Final = "Invalid tg://emoji or tg://time URL specified"


def checked_link(url: str) -> str | None:
    """A link as Telegram normalizes it, with a scheme and a path; None if Telegram ignores it."""
    scheme = _SCHEME.match(url)
    if scheme is not None and scheme[1].lower() in _APP:
        rest = url[scheme.end() :].removeprefix("//")
        return f"{scheme[1].lower()}://{rest}" if rest and not rest.startswith(("/", "?")) else None
    whole = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(whole)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _WEB or not host or any(letter.isspace() for letter in url):
        return None
    if "." not in host.strip(".") and ":" not in host:
        return None
    behind = whole[whole.index("://") + 3 + len(parts.netloc) :]
    return f"{parts.scheme}://{parts.netloc.lower()}{'' if behind.startswith('/') else '/'}{behind}"


def add_link(builder: TextBuilder, begin: int, url: str) -> None:
    """Add a link from an offset on. Text of an invalid link gets no entity, and `tg://user?id=` mentions a person."""
    if (person := mentioned(url)) is not None:
        builder.add_entity("text_mention", begin, user={"id": person})
    elif (link := checked_link(url)) is not None:
        builder.add_entity("text_link", begin, url=link)


def mentioned(url: str) -> int | None:
    """The user's id in a link `tg://user?id=…`; None for other links."""
    host, path, values = _app_link(url)
    number = values.get("id", "")
    return int(number) if host == "user" and not path and _NUMBER.fullmatch(number) else None


def add_special(builder: TextBuilder, begin: int, url: str) -> None:
    """Add the entity of `![text](url)` in MarkdownV2: a custom emoji, or a time.

    Raises:
        MarkupError: The URL is neither.
    """
    host, path, values = _app_link(url)
    if host == "emoji" and not path and _NUMBER.fullmatch(values.get("id", "")):
        builder.add_entity("custom_emoji", begin, custom_emoji_id=values["id"])
    elif host == "time" and not path and _NUMBER.fullmatch(values.get("unix", "")):
        add_time(builder, begin, values["unix"], values.get("format", ""))
    else:
        raise MarkupError(_BAD_SPECIAL)


def add_time(builder: TextBuilder, begin: int, unix: str, form: str) -> None:
    """Add a time, which each reader sees in their own time zone.

    Raises:
        MarkupError: The time is not above 0, or the format is invalid.
    """
    check_time(unix, form)
    builder.add_entity("date_time", begin, unix_time=int(unix), **({"date_time_format": form} if form else {}))


def check_time(unix: str, form: str) -> None:
    """Check a time and its format.

    Raises:
        MarkupError: One of them is invalid.
    """
    if not _NUMBER.fullmatch(unix) or int(unix) > _MOST_SECONDS:
        raise MarkupError("Invalid Unix time specified")
    if not _TIME_FORMAT.fullmatch(form):
        raise MarkupError("Invalid date format used")


def _app_link(url: str) -> tuple[str, str, dict[str, str]]:
    """Host, path and query of a `tg:` link; all empty for other links."""
    scheme = _SCHEME.match(url)
    if scheme is None or scheme[1].lower() != "tg":
        return "", "", {}
    rest = url[scheme.end() :].removeprefix("//").partition("#")[0]
    place, _, query = rest.partition("?")
    host, _, path = place.partition("/")
    return host.lower(), path, {name: values[0] for name, values in parse_qs(query).items()}
