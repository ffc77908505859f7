"""What an error of connecting tells its reader to look at."""

from __future__ import annotations

import socket
import ssl

import pytest

from schedbot_sdk._core.http.advice import advice_on
from schedbot_sdk.errors import Phase


def tls_error(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, f"[SSL: {reason}]")
    error.reason = reason
    return error


class ProxyError(Exception):
    """As httpcore has one."""


@pytest.mark.parametrize(
    ("phase", "reason", "by_proxy", "words"),
    [
        ("connect", ConnectionRefusedError(111, "refused"), False, "is the server running"),
        ("connect", TimeoutError(), False, "is the server running"),
        ("connect", socket.gaierror(-2, "unknown"), False, "is there a network"),
        ("connect", socket.gaierror(-2, "unknown"), True, "proxy="),
        ("connect", ConnectionRefusedError(111, "refused"), True, "proxy="),
        ("connect", ProxyError("407 of proxy.example.com"), True, "let you through"),
        ("tls", ssl.SSLCertVerificationError(1, "no"), False, "ssl_context"),
        ("tls", tls_error("WRONG_VERSION_NUMBER"), False, "http://"),
        ("tls", tls_error("RECORD_LAYER_FAILURE"), True, "http://"),
        ("tls", tls_error("SSLV3_ALERT_HANDSHAKE_FAILURE"), False, ""),
        ("tls", TimeoutError(), False, ""),
        ("pool", TimeoutError(), False, ""),
        ("write", ConnectionResetError(104, "reset"), False, ""),
        ("read", ConnectionResetError(104, "reset"), True, ""),
    ],
)
def test_the_setting_is_named_where_connecting_failed_and_nowhere_else(
    phase: Phase, reason: Exception, by_proxy: bool, words: str
) -> None:
    advice = advice_on(phase, reason, by_proxy=by_proxy)
    assert words in advice
    assert bool(advice) == bool(words)
    assert "example.com" not in advice
