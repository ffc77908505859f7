"""The benchmark measures every row; how long anything takes is not tested."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec

import pytest
from tests.bench.peer import Call, Peer
from tests.bench.rounds import Setting, calls, medians
from tests.bench.rows import GROUPS
from tests.bench.server import ROOT

pytestmark = pytest.mark.slow

RUN = "tests/bench/run.py"
CHAT = {"plain httpx", "openai", "schedbot_sdk"}
SYNC_BOTS = {"plain httpx", "pyTelegramBotAPI", "schedbot_sdk"}
ASYNC_BOTS = {"plain httpx", "aiogram", "python-telegram-bot", "schedbot_sdk"}
BOTS = (SYNC_BOTS | ASYNC_BOTS) - {"plain httpx"}
WAYS = ("sync poll", "async poll", "updates()")
RULES = {"python-dateutil", "schedbot_sdk"}
MODULES = {
    "openai": "openai",
    "aiogram": "aiogram",
    "python-telegram-bot": "telegram",
    "pyTelegramBotAPI": "telebot",
    "python-dateutil": "dateutil",
}
COMPARED = {
    "completion, sync": CHAT,
    "completion, async": CHAT,
    "completion, 64 at once": CHAT,
    "stream of 500 events, sync": CHAT,
    "stream of 500 events, async": CHAT,
    "getUpdates with 100, sync": SYNC_BOTS,
    "getUpdates with 100, async": ASYNC_BOTS,
    "sendMessage, sync": SYNC_BOTS - {"plain httpx"},
    "sendMessage, async": ASYNC_BOTS - {"plain httpx"},
    **{f"{row}, {way}": BOTS for row in ("update answered", "updates a second") for way in WAYS},
    "parse, sync": CHAT - {"plain httpx"},
    "parse, async": CHAT - {"plain httpx"},
    "create_schedule, sync": {"schedbot_sdk"},
    "create_schedule, async": {"schedbot_sdk"},
    "occurrences of a week": RULES,
    "occurrences of a week in 2990": RULES,
    "hourly over a DST change": RULES,
    "the next of 100,000 reminders": {"schedbot_sdk"},
    "import with a client, CPU": CHAT | SYNC_BOTS | ASYNC_BOTS,
    "import with a client, wall clock": CHAT | SYNC_BOTS | ASYNC_BOTS,
    "import, CPU": CHAT | SYNC_BOTS | ASYNC_BOTS,
    "import, wall clock": CHAT | SYNC_BOTS | ASYNC_BOTS,
    "the first client": CHAT | SYNC_BOTS | ASYNC_BOTS,
    "a further client": CHAT | SYNC_BOTS | ASYNC_BOTS,
    "memory per held update": SYNC_BOTS | ASYNC_BOTS,
}
MISSING = {name for name, module in MODULES.items() if find_spec(module) is None}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False
    )


def table(text: str) -> list[dict[str, str]]:
    head, _, *rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in text.splitlines()]
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def printed() -> list[str]:
    """A whole run of few calls: its line of versions, what things cost, and the ratios."""
    done = python(RUN, "--quick")
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n\n")


def test_each_row_has_a_positive_figure_of_each_peer_that_can_do_it(printed: list[str]) -> None:
    _, costs, _ = printed
    figures = {
        row[""]: {name: float(row[name].replace(",", "")) for name in COMPARED[row[""]] - MISSING}
        for row in table(costs)
    }
    assert figures.keys() == COMPARED.keys()
    assert min(figure for row in figures.values() for figure in row.values()) > 0


def test_a_target_is_reached_when_the_ratio_is_no_greater(printed: list[str]) -> None:
    *_, ratios = printed
    lines = table(ratios)
    assert {line[""] for line in lines} == COMPARED.keys()
    aims = [line for line in lines if line["target"]]
    assert len(aims) == 20
    for line in aims:
        ratio, target = (float(line[column].split()[0]) for column in ("ratio", "target"))
        assert line["reached"] == ("yes" if ratio <= target else "no") or ratio == pytest.approx(target, abs=0.01)


def test_the_versions_of_what_was_compared_are_printed(printed: list[str]) -> None:
    versions, *_ = printed
    assert f"Python {sys.version.split()[0]} on " in versions
    assert all(f"{name} " in versions for name in MODULES.keys() - MISSING)


def test_a_peer_that_is_not_installed_is_said_loudly_and_the_rest_is_measured() -> None:
    hidden = f"import sys, runpy; sys.modules['telebot'] = None; runpy.run_path('{RUN}', run_name='__main__')"
    done = python("-c", hidden, "--quick", "--row", "getUpdates with 100, sync")
    assert "pyTelegramBotAPI is NOT INSTALLED" in done.stderr
    assert done.returncode == 0
    _, costs, ratios = done.stdout.split("\n\n")
    (row,) = table(costs)
    assert row["pyTelegramBotAPI"] == "not installed"
    assert float(row["schedbot_sdk"].replace(",", "")) > 0
    assert [line["ratio"] for line in table(ratios) if line["beside"] == "pyTelegramBotAPI"] == ["not installed"]


def test_a_row_that_is_unknown_ends_with_the_names_of_all() -> None:
    done = python(RUN, "--row", "teleportation")
    assert done.returncode == 2
    assert all(name in done.stderr for name in COMPARED)


@contextmanager
def lazy(url: str) -> Generator[Call]:
    yield lambda: ""


def test_a_peer_that_leaves_work_out_ends_the_run() -> None:
    peer = Peer(package="lazy", import_line="pass", client_line="pass", build=object, calls={"completion": lazy})
    with (
        calls(Setting({"lazy": peer}, "http://127.0.0.1:1", share=1), scenario="completion", number=1) as turns,
        pytest.raises(AssertionError, match="completion gave 0"),
    ):
        medians(turns, rounds=1)


def test_the_page_shows_the_rows_of_the_benchmark() -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    costs, ratios = [table(block) for block in page.split("\n\n") if block.startswith("|  ")]
    names = [row.name for group in GROUPS for row in group.rows]
    assert [row[""] for row in costs] == names
    assert list(dict.fromkeys(row[""] for row in ratios)) == names
