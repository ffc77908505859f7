"""Every Python block of the pages runs, prints what the page says, and is type-correct."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.docs.pages import PAGES, ROOT, Block, output_after, python_of

from schedbot_sdk.testing.servers import LocalChat, LocalTelegram, LocalUsers, Person

ANN = Person(42, "Ann")
SECONDS = 60.0
SAVED = [block for page in PAGES for block in python_of(page) if block.title]
INLINE_PAGES = [page for page in PAGES if any(not block.title for block in python_of(page))]


class World:
    """Local servers, and the environment variables that connect a reader's program to them."""

    def __init__(self, telegram: LocalTelegram, users: LocalUsers, chat: LocalChat) -> None:
        self.telegram = telegram
        self.environment = {
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_BASE_URL": telegram.base_url,
            "SCHEDBOT_USERS_BASE_URL": users.base_url,
            "OPENAI_API_KEY": chat.api_key,
            "OPENAI_BASE_URL": chat.base_url,
            "OPENAI_MODEL": chat.model,
        }

    def first_answer_of(self, program: Path) -> str:
        """Start a bot that runs forever, and return its answer to the waiting message."""
        with started(program.parent, program.name, environment=self.environment) as bot:
            ends_at = time.monotonic() + SECONDS
            while bot.poll() is None and time.monotonic() < ends_at:
                try:
                    return self.telegram.wait_for_message(ANN.id, timeout=0.5).text
                except TimeoutError:
                    continue
        raise AssertionError(f"{program.name} gave no answer")


@contextmanager
def started(
    directory: Path, *arguments: str, environment: Mapping[str, str] | None = None
) -> Generator[subprocess.Popen[str]]:
    """A Python program that runs until the block ends, and writes nothing to stderr."""
    with (directory / "stderr").open("w+", encoding="utf-8") as stderr:
        program = subprocess.Popen(
            [sys.executable, "-W", "error", *arguments],
            cwd=directory,
            env={**os.environ, **(environment or {}), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
        )
        try:
            yield program
        finally:
            program.terminate()
            program.communicate(timeout=SECONDS)
            stderr.seek(0)
            assert stderr.read() == ""


def output_of(directory: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    """The output of a Python program that ends by itself."""
    result = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        cwd=directory,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=SECONDS,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def users(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalUsers]:
    with LocalUsers(tmp_path_factory.mktemp("users") / "users.sqlite3") as users:
        users.add(ANN.id, ANN.first_name, "Europe/Berlin")
        yield users


@pytest.fixture(scope="module")
def chat() -> Iterator[LocalChat]:
    with LocalChat() as chat:
        yield chat


@pytest.fixture
def world(users: LocalUsers, chat: LocalChat, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with LocalTelegram() as telegram:
        telegram.user_says(ANN, "Gym tomorrow at 7:00")
        world = World(telegram, users, chat)
        for name, value in world.environment.items():
            monkeypatch.setenv(name, value)
        yield world


def check_output(block: Block, printed: str) -> None:
    """Compare the output with the page; "..." in the page matches anything."""
    expected = output_after(block)
    if expected is not None:
        printed = "".join(f"{line.rstrip()}\n" for line in printed.splitlines())
        pattern = re.escape(expected).replace(re.escape("..."), ".*")
        assert re.fullmatch(pattern, printed), f"{block} prints {printed!r}, its page says {expected!r}"


@pytest.mark.parametrize("page", INLINE_PAGES)
def test_the_blocks_of_a_page_run_one_after_the_other(
    page: str, world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    names: dict[str, object] = {"__name__": "__main__"}
    for block in python_of(page):
        if not block.title:
            # Blank lines before it make a traceback point into the page.
            exec(compile("\n" * (block.line - 1) + block.code, str(ROOT / page), "exec", dont_inherit=True), names)
            check_output(block, capsys.readouterr().out)


@pytest.mark.parametrize("block", SAVED, ids=str)
def test_a_block_that_is_saved_to_a_file_works_there(block: Block, world: World, tmp_path: Path) -> None:
    file = tmp_path / block.title
    file.write_text(block.code, encoding="utf-8")
    if block.title.startswith("test_"):
        summary = output_of(tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", file.name)
        assert f"{block.code.count('def test_')} passed" in summary
    elif block.title.endswith("bot.py"):
        assert world.first_answer_of(file)
    else:
        check_output(block, output_of(tmp_path, file.name, environment=world.environment))


def test_the_quickstart_works_against_the_servers_that_it_starts(tmp_path: Path) -> None:
    look, bot, *_ = [block for block in python_of("docs/quickstart.md") if block.title]
    for block in (look, bot):
        assert output_after(block)
        (tmp_path / block.title).write_text(block.code, encoding="utf-8")
    with started(tmp_path, "-m", "schedbot_sdk.testing", "all") as servers:
        assert servers.stdout is not None
        exports = [servers.stdout.readline().removeprefix("export ").strip() for _ in range(6)]
        environment = dict(line.split("=", 1) for line in exports)
        check_output(look, output_of(tmp_path, look.title, environment=environment))
        with started(tmp_path, bot.title, environment=environment) as program:
            assert program.stdout is not None
            check_output(bot, program.stdout.readline())


def test_the_blocks_are_type_correct(tmp_path: Path) -> None:
    modules: dict[str, list[Block]] = {}
    for page in PAGES:
        for block in python_of(page):
            stem = page.removesuffix(".md").replace("/", "_").replace(".", "_")
            modules.setdefault(f"{stem}_{block.line}" if block.title else stem, []).append(block)
    for name, parts in modules.items():
        lines: list[str] = []
        for block in parts:
            lines += [""] * (block.line - 1 - len(lines)) + block.code.splitlines()
        (tmp_path / f"{name}.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    command = ["-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml"), str(tmp_path)]
    checked = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
