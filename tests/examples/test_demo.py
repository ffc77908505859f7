"""The demo as a process of its own, and its errors."""

from __future__ import annotations

import asyncio
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from examples.demo import local_demo
from examples.demo.conversation import ANN, BORIS
from examples.demo.screen import Screen

from schedbot_sdk.schedule import Draft, Schedule, Source, schedule_of
from schedbot_sdk.schedule.llm import task

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "examples" / "demo"
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
PATIENCE = 30.0


def environment(folder: Path, **more: str) -> dict[str, str]:
    """This one, with temporary files in a folder of the test's own, and a proxy that must not be asked."""
    return {**os.environ, "TMPDIR": str(folder), "HTTP_PROXY": "http://127.0.0.1:9", "PYTHONUTF8": "1", **more}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the demo shows; it must end well."""
    folder = tmp_path_factory.mktemp("demo")
    ended = subprocess.run(
        [sys.executable, DEMO],
        env=environment(folder),
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    (calendar,) = folder.iterdir()
    assert ended.stdout.splitlines()[-1] == f"Ann's calendar file: {calendar.resolve()}"
    assert calendar.read_bytes().count(b"BEGIN:VEVENT") == 5
    return ended.stdout


def test_the_demo_shows_anns_times_on_her_clock(shown: str) -> None:
    lines = [line.strip().removeprefix("Bot ").removeprefix("(edited) ") for line in shown.splitlines()]
    for after, first in (
        (1, "07:00 — Gym"),
        (1, "08:15 — Gym"),
        (3, "19:30 — Dinner with Kate"),
        (3, "13:00 (12:00 Europe/Lisbon) — Webinar"),
    ):
        heading = ANN.words.heading((ANN.now() + timedelta(days=after)).date())
        assert first in [lines[at + 1] for at, line in enumerate(lines) if line.startswith(heading)]


def test_the_demo_shows_boris_times_on_his_clock(shown: str) -> None:
    for after, clock in ((1, "09:00"), (3, "18:00–19:30")):
        date = BORIS.now() + timedelta(days=after)
        assert re.search(rf", {date.day} {MONTHS[date.month - 1]}(?: \d{{4}} года)?\n +{clock} — ", shown)


def test_the_demo_shows_every_row_of_the_conversation(shown: str) -> None:
    for text in (
        "[Confirm] [Cancel]",
        "[Подтвердить] [Отменить]",
        "[Удалить] [Оставить]",
        "Confirmed ✓",
        "Отменено",
        "I do not know you yet.",
        "the users service answered 503; the SDK tries again in ",
        "сервис telegram ответил 429; SDK повторит запрос через 1.0 с",
        "Retried: users 503, telegram 429",
        "When is it? Name a day and a time.",
        "15:00–15:30 — Call Bob (30 min)",
        "Ann gets a file: schedule.ics",
        "Борис получает файл: cancelled.ics",
        "12:00 Lisbon time",
        "14:00 по Владивостоку",
        "every day at 9:30 except ",
    ):
        assert text in shown


def test_the_demo_moves_an_event_and_shows_its_old_and_new_time(shown: str) -> None:
    move = shown[shown.index("Move the dinner") :]
    assert re.search(
        r"Bot Before:\n.+\n +19:30 — Dinner with Kate\n *\n +After:\n.+\n +20:00 — Dinner with Kate\n", move
    )


def test_the_demo_reminds_ann_after_the_plan(shown: str) -> None:
    assert re.search(r"remind me 15 minutes before\n(?:.*\n)+ +Bot ⏰ Tea\n.+ in 15 min\n", shown)


def test_each_users_notes_are_in_their_language(shown: str) -> None:
    sections = {part.partition(",")[0]: part for part in re.split(r"\n(?=── )", shown)}
    notes = {name: "".join(re.findall(r" · (.+)", part)) for name, part in sections.items()}
    assert not re.search("[а-яё]", notes["── Ann"].replace("Борис", ""))
    assert not re.search(r"\b(?:sees|gets|service|answered|bytes)\b", notes["── Борис"])


def test_the_demo_prints_no_colours_without_a_terminal(shown: str) -> None:
    assert "\033" not in shown


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("until", ["", "Ann     Gym", "503", "429"])
def test_a_stopped_demo_leaves_nothing_behind(tmp_path: Path, number: signal.Signals, until: str) -> None:
    watched = [] if until else ["-X", "importtime"]  # each import is told of on stderr
    demo = subprocess.Popen(
        [sys.executable, *watched, DEMO],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        assert demo.stdout is not None
        assert demo.stderr is not None
        output, words = (demo.stdout, until) if until else (demo.stderr, "schedbot_sdk")
        while words not in output.readline():
            assert demo.poll() is None
        demo.send_signal(number)
        began = time.monotonic()
        _, errors = demo.communicate(timeout=PATIENCE)
        assert time.monotonic() - began < PATIENCE / 2
    finally:
        demo.kill()
        demo.communicate()
    assert [line for line in errors.splitlines() if not line.startswith("import time:")] == []
    assert demo.returncode == 130 or (not until and demo.returncode == -number)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ProcessLookupError):
        os.killpg(demo.pid, 0)


def an_hour_late(
    draft: Draft, *, zone: ZoneInfo, now: datetime, source: Source, planned: Iterable[Schedule] = ()
) -> Schedule:
    late = [item.model_copy(update={"time": item.time and f"{int(item.time[:2]) + 1:02}:00"}) for item in draft.items]
    return schedule_of(draft.model_copy(update={"items": late}), zone=zone, now=now, source=source, planned=planned)


def test_a_bot_with_wrong_times_fails_the_demo(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(task, "schedule_of", an_hour_late)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("NO_PROXY", "")
    monkeypatch.setenv("no_proxy", "")
    assert asyncio.run(local_demo.demo()) == 1
    errors = capsys.readouterr().err
    assert errors.startswith("The demo failed: Ann should get a sendMessage with ")
    assert "08:00" in errors


class Terminal(io.StringIO):
    """Says that somebody looks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("out", "no_color", "colour"),
    [(Terminal(), "", True), (Terminal(), "1", False), (io.StringIO(), "", False)],
)
def test_colour_is_for_a_terminal_that_wants_it(
    monkeypatch: pytest.MonkeyPatch, out: io.StringIO, no_color: str, colour: bool
) -> None:
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("NO_COLOR", no_color)
    Screen.of_terminal().person("Ann", "Hello")
    assert ("\033" in out.getvalue()) is colour


def test_a_terminal_that_knows_few_letters_gets_question_marks(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(shown, encoding="latin-1"))
    Screen.of_terminal().person("Борис", "Завтра, à 9:00")
    assert shown.getvalue().decode("latin-1").split() == ["?????", "??????,", "à", "9:00"]


def test_a_message_of_the_bot_is_indented_with_its_buttons_below() -> None:
    out = io.StringIO()
    Screen(out, colour=False).bot("One\nTwo", ["Confirm", "Cancel"], mark="(edited)")
    assert out.getvalue().splitlines() == [
        "            Bot (edited) One",
        "                Two",
        "                [Confirm] [Cancel]",
    ]
