"""A certificate authority of our own, for servers on the loopback address."""

from __future__ import annotations

import ssl

import trustme

__all__ = ["client_tls", "server_tls"]

_AUTHORITY = trustme.CA()


def client_tls() -> ssl.SSLContext:
    """Trusts the servers below, and nobody else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    _AUTHORITY.configure_trust(context)  # pyright: ignore[reportUnknownMemberType]  # untyped for want of OpenSSL
    return context


def server_tls(host: str = "127.0.0.1") -> ssl.SSLContext:
    """The identity of a server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    _AUTHORITY.issue_cert(host).configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    return context
