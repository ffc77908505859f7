"""The way from here to a service: the proxy, and TLS."""

from __future__ import annotations

import functools
import re
import ssl
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import unquote_to_bytes, urlsplit

import httpcore
import httpx

from schedbot_sdk._core.redaction import RedactedBytes, redacted
from schedbot_sdk._core.transport.environment_proxy import environment_proxy
from schedbot_sdk.errors import ConfigurationError

__all__ = ["Route"]

_SCHEMES = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True)
class Route:
    """The TLS settings and the proxy that all connections of one client share."""

    ssl_context: ssl.SSLContext | None = field(repr=False)
    proxy: httpcore.Proxy | None = field(repr=False)
    proxy_source: str
    """The source of the proxy: `"proxy="`, or an environment variable; empty without a proxy."""
    tls_layers: int
    """How often TLS starts before a request can be sent: to the proxy, then to the service."""

    @classmethod
    def to(cls, origin: str, *, proxy: str | None, ssl_context: object) -> Route:
        """Return the route to an origin (`https://host:port`), through `proxy` or the proxy that the environment names.

        `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` count, in either case, as in curl.

        Raises:
            ConfigurationError: The proxy's URL cannot work.
        """
        if ssl_context is not None and not isinstance(ssl_context, ssl.SSLContext):
            raise ConfigurationError("ssl_context: pass an ssl.SSLContext, such as ssl.create_default_context()")
        parts = urlsplit(origin)
        if proxy:
            source, through = "proxy=", _proxy_of(redacted(proxy), "proxy")
        elif from_environment := environment_proxy(origin):
            source = from_environment.source
            through = _proxy_of(redacted(from_environment.url), source)
        else:
            source, through = "", None
        layers = (parts.scheme == "https") + (through is not None and through.url.scheme == b"https")
        tls = (ssl_context or _shared_tls()) if layers else None
        if through is not None and through.url.scheme == b"https":
            through.ssl_context = tls
        return cls(tls, through, source, layers)


def _proxy_of(url: str, source: str) -> httpcore.Proxy:
    if problem := _problem_of(url):
        raise ConfigurationError(f"{source}: {problem}")
    parts = urlsplit(url)
    name, _, host = parts.netloc.rpartition("@")
    user, _, password = name.partition(":")
    auth = (_secret_bytes(user), _secret_bytes(password)) if name else None
    return httpcore.Proxy(f"{parts.scheme}://{_in_ascii(host)}", auth=auth)


def _secret_bytes(text: str) -> RedactedBytes:
    """Percent-decode a part of a URL to UTF-8, as browsers and httpx send it (RFC 7617, section 2.1)."""
    return RedactedBytes(unquote_to_bytes(text.encode("utf-8", "surrogateescape")))


def _in_ascii(host: str) -> str:
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _problem_of(url: str) -> str:
    """Return why a proxy's URL cannot work, or an empty text. It raises nothing, as its frame may hold a password."""
    wanted = "use a URL that begins with http://, https:// or socks5://, such as http://proxy.example.com:8080"
    try:
        parts = urlsplit(url)
        scheme, has_scheme = parts.scheme, "://" in url
        name, _, host = parts.netloc.rpartition("@")
        _secret_bytes(name)
        usable = bool(parts.hostname) and parts.port != 0 and re.fullmatch(r"[\x21-\x7e]+", _in_ascii(host))
    except (ValueError, TypeError, AttributeError):
        return f"{wanted}; percent-encode its user name and password, except letters and digits"
    if has_scheme and scheme not in _SCHEMES:
        return f"{scheme}:// is not supported; {wanted}"
    if not usable or not has_scheme:
        return wanted
    if scheme.startswith("socks") and find_spec("socksio") is None:
        return "a SOCKS proxy needs one more package: pip install 'httpx[socks]'"
    return ""


@functools.cache
def _shared_tls() -> ssl.SSLContext:
    # Loading the certificates takes 20 ms, all there is to building a client.
    return httpx.create_ssl_context()
