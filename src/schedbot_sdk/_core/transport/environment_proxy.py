"""The proxy that the environment names, and the hosts that bypass it. Pure except for reading the environment."""

from __future__ import annotations

import ipaddress
import os
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

__all__ = ["EnvironmentProxy", "bypasses_proxy", "environment_proxy"]

_PORTS = {"http": 80, "https": 443}
_SYSTEM = "the system's proxy settings"


class EnvironmentProxy(NamedTuple):
    """A proxy, and its source."""

    url: str
    source: str
    """The name of the environment variable, in its case, or `"the system's proxy settings"`."""


def environment_proxy(origin: str) -> EnvironmentProxy | None:
    """Return the proxy for an origin (`https://host:port`) by `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`.

    Upper and lower case count, as in curl. Without a variable, the system's settings count on macOS and Windows.
    """
    scheme, netloc = urlsplit(origin)[:2]
    proxies = getproxies()
    for kind in (scheme, "all"):
        if url := proxies.get(kind, "").strip():
            break
    else:
        return None
    exceptions = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    port = "" if urlsplit(origin).port else f":{_PORTS[scheme]}"
    if proxy_bypass(netloc) if exceptions is None else bypasses_proxy(netloc + port, exceptions):
        return None
    return EnvironmentProxy(url if "://" in url else f"http://{url}", _variable(f"{kind}_proxy", url))


def _variable(name: str, url: str) -> str:
    names = [
        candidate for candidate in os.environ if candidate.lower() == name and os.environ[candidate].strip() == url
    ]
    return min(names, default=_SYSTEM, key=lambda one: (one != name, one))


def bypasses_proxy(netloc: str, exceptions: str) -> bool:
    """Return whether `NO_PROXY` names a host, by the rules of curl.

    Args:
        netloc: The host with its port, if it has one; an IPv6 address is in brackets.
        exceptions: Hosts, domains, addresses and blocks of addresses (`10.0.0.0/8`), with commas or blanks between
            them; a name covers its subdomains, with a dot before it or without; `*` covers every host.
    """
    parts = urlsplit(f"//{netloc}")
    host, port = (parts.hostname or "").rstrip("."), parts.port
    return any(entry == "*" or _covers(entry, host, port) for entry in exceptions.lower().replace(",", " ").split())


def _covers(entry: str, host: str, port: int | None) -> bool:
    address = _address(host)
    if address is not None:
        first, slash, length = _without_port(entry, port).replace("[", "").replace("]", "").rstrip(".").partition("/")
        try:
            return address in ipaddress.ip_network(first.partition("%")[0] + slash + length, strict=False)
        except ValueError:
            return False
    name = _ascii(_without_port(entry, port).strip("."))
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _ascii(name: str) -> str:
    """Return a non-ASCII name as it is written in a URL (RFC 3490)."""
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:
        return name


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _without_port(entry: str, port: int | None) -> str:
    """Return the entry without this port: `example.com:8080`, `[::1]:8080`."""
    if port is not None and (entry.count(":") == 1 or "]:" in entry):
        return entry.removesuffix(f":{port}")
    return entry
