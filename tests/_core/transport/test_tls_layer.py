"""A layer of TLS tells the server why it ends a handshake."""

from __future__ import annotations

import socket
import ssl
import threading

import pytest
from tests._core.tls import client_tls, server_tls

from schedbot_sdk._core.transport.sockets import TimedSocket
from schedbot_sdk._core.transport.tls_layer import TlsLayer


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3], ids=lambda version: version.name)
def test_a_server_that_is_not_trusted_gets_an_alert(version: ssl.TLSVersion) -> None:
    reasons: list[str] = []
    context = server_tls("example.com")
    context.maximum_version = version

    def serve(sock: socket.socket) -> None:
        sock.settimeout(10)
        try:
            context.wrap_socket(sock, server_side=True).close()
        except (ssl.SSLError, OSError) as error:
            reasons.append(getattr(error, "reason", None) or type(error).__name__)

    near, far = socket.socketpair()
    with near, far:
        server = threading.Thread(target=serve, args=(far,))
        server.start()
        layer = TlsLayer(TimedSocket(near), client_tls(), "127.0.0.1")
        with pytest.raises(ssl.SSLCertVerificationError):
            layer.handshake(10)
        near.close()
        server.join(15)
    assert len(reasons) == 1
    assert "ALERT_BAD_CERTIFICATE" in reasons[0]
