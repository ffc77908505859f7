"""The wheel in an empty environment: a foreign bot's mypy and pytest pass there, and the quickstart runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest
from tests.rows import on_rows

ROOT = Path(__file__).parents[2]
OURS = ("PYTHON", "PYTEST", "MYPY", "VIRTUAL_ENV", "COVERAGE", "TELEGRAM", "BOT_TOKEN", "SCHEDBOT", "OPENAI")
"""Variables that would let this project's environment, or a user's keys, into that of the bot."""
pytestmark = pytest.mark.slow


def clean() -> dict[str, str]:
    """The environment of a machine that does not know this project."""
    return {name: value for name, value in os.environ.items() if not name.startswith(OURS)}


def run(*command: object, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean(), **(env or {})},
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, f"{command[0]}: {done.stdout}\n{done.stderr}"
    return done.stdout


def pins(folder: Path) -> Path:
    """The constraints without their hashes, which pip takes only for files of requirements."""
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    path = folder / "pins.txt"
    path.write_text(re.sub(r"\s*\\\n\s+--hash=\S+", "", text), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheel, its extra, and what a bot's author adds."""
    folder = tmp_path_factory.mktemp("consumer")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    wheel = next(folder.glob("*.whl"))
    run(sys.executable, "-m", "venv", folder / "venv", cwd=folder)
    python = next(path for path in (folder / "venv/bin/python", folder / "venv/Scripts/python.exe") if path.exists())
    wanted = [f"{wheel}[testing]", "pytest", "mypy"]
    run(python, "-m", "pip", "install", "-q", "-c", pins(folder), *wanted, cwd=folder)
    return python


def test_a_foreign_bots_own_checks_pass(python: Path, tmp_path: Path) -> None:
    bot = shutil.copytree(Path(__file__).parent / "bot", tmp_path / "bot")
    assert "Success" in run(python, "-m", "mypy", cwd=bot)
    assert re.search(r"\b4 passed\b", run(python, "-m", "pytest", "-q", cwd=bot))


@contextmanager
def local_servers(python: Path, cwd: Path) -> Generator[dict[str, str]]:
    command = [str(python), "-m", "schedbot_sdk.testing", "all"]
    with subprocess.Popen(command, cwd=cwd, env=clean(), stdout=subprocess.PIPE, text=True) as servers:
        limit = Timer(120, servers.kill)
        limit.start()
        try:
            assert servers.stdout is not None
            lines = [servers.stdout.readline().strip() for _ in range(6)]
            yield dict(line.removeprefix("export ").split("=", 1) for line in lines)
            servers.terminate()
            assert servers.wait(10) == 0
        finally:
            servers.kill()
            limit.cancel()


@on_rows("script", ["quickstart_sync.py", "quickstart_async.py"])
def test_the_quickstarts_run_against_the_servers_that_the_wheel_brings(
    python: Path, tmp_path: Path, script: str
) -> None:
    shutil.copy(ROOT / "examples" / script, tmp_path)
    with local_servers(python, tmp_path) as env:
        shown = run(python, "-W", "error", script, cwd=tmp_path, env=env)
    assert "Europe/Berlin" in shown
    assert '"title": "Gym"' in shown


def test_the_environment_of_a_bot_holds_what_the_sdk_needs_and_none_of_our_tools(python: Path, tmp_path: Path) -> None:
    code = "import importlib.metadata as m; print(*sorted(d.name.lower() for d in m.distributions()))"
    found = set(run(python, "-c", code, cwd=tmp_path).split())
    assert {"schedbot-sdk", "httpx", "pydantic", "tenacity", "tzdata", "starlette", "uvicorn", "respx"} <= found
    assert not {"hypothesis", "ruff", "pyright", "hatchling", "build"} & found


def test_the_bot_imports_the_wheel(python: Path, tmp_path: Path) -> None:
    code = "import schedbot_sdk; print(schedbot_sdk.__file__)"
    package = Path(run(python, "-c", code, cwd=tmp_path).strip()).parent
    assert package.is_relative_to(python.parents[1])
    assert (package / "py.typed").is_file()


def test_a_bot_that_uses_the_sdk_wrongly_fails_its_type_check(python: Path, tmp_path: Path) -> None:
    bot = shutil.copytree(Path(__file__).parent / "bot", tmp_path / "bot")
    module = bot / "plan_bot.py"
    text = module.read_text(encoding="utf-8")
    wrong = text.replace("user.timezone", "user.time_zone").replace(
        "get_updates(offset=self.offset", "get_updates(offset='0'"
    )
    module.write_text(wrong, encoding="utf-8")
    with pytest.raises(AssertionError, match="Found 2 errors") as caught:
        run(python, "-m", "mypy", cwd=bot)
    assert "attr-defined" in str(caught.value)
    assert "arg-type" in str(caught.value)
