"""Where a service is and how its requests are written; the one place that puts the secret in."""

from __future__ import annotations

import math
import re
from typing import TypedDict
from urllib.parse import quote, urlencode, urlsplit

from schedbot_sdk._core.call import Exchange
from schedbot_sdk._core.credential import Credential
from schedbot_sdk._core.deadline import Limits
from schedbot_sdk._core.http.client import PhaseTimeouts
from schedbot_sdk._core.version import __version__
from schedbot_sdk.errors import ConfigurationError

__all__ = ["Door"]


class Request(TypedDict):
    """The arguments of `stream`: the only object that holds the secret, and never a local of a frame of ours."""

    method: str
    url: str
    content: bytes | None
    headers: dict[str, str]
    timeout: PhaseTimeouts
    follow_redirects: bool
    extensions: dict[str, bytes]


class Door:
    """The address of a service, and the credential that opens it."""

    __slots__ = ("_base_path", "_origin", "credential")

    def __init__(self, base_url: str, credential: Credential) -> None:
        parts = urlsplit(_checked_base_url(base_url))
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._base_path = parts.path.rstrip("/")
        self.credential = credential

    def __repr__(self) -> str:
        return f"{self._origin}{self._base_path}"

    def request(self, exchange: Exchange, limits: Limits, secret: str) -> Request:
        """Write a request: the secret goes over the wire, and the URL that others see has `~` in its place."""
        query = "?" + urlencode(exchange.query, quote_via=quote) if exchange.query else ""
        headers = {"accept": "application/json", "user-agent": f"schedbot-sdk/{__version__}"}
        extensions: dict[str, bytes] = {}
        path = self._base_path + exchange.path
        if self.credential.place == "bearer":
            headers["authorization"] = f"Bearer {secret}"
        elif self.credential.place == "path":
            extensions["target"] = f"{self._base_path}/bot{secret}{exchange.path}{query}".encode("ascii")
            path = f"{self._base_path}/bot~{exchange.path}"
        headers.update((name.lower(), value) for name, value in exchange.headers)
        return Request(
            method=exchange.method,
            url=self._origin + path + query,
            content=exchange.content,
            headers=headers,
            timeout=_phases(limits),
            follow_redirects=False,
            extensions=extensions,
        )


def _phases(limits: Limits) -> PhaseTimeouts:
    connect, read, write = (None if t == math.inf else t for t in (limits.connect, limits.read, limits.write))
    return (connect, read, write, connect)


def _checked_base_url(base_url: str) -> str:
    """The URL as it is, if requests can be sent there.

    Raises:
        ConfigurationError: It has another scheme, no host, a query, a fragment, or credentials in it.
    """
    wanted = "pass one like https://api.example.com/v1"
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").removesuffix(".")
        usable = parts.scheme in {"http", "https"} and parts.port != 0
        usable = usable and all(0 < len(label) <= 63 for label in host.split("."))
    except (ValueError, TypeError, AttributeError):
        usable = False
        parts = urlsplit("")
    if not usable or not re.fullmatch(r"[\x21-\x7e]+", base_url):
        raise ConfigurationError(f"base_url is no http or https URL in ASCII: {wanted}")
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"base_url holds a user name or password, which logs would show: {wanted}")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"base_url has a query or a fragment, which a path cannot follow: {wanted}")
    return base_url
