"""Recorded responses of chat servers, sent again with the same head and the body in the recorded pieces."""

from __future__ import annotations

from pathlib import Path

from schedbot_sdk.testing import Exchange, faults, load_exchange, shipped_exchanges
from schedbot_sdk.testing.faults.steps import Close, Send, Step, Wait

__all__ = ["RECORDED", "replayed"]

HERE = Path(__file__).parent / "recordings"
RECORDED: dict[str, Exchange] = {
    **{file.stem: load_exchange(file) for file in sorted(HERE.glob("*.json"))},
    **{
        exchange.name.removeprefix("chat/"): exchange
        for exchange in shipped_exchanges()
        if exchange.service == "chat" and exchange.provenance.kind == "recorded"
    },
}
"""By name: those of this folder, and those that ship with the SDK."""


def replayed(exchange: Exchange) -> faults.Fault:
    """Return the recorded response, piece by piece; every server closed the connection after it."""
    head = "".join(f"{name}: {value}\r\n" for name, value in exchange.headers)
    steps: list[Step] = [Send(f"HTTP/1.1 {exchange.status} {exchange.reason}\r\n{head}\r\n".encode("latin-1"))]
    is_chunked = ("transfer-encoding", "chunked") in {(name.lower(), value) for name, value in exchange.headers}
    for piece in exchange.chunks:
        steps += [Wait(0.001), Send(b"%x\r\n%b\r\n" % (len(piece), piece) if is_chunked else piece)]
    if is_chunked and not exchange.cut_off:
        steps.append(Send(b"0\r\n\r\n"))
    return faults.Fault((*steps, Close()))
