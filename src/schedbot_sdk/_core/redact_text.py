"""Redacts secrets that a server repeats, in the forms that servers and gateways print. Pure."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import quote, quote_plus, unquote, urlsplit

__all__ = ["SHORTEST_SECRET", "forms_of", "redact_text", "secrets_of_headers", "secrets_of_proxy", "secrets_of_query"]

SHORTEST_SECRET: Final = 8
"""Shorter values ("none", "ollama", "1", "true") are placeholders, and may appear in any text."""
_SHORTEST_PASSWORD: Final = 4
_CHUNK: Final = 3  # bytes that base64 writes as one group

# Values under these names are not secrets, and an id must stay readable as `request_id`.
_PLAIN_NAMES: Final = frozenset({
    "anthropic-beta", "anthropic-version", "baggage", "cache-control", "content-encoding", "content-language",
    "content-type", "date", "http-referer", "openai-beta", "origin", "pragma", "prefer", "priority", "range",
    "referer", "request-id", "traceparent", "tracestate", "user-agent", "x-correlation-id", "x-request-id", "x-title",
    "x-trace-id",
})  # fmt: skip
_SECRET_NAMES: Final = re.compile(
    r"key|token|secret|passw|auth|cookie|session|signature|credential|\bsig\b", re.IGNORECASE
)
_HARMLESS: Final = re.compile(
    r"[A-Za-z]{1,15}|[\d.,:/ TZ+-]{1,25}|(?:application|audio|font|image|multipart|text|video)/[\w.+*-]+(?:\s*;.*)?",
    re.ASCII,
)
_WORDS: Final = re.compile(r"[A-Za-z]?[a-z]*(?:[ ._:/-]+[A-Za-z]?[a-z]*)*")
_CUT_OFF: Final = re.compile(r"[)\]\"'`]*(?:\Z|\.\.|…|\*)")


def forms_of(secrets: Iterable[str]) -> tuple[str, ...]:
    """Return secrets in all forms, the longest first: unchanged, URL-encoded, in JSON, and in base64.

    Inside a longer text, base64 encodes a secret in one of three ways, which depend on the number of bytes before it.
    The characters at its ends depend on its neighbours, so they are left out.
    """
    forms: dict[str, None] = {}
    for secret in secrets:
        encoded = (quote(secret, safe=""), quote(secret), quote_plus(secret))
        forms.update(dict.fromkeys((secret, *encoded, *map(_with_lower_hex, encoded), secret.replace("/", "\\/"))))
        for data in {secret.encode("utf-8", "replace"), secret.encode("latin-1", "replace")}:
            forms.update(dict.fromkeys(_in_base64(data)))
    return tuple(sorted((form for form in forms if form), key=len, reverse=True))


def _with_lower_hex(text: str) -> str:
    return re.sub("%[0-9A-F]{2}", lambda match: match.group().lower(), text)


def _in_base64(data: bytes) -> Iterable[str]:
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(data).decode()
        yield encode(data).decode().rstrip("=")
        for before in range(_CHUNK):
            inner = encode(b"\0" * before + data).decode().rstrip("=")
            inner = inner[-(-before * 8 // 6) :]
            if (before + len(data)) % _CHUNK:
                inner = inner[:-1]
            if len(inner) >= SHORTEST_SECRET:
                yield inner


def redact_text(text: str, forms: Iterable[str]) -> str:
    """Return the text without these forms of secrets, and without the truncated beginning of one."""
    if not text:
        return text
    long: list[str] = []
    for form in sorted(set(forms), key=len, reverse=True):
        if len(form) < SHORTEST_SECRET:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", "***", text)
        else:
            text = text.replace(form, "***")
            long.append(form)
    for begins in {form[:SHORTEST_SECRET] for form in long}:
        if begins in text:
            text = _without_beginnings(text, begins, [form for form in long if form.startswith(begins)])
    return text


def _without_beginnings(text: str, begins: str, forms: Sequence[str]) -> str:
    at = 0
    while (start := text.find(begins, at)) >= 0:
        end = start + max(_common_length(text[start:], form) for form in forms)
        # A secret may begin with a word ("telegram-..."), so a part of it counts only if it looks truncated.
        if _WORDS.fullmatch(text, start, end) and not _CUT_OFF.match(text, end):
            at = start + 1
        else:
            text = f"{text[:start]}***{text[end:]}"
            at = start + 3
    return text


def _common_length(text: str, form: str) -> int:
    pairs = enumerate(zip(text, form, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(text), len(form)))


def secrets_of_headers(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of a caller's own headers that must not be shown: all except short and harmless ones.

    The parts of `Bearer ...`, `Basic ...` and cookies count too.
    """
    secrets: list[str] = []
    for name, value in headers.items():
        if name.lower() in _PLAIN_NAMES or name.lower().startswith(("accept", "if-", "x-b3-")):
            continue
        parts = [part for part in re.split(r"[\s;,]+", value) if part]
        parts = [part.partition("=")[2].strip('"') if re.match(r"[\w-]+=[^=]", part) else part for part in parts]
        if parts[:1] and parts[0].lower() == "basic":
            parts += _decoded(parts[-1])
        has_secret_name = bool(_SECRET_NAMES.search(name))
        secrets += [part for part in (value, *parts) if _is_secret(part, has_secret_name=has_secret_name)]
    return tuple(dict.fromkeys(secrets))


def secrets_of_query(query: Mapping[str, str]) -> tuple[str, ...]:
    """Return the values of a caller's own query with the name of a secret, such as `key` and `token`."""
    return tuple(
        value for name, value in query.items() if _SECRET_NAMES.search(name) and _is_secret(value, has_secret_name=True)
    )


def secrets_of_proxy(url: str) -> tuple[str, ...]:
    """Return the password in the URL of a proxy, alone and with its user name, encoded and decoded."""
    try:
        name = urlsplit(url if "://" in url else f"http://{url}").netloc.rpartition("@")[0]
    except (ValueError, TypeError, AttributeError):
        return ()
    secrets: list[str] = []
    for pair in dict.fromkeys((name, unquote(name))):
        password = pair.partition(":")[2]
        secrets += [part for part in (pair, password) if password and _is_secret(part, has_secret_name=True)]
    return tuple(secrets)


def _decoded(basic: str) -> tuple[str, ...]:
    try:
        pair = base64.b64decode(basic, validate=True).decode()
    except ValueError:
        return ()
    return (pair, pair.partition(":")[2])


def _is_secret(value: str, *, has_secret_name: bool) -> bool:
    if len(value) >= SHORTEST_SECRET:
        return has_secret_name or not _HARMLESS.fullmatch(value)
    # A short password is redacted as a whole word, unless it is a plain word or number.
    return has_secret_name and len(value) >= _SHORTEST_PASSWORD and not re.fullmatch(r"[A-Za-z]+|[\d.]+", value)
