"""Hints about what to check when a connection failed. Pure; the texts are fixed, so they show no secret."""

from __future__ import annotations

import socket
import ssl
from typing import Final

from schedbot_sdk.errors import Phase

__all__ = ["hint_for"]

_PLAIN_TEXT: Final = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}
"""OpenSSL's reasons for a response in plain text; they depend on its version."""


def hint_for(phase: Phase, reason: BaseException, *, proxy: str) -> str:
    """Return a question for the user who configured the client, or an empty text.

    Args:
        phase: Where it failed.
        reason: The innermost exception.
        proxy: The source of the client's proxy; empty without a proxy.
    """
    through = f" in {proxy}" if proxy not in {"", "proxy="} else ""
    if phase == "connect":
        if type(reason).__name__ == "ProxyError":  # httpcore's, of either family
            return f"does the proxy{through} let you through to the host of base_url?"
        if proxy:
            return f"is the proxy right ({proxy}), and is it running?"
        if isinstance(reason, socket.gaierror):
            return "is base_url right, and is there a network?"
        return "is base_url right, and is the server running?"
    if phase == "tls":
        hint = _tls_hint(reason)
        return " ".join([hint, f"does the proxy{through} let TLS through?"] if proxy else [hint]).strip()
    return ""


def _tls_hint(reason: BaseException) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "does base_url name the server's own host, and does ssl_context trust its certificate?"
    if isinstance(reason, ssl.SSLError) and reason.reason in _PLAIN_TEXT:
        return "the server does not use TLS on this port: should base_url begin with http://?"
    return ""
