"""The address of a service and how its requests are written: the one place that adds the secret."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode, urlsplit

from schedbot_sdk._core.call import BaseCall
from schedbot_sdk._core.credential import Credential
from schedbot_sdk._core.transport.decompression import ACCEPTED
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.version import __version__
from schedbot_sdk.errors import ConfigurationError

__all__ = ["Endpoint"]

_HEADERS = {
    "accept": "application/json",
    "accept-encoding": ACCEPTED,
    "user-agent": f"schedbot-sdk/{__version__}",
}


class Endpoint:
    """The address of a service, and its credential."""

    __slots__ = ("_base_path", "credential", "origin")

    def __init__(self, base_url: str, credential: Credential) -> None:
        self.origin: str = ""
        self._base_path: str = ""
        parts = urlsplit(_checked_base_url(base_url))
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._base_path = parts.path.rstrip("/")
        self.credential: Credential = credential

    def __repr__(self) -> str:
        return f"{self.origin}{self._base_path}"

    def prepare(self, call: BaseCall, secret: str) -> PreparedRequest:
        """Write the request of a call; only the socket and its pool see the secret in it."""
        query = "?" + urlencode(call.query, quote_via=quote) if call.query else ""
        headers = {**_HEADERS, **{name.lower(): value for name, value in call.headers}}
        location = self.credential.location
        authorization = f"Bearer {secret}" if location == "bearer" and "authorization" not in headers else None
        shown, real = ("/bot~", f"/bot{secret}") if location == "path" else ("", "")
        return PreparedRequest(
            method=call.method,
            origin=self.origin,
            hides_path=location == "path",
            url=f"{self.origin}{self._base_path}{shown}{call.path}",
            query=query,
            target=f"{self._base_path}{real}{call.path}{query}",
            headers=headers,
            authorization=authorization,
            content=call.content,
            secrets=self.credential.secrets(secret) + call.secrets,
            repeatable=call.idempotent,
        )


def _checked_base_url(base_url: str) -> str:
    """Return the URL, if requests can be sent there.

    Raises:
        ConfigurationError: It has another scheme, no host, a query, a fragment, or credentials.
    """
    wanted = "pass one such as https://api.example.com/v1"
    try:
        parts = urlsplit(base_url)
        host = (parts.hostname or "").removesuffix(".")
        usable = parts.scheme in {"http", "https"} and parts.port != 0
        usable = usable and all(0 < len(label) <= 63 for label in host.split("."))
    except (ValueError, TypeError, AttributeError):
        usable, host = False, ""
        parts = urlsplit("")
    if usable and not host.isascii():
        raise ConfigurationError(f"base_url has a non-ASCII host; write it in punycode: https://{_punycode(host)}")
    if not usable or not re.fullmatch(r"[\x21-\x7e]+", base_url):
        hint = "" if str(base_url).isascii() else "; write a non-ASCII host in punycode (xn--...)"
        raise ConfigurationError(
            f"base_url must be an http:// or https:// URL in ASCII{_received(base_url)}: {wanted}{hint}"
        )
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"base_url has a user name or password, which logs would show: {wanted}")
    if parts.query or parts.fragment:
        raise ConfigurationError(f"base_url has a query or a fragment, but paths are added at its end: {wanted}")
    return base_url


def _received(base_url: str) -> str:
    """Return the scheme for the error text: the rest of the URL may hold a secret."""
    scheme = re.match(r"([a-z][a-z0-9+.-]{0,9})://", str(base_url), re.IGNORECASE)
    return f", got '{scheme[1]}://…'" if scheme else ""


def _punycode(host: str) -> str:
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return "xn--..."
