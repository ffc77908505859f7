"""What to look at when no connection came about. Pure; the words are always the same, so that they show no secret."""

from __future__ import annotations

import socket
import ssl
from typing import Final

from schedbot_sdk.errors import Phase

__all__ = ["hint_for"]

_NO_TLS: Final = {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}
"""What OpenSSL says of an answer in plain text, by its version."""


def hint_for(phase: Phase, reason: BaseException, *, proxy: str) -> str:
    """A question for who set the client up; empty where there is none to ask.

    Args:
        phase: Where it broke.
        reason: The exception under all others.
        proxy: Where the proxy that the client connects to was named; empty where there is none.
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
        advice = _advice_on_tls(reason)
        return " ".join([advice, f"does the proxy{through} let TLS through?"] if proxy else [advice]).strip()
    return ""


def _advice_on_tls(reason: BaseException) -> str:
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "does base_url name the server's own host, and does ssl_context trust its certificate?"
    if isinstance(reason, ssl.SSLError) and reason.reason in _NO_TLS:
        return "the server speaks no TLS there: is it http:// in base_url?"
    return ""
