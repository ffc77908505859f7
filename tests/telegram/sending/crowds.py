"""Any senders and holds, and the limits that they all must keep. All moments are sums of powers of two, and exact."""

from __future__ import annotations

from hypothesis import strategies as st
from tests.telegram.sending.simulated import Hold, Sender

from schedbot_sdk.telegram import Rate

OVERALL, CHAT, GROUP = Rate(3, 1.0), Rate(1, 1.0), Rate(4, 8.0)
LANES = [*"12345678", "-4", "@five", ""]

steps = st.integers(0, 24).map(lambda sixteenths: sixteenths / 16)
patiences = st.sampled_from([0.0, 0.5, 1.0, 3.0, 1e9])
lanes = st.sampled_from(LANES)


@st.composite
def crowds(draw: st.DrawFn, *, may_leave: bool = True) -> list[Sender]:
    now, senders = 0.0, list[Sender]()
    for _ in range(draw(st.integers(1, 40))):
        now += draw(st.sampled_from([0.0, 0.0, 0.0, 0.0, 0.0625, 0.25, 1.0, 3.0]))
        leaves = draw(st.none() | steps) if may_leave else None
        senders.append(Sender(now, draw(lanes), draw(patiences), leaves))
    return senders


holds = st.lists(st.builds(Hold, st.integers(0, 160).map(lambda n: n / 16), steps), max_size=4)


def gone(senders: list[Sender]) -> list[float]:
    """When requests went, the refused ones, too."""
    taken = [sender.gone for sender in senders if sender.gone is not None]
    return sorted(taken + [moment for sender in senders for moment in sender.refused])


def fits(times: list[float], rate: Rate) -> bool:
    return all(later - earlier >= rate.seconds for earlier, later in zip(times, times[rate.count :], strict=False))


def check_limits(senders: list[Sender]) -> None:
    assert fits(gone(senders), OVERALL)
    for lane in LANES[:-1]:
        mine = gone([sender for sender in senders if sender.lane == lane])
        assert fits(mine, CHAT)
        assert fits(mine, GROUP) or lane.isdigit()
