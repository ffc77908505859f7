"""What an error of connecting tells its reader to look at."""

from __future__ import annotations

import socket
import ssl

from tests.rows import on_rows

from schedbot_sdk._core.transport.hints import hint_for
from schedbot_sdk.errors import Phase


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    return error


class ProxyError(Exception):
    """As httpcore has one."""


@on_rows(
    "phase, reason, proxy, words",
    [
        ("connect", ConnectionRefusedError(111, "refused"), "", "is the server running"),
        ("connect", TimeoutError(), "", "is the server running"),
        ("connect", socket.gaierror(-2, "unknown"), "", "is there a network"),
        ("connect", socket.gaierror(-2, "unknown"), "HTTPS_PROXY", "HTTPS_PROXY"),
        ("connect", ConnectionRefusedError(111, "refused"), "proxy=", "proxy="),
        ("connect", ProxyError("407 of proxy.example.com"), "proxy=", "let you through"),
        ("connect", ProxyError("407 of proxy.example.com"), "HTTPS_PROXY", "HTTPS_PROXY"),
        ("tls", ssl.SSLCertVerificationError(1, "no"), "ALL_PROXY", "ALL_PROXY"),
        ("tls", ConnectionResetError(104, "reset"), "https_proxy", "https_proxy"),
        ("tls", ssl.SSLCertVerificationError(1, "no"), "", "ssl_context"),
        ("tls", tls_error("WRONG_VERSION_NUMBER"), "", "http://"),
        ("tls", tls_error("RECORD_LAYER_FAILURE"), "proxy=", "http://"),
        ("tls", tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), "", ""),
        ("tls", TimeoutError(), "", ""),
        ("pool", TimeoutError(), "", ""),
        ("write", ConnectionResetError(104, "reset"), "", ""),
        ("read", ConnectionResetError(104, "reset"), "proxy=", ""),
    ],
)
def test_the_setting_is_named_where_connecting_failed_and_nowhere_else(
    phase: Phase, reason: Exception, proxy: str, words: str
) -> None:
    advice = hint_for(phase, reason, proxy=proxy)
    assert words in advice
    assert bool(advice) == bool(words)
    assert "example.com" not in advice
