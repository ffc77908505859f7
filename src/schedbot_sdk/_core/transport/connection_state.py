"""The state of one connection, which its socket and its sender share. Touches no socket."""

from __future__ import annotations

from dataclasses import replace

from schedbot_sdk._core.call import CLOSED, TransportFailure
from schedbot_sdk._core.transport.addresses import Peer
from schedbot_sdk._core.transport.attempt_io import AttemptIO
from schedbot_sdk._core.transport.errors import failure_of

__all__ = ["ConnectionState"]


class ConnectionState:
    """The attempt that uses the connection, the peer at its other end, and whether it was given up.

    Args:
        tls_layers: How often TLS starts before a request counts as sent.
        proxy_source: The source of the proxy; empty without a proxy.
    """

    __slots__ = ("_proxy_source", "attempt", "is_aborted", "is_inherited", "peer", "tls_layers")

    def __init__(self, tls_layers: int, proxy_source: str) -> None:
        self.tls_layers = tls_layers
        self._proxy_source = proxy_source
        self.attempt: AttemptIO
        self.peer: Peer | None = None
        self.is_aborted = False
        """Whether the client was closed."""
        self.is_inherited = False
        """Whether a parent process opened the connection before a fork."""

    def opened(self, tls_layers: int) -> None:
        """Note that this many layers of TLS have started; with all of them, the address has worked."""
        if tls_layers == self.tls_layers and self.peer is not None:
            self.peer.works()

    def answered(self) -> None:
        """Note that a response arrived."""
        if self.peer is not None:
            self.peer.ends(works=True)

    def failure(self, error: Exception) -> TransportFailure:
        """Return what an exception means, and note whether the address is to blame."""
        failure = failure_of(error, self.attempt, proxy=self._proxy_source)
        if self.is_inherited:
            return replace(failure, cause=f"{failure.phase}: the parent process opened the connection before a fork")
        if self.is_aborted:
            return replace(CLOSED, phase=failure.phase, request_sent=failure.request_sent)
        is_slow = failure.timed_out and failure.phase in {"write", "read"}
        if self.peer is not None and not self.attempt.answered and not is_slow:
            self.peer.ends(works=False)
        return failure
