"""Network faults for a `FaultServer`: one function for each thing that can go wrong between a client and its server.

Each docstring says what the server sends. `closed_port` and `black_hole` give addresses without a working server.
"""

from schedbot_sdk.testing.faults.addresses import black_hole, closed_port
from schedbot_sdk.testing.faults.delays import drip_body, drip_head, stall, stall_in_body, unread
from schedbot_sdk.testing.faults.disconnects import close, cut, garbage, half_close, reset, reset_in_body, wrong_length
from schedbot_sdk.testing.faults.fault import Fault, Moment
from schedbot_sdk.testing.faults.handshakes import slow_handshake, tls_alert
from schedbot_sdk.testing.faults.responses import (
    StreamEnd,
    answer,
    event_stream,
    gzip_bomb,
    html,
    rate_limited,
    unavailable,
)

__all__ = [
    "Fault",
    "Moment",
    "StreamEnd",
    "answer",
    "black_hole",
    "close",
    "closed_port",
    "cut",
    "drip_body",
    "drip_head",
    "event_stream",
    "garbage",
    "gzip_bomb",
    "half_close",
    "html",
    "rate_limited",
    "reset",
    "reset_in_body",
    "slow_handshake",
    "stall",
    "stall_in_body",
    "tls_alert",
    "unavailable",
    "unread",
    "wrong_length",
]
