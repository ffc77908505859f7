"""Who may send when: laws, for any senders, in simulated time. All moments are sums of powers of two, and exact."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.telegram.sending.crowds import CHAT, GROUP, LANES, OVERALL, check_limits, crowds, fits, gone, holds
from tests.telegram.sending.simulated import Hold, Sender, Simulation

from schedbot_sdk.telegram import Rate
from schedbot_sdk.telegram.rate_limit.chat_queue import Late, Ticket
from schedbot_sdk.telegram.rate_limit.scheduler import SendScheduler

FAQ = Rate(30, 1.0), Rate(1, 1.0), Rate(20, 60.0)


@settings(max_examples=400, deadline=None)
@given(crowds(), holds, st.sampled_from([0.0, 0.25, 2.0]), st.integers(0, 99))
def test_no_limit_is_passed_whoever_comes_leaves_oversleeps_or_is_held(
    senders: list[Sender], held: list[Hold], lateness: float, seed: int
) -> None:
    simulation = Simulation(SendScheduler(OVERALL, CHAT, GROUP), lateness=lateness, seed=seed)
    simulation.run(senders, held)
    check_limits(senders)
    for hold in held:
        assert not [moment for moment in gone(senders) if hold.at < moment < hold.until]
    assert simulation.scheduler.waiting == 0


@settings(max_examples=300, deadline=None)
@given(crowds(), holds, st.sampled_from([0.0, 0.25]), st.integers(0, 99), st.sampled_from([CHAT, Rate(3, 3.0)]))
def test_everybody_goes_in_the_order_of_the_chat_or_hears_that_it_is_too_late(
    senders: list[Sender], held: list[Hold], lateness: float, seed: int, chat: Rate
) -> None:
    simulation = Simulation(SendScheduler(OVERALL, chat, GROUP), lateness=lateness, seed=seed)
    simulation.run(senders, held)
    for sender in senders:
        assert [sender.gone is not None, sender.late is not None, sender.left].count(True) == 1
        if sender.gone is not None and sender.gone > sender.at:
            assert sender.gone < sender.at + sender.patience + lateness
        if sender.late is not None:
            assert sender.late.moment >= sender.at + sender.patience
    for lane in LANES[:-1]:
        times = [sender.gone for sender in senders if sender.lane == lane and sender.gone is not None]
        assert times == sorted(times)


def planned(senders: list[Sender]) -> list[float | None]:
    """When each goes, by trying: the first moment at which its chat and the bot have room between those before it."""
    taken: list[float] = []
    of_lane: dict[str, list[float]] = {lane: [] for lane in LANES}
    plan: list[float | None] = []
    for sender in senders:
        mine = of_lane[sender.lane]
        rates = () if not sender.lane else (CHAT,) if sender.lane.isdigit() else (CHAT, GROUP)
        tries = {sender.at, *(moment + rate.seconds for rate in (OVERALL, CHAT, GROUP) for moment in taken)}
        moment = min(
            one
            for one in tries
            if one >= max([sender.at, *mine])
            and fits(sorted([*taken, one]), OVERALL)
            and all(fits([*mine, one], rate) for rate in rates)
        )
        if moment > sender.at and moment >= sender.at + sender.patience:
            plan.append(None)
            continue
        plan.append(moment)
        taken.append(moment)
        mine.append(moment)
    return plan


def one_who_has_not_asked_yet() -> list[Sender]:
    """The last one comes at the moment for which the one before was planned, who has still to ask."""
    waiting = [Sender(0.0, lane, patience) for patience in (0.0, 3.0) for lane in "13"]
    return [*waiting, Sender(1.0, "2", 0.0), Sender(1.0, "", 3.0), Sender(2.0, "", 0.0)]


@settings(max_examples=300, deadline=None)
@given(crowds(may_leave=False))
@example(one_who_has_not_asked_yet())
def test_who_is_punctual_goes_at_the_first_moment_that_was_free_when_it_came(senders: list[Sender]) -> None:
    Simulation(SendScheduler(OVERALL, CHAT, GROUP)).run(senders)
    assert [sender.gone for sender in senders] == planned(senders)


def test_one_chat_gets_one_a_second_and_a_group_twenty_a_minute() -> None:
    private = [Sender(0.0, "7") for _ in range(30)]
    group = [Sender(0.0, "-7") for _ in range(30)]
    Simulation(SendScheduler(*FAQ)).run([*private, *group])
    assert gone(private) == [float(second) for second in range(30)]
    assert gone(group) == [float(second) for second in range(20)] + [60.0 + second for second in range(10)]


def test_the_bot_sends_thirty_a_second_to_many_chats() -> None:
    senders = [Sender(0.0, str(chat)) for chat in range(1, 91)]
    Simulation(SendScheduler(*FAQ)).run(senders)
    assert [gone(senders).count(second) for second in (0.0, 1.0, 2.0)] == [30, 30, 30]


def test_a_full_chat_holds_no_other() -> None:
    flood = [Sender(0.0, "7") for _ in range(100)]
    other = Sender(0.5, "8")
    Simulation(SendScheduler(*FAQ)).run([*flood, other])
    assert other.gone == 0.5


def test_who_leaves_gives_the_place_to_those_behind() -> None:
    first, second, third = Sender(0.0, "7"), Sender(0.0, "7", leaves_after=0.5), Sender(0.0, "7")
    Simulation(SendScheduler(*FAQ)).run([first, second, third])
    assert (first.gone, second.left, third.gone) == (0.0, True, 1.0)


def test_who_leaves_gives_its_room_to_other_chats() -> None:
    leaving = [Sender(0.0, chat, leaves_after=0.25) for chat in "234"]
    first, last = Sender(0.0, "1"), Sender(0.5, "5")
    Simulation(SendScheduler(Rate(1, 1.0), CHAT, GROUP)).run([first, *leaving, last])
    assert (first.gone, last.gone) == (0.0, 1.0)


def test_who_never_asks_again_stops_its_own_chat_alone() -> None:
    """As a task of an event loop that stands still."""
    scheduler = SendScheduler(Rate(2, 1.0), CHAT, GROUP)
    assert isinstance(scheduler.enter("9", 0.0, 1e9, lambda: None), Ticket)
    senders = [Sender(0.0, str(chat)) for chat in range(1, 6)]
    Simulation(scheduler).run(senders)
    assert [sender.gone for sender in senders] == [0.0, 1.0, 1.0, 2.0, 2.0]


def test_what_is_for_no_chat_waits_for_no_other() -> None:
    scheduler = SendScheduler(*FAQ)
    assert isinstance(scheduler.enter("", 0.0, 1e9, lambda: None), Ticket)
    sender = Sender(0.0, "", patience=0.0)
    Simulation(scheduler).run([sender])
    assert sender.gone == 0.0


def test_who_never_asks_again_stops_its_own_chat_no_longer_than_its_patience() -> None:
    scheduler = SendScheduler(*FAQ)
    first = Sender(0.0, "9")
    Simulation(scheduler).run([first])
    stuck = scheduler.enter("9", 0.0, 3.0, lambda: None)
    assert isinstance(stuck, Ticket)
    later = Sender(4.0, "9")
    Simulation(scheduler).run([later])
    assert later.gone == 4.0
    assert stuck.late == Late(4.0)
    again = scheduler.enter("9", 4.5, 6.0, lambda: None)
    assert isinstance(again, Ticket)
    behind = Sender(4.75, "9", patience=4.0)
    Simulation(scheduler).run([behind])
    assert behind.gone == 6.0


def test_a_burst_keeps_its_order_while_the_bot_is_busy() -> None:
    scheduler = SendScheduler(Rate(1, 1.0), Rate(3, 3.0), GROUP)
    senders = [Sender(0.0, lane) for lane in ("1", "2", "1", "1", "2", "1")]
    Simulation(scheduler).run(senders)
    assert [sender.gone for sender in senders] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]


def test_a_turn_that_comes_too_late_is_not_waited_for() -> None:
    first, second = Sender(0.0, "7"), Sender(0.0, "7", patience=1.0)
    Simulation(SendScheduler(*FAQ)).run([first, second])
    assert second.late == Late(1.0)
    assert second.ticket is None


def test_a_hold_moves_all_and_tells_at_once_whom_it_makes_too_late() -> None:
    senders = [Sender(0.0, "7"), Sender(0.0, "7", patience=3.0), Sender(0.0, "7"), Sender(0.0, "8")]
    Simulation(SendScheduler(Rate(1, 0.25), CHAT, GROUP)).run(senders, [Hold(0.125, 5.0)])
    assert [sender.gone for sender in senders] == [0.0, None, 5.375, 5.125]
    assert (senders[1].late, senders[1].heard_at) == (Late(5.375), 0.125)


def test_who_is_behind_too_many_of_a_held_chat_hears_it_at_once() -> None:
    senders = [Sender(0.0, "7", patience=7.0) for _ in range(5)]
    Simulation(SendScheduler(*FAQ)).run(senders, [Hold(0.125, 5.0)])
    assert [sender.gone for sender in senders] == [0.0, 5.125, 6.125, None, None]
    assert [sender.heard_at for sender in senders] == [None, None, None, 0.125, 0.125]


def test_a_shorter_hold_does_not_end_a_longer_one() -> None:
    sender = Sender(1.0, "7")
    Simulation(SendScheduler(*FAQ)).run([sender], [Hold(0.0, 10.0), Hold(0.5, 1.0)])
    assert sender.gone == 10.0


def test_who_waits_is_asked_a_bounded_number_of_times() -> None:
    senders = [Sender(0.0, str(number % 50 + 1)) for number in range(1000)]
    simulation = Simulation(SendScheduler(*FAQ))
    simulation.run(senders)
    assert len(gone(senders)) == 1000
    assert simulation.asked <= 4 * 1000


def test_chats_that_are_idle_are_forgotten() -> None:
    scheduler = SendScheduler(*FAQ)
    for number in range(5000):
        ticket = scheduler.enter(str(-number - 1), number / 16, 1e9, lambda: None)
        assert isinstance(ticket, Ticket)
        assert scheduler.ask(ticket, number / 16) is None
    assert len(scheduler) <= 60 * 16 + 16
    assert isinstance(scheduler.enter("1", 10_000.0, 1e9, lambda: None), Ticket)
    assert len(scheduler) == 1


def test_a_chat_that_was_forgotten_had_no_say_any_more() -> None:
    """Its windows are over: what it sent before would change nothing."""
    senders = [Sender(0.0, "-1"), Sender(60.0, "2"), Sender(60.0, "-1"), *[Sender(60.0, "-1") for _ in range(20)]]
    Simulation(SendScheduler(*FAQ)).run(senders)
    assert fits(gone([sender for sender in senders if sender.lane == "-1"]), Rate(20, 60.0))
    assert senders[2].gone == 60.0


def nothing() -> None:
    """Nobody is woken: all ask by themselves."""


def test_a_full_lane_goes_in_its_order_and_who_was_refused_goes_first() -> None:
    scheduler = SendScheduler(Rate(100, 1.0), Rate(2, 1.0), Rate(20, 60.0))
    tickets = [ticket for _ in range(6) if isinstance(ticket := scheduler.enter("7", 0.0, 99.0, nothing), Ticket)]
    assert [scheduler.ask(ticket, 0.0) for ticket in tickets[:2]] == [None, None]
    refused = [scheduler.reenter("7", ticket.number, 0.25, 99.0, nothing, 0.5) for ticket in (tickets[1], tickets[0])]
    queue = [refused[1], refused[0], *tickets[2:]]
    went: list[int] = []
    for step in range(1, 20):
        now = step * 0.5
        for place, ticket in enumerate(queue):
            assert isinstance(ticket, Ticket)
            if place not in went and scheduler.ask(ticket, now) is None:
                went.append(place)
    assert went == list(range(6))
    assert scheduler.waiting == 0
