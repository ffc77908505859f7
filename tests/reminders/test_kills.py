"""Plans, edits, cancels, downtime and kills in any order: nothing is lost, and nothing that was noted comes twice."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reminders.kills import Killable, Killed, watch_sends
from tests.reminders.model import Expected, Model
from tests.reminders.scene import HOUR, MINUTE, NOON, TWINS, Scene, Sent, Twin, event, local, schedule

from schedbot_sdk.reminders import schema
from schedbot_sdk.schedule import Event, LocalStart, Recurrence

BEFORES = (0 * MINUTE, 10 * MINUTE, 30 * MINUTE, 3 * HOUR)
DAYS = 12


@dataclass(frozen=True)
class Plan:
    event: Event
    sequence: int


@dataclass(frozen=True)
class Cancel:
    uid: str


@dataclass(frozen=True)
class Down:
    minutes: int


@dataclass(frozen=True)
class Run:
    minutes: int


Act: TypeAlias = Plan | Cancel | Down | Run


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    number = draw(st.integers(1, 3))
    rule = None
    day = draw(st.integers(24, 27))
    if draw(st.booleans()):
        rule = Recurrence(freq="daily", interval=draw(st.integers(1, 2)), count=draw(st.integers(1, 6)))
    start = local(day, draw(st.integers(0, 23)), draw(st.sampled_from((0, 30))))
    befores = draw(st.lists(st.sampled_from(BEFORES), min_size=1, max_size=3))
    return Plan(event(start, *befores, uid=f"uid-{number}", rule=rule), draw(st.integers(0, 2)))


acts = st.one_of(
    plans(),
    plans(),
    st.builds(Cancel, st.sampled_from(("uid-1", "uid-2", "uid-3"))),
    st.builds(Down, st.integers(1, 3000)),
    st.builds(Run, st.integers(1, 3000)),
    st.builds(Run, st.integers(1, 3000)),
)


@dataclass
class Story:
    """One bot, whose process is killed after so many steps, again and again."""

    twin: Twin
    path: Path
    lives: list[int]
    """How many steps each life has; after the last one it lives on."""
    expected: list[tuple[float, Expected]] = field(default_factory=list[tuple[float, Expected]])

    def __post_init__(self) -> None:
        self.store = Killable(self.path)
        self.scene = Scene(self.twin, self.store, concurrency=1)
        watch_sends(self.scene, self.store)
        self.model = Model(NOON + 400 * dt.timedelta(days=1))
        self.lives = list(self.lives)
        self._live_on()

    def _live_on(self) -> None:
        self.store.revive()
        self.scene.open()
        self.store.revive(self.lives.pop(0) if self.lives else None)

    def act(self, act: Act) -> None:
        now = self.scene.clock.now
        if isinstance(act, Run):
            self.expected += self.model.run(now, now + act.minutes * 60)
        elif isinstance(act, Cancel):
            self.model.cancel(act.uid)
        elif isinstance(act, Plan):
            self.model.plan(act.event, act.sequence, now)
        end = dt.datetime.fromtimestamp(now, dt.UTC) + dt.timedelta(minutes=getattr(act, "minutes", 0))
        while True:
            try:
                self._act(act, end)
            except Killed:
                self._live_on()
            else:
                return

    def _act(self, act: Act, end: dt.datetime) -> None:
        if isinstance(act, Plan):
            number = int(act.event.uid.removeprefix("uid-"))
            self.scene.plan(schedule(act.event, sequence=act.sequence, message=number))
        elif isinstance(act, Cancel):
            self.scene.cancel(act.uid)
        elif isinstance(act, Down):
            self.scene.clock.now = end.timestamp()
        else:
            self.scene.run_until(end)

    def check(self) -> None:
        arrived = Counter((sent.at.timestamp(), what(sent)) for sent in self.scene.sent)
        assert set(arrived) == set(self.expected)
        repeatable = Counter(what(sent) for sent in self.store.may_repeat)
        twice = {one: number for (_, one), number in arrived.items() if number > 1 + repeatable[one]}
        assert twice == {}
        for sent in self.scene.sent:
            assert sent.due.is_late == (sent.delay > 60)


def what(sent: Sent) -> Expected:
    due = sent.due
    start = due.occurrence.start.timestamp()
    return Expected(due.event.uid, int(due.before.total_seconds()), start, int(due.due_at.timestamp()))


@pytest.mark.parametrize("twin", TWINS)
@settings(max_examples=40)
@given(did=st.lists(acts, min_size=2, max_size=12), lives=st.lists(st.integers(0, 9), max_size=12))
def test_whatever_happens_each_reminder_comes_once(twin: Twin, did: list[Act], lives: list[int]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(schema, "_KEPT", 400 * 86_400)  # the model does not forget the sequences of past events
        story = Story(twin, Path(folder, "bot.db"), lives)
        for act in [*did, Run(DAYS * 1440)]:
            story.act(act)
        story.check()


@pytest.mark.parametrize("twin", TWINS)
def test_a_kill_at_each_step_repeats_at_most_the_one_that_was_sent(twin: Twin, tmp_path: Path) -> None:
    daily = Recurrence(freq="daily", count=3)
    start = LocalStart(date=dt.date(2026, 11, 24), time=dt.time(18), zone="Europe/Berlin")
    planned = Plan(event(start, 30 * MINUTE, 10 * MINUTE, rule=daily), 0)
    repeated = 0
    for steps in range(200):
        story = Story(twin, tmp_path / f"{steps}.db", [steps])
        for act in (planned, Run(8 * 1440)):
            story.act(act)
        story.check()
        assert len(story.scene.sent) == 6 + len(story.store.may_repeat)
        assert len(story.store.may_repeat) <= 1
        repeated += len(story.store.may_repeat)
        if not story.store.kills:
            break
    else:
        raise AssertionError("it never ends")
    assert repeated >= 6
