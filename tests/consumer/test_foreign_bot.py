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

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, **(env or {})},
        check=False,
        capture_output=True,
        text=True,
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
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True) as servers:
        assert servers.stdout is not None
        lines = [servers.stdout.readline().strip() for _ in range(6)]
        yield dict(line.removeprefix("export ").split("=", 1) for line in lines)
        servers.terminate()
        assert servers.wait(10) == 0


@pytest.mark.parametrize("script", ["quickstart_sync.py", "quickstart_async.py"])
def test_the_quickstarts_run_against_the_servers_that_the_wheel_brings(
    python: Path, tmp_path: Path, script: str
) -> None:
    shutil.copy(ROOT / "examples" / script, tmp_path)
    with local_servers(python, tmp_path) as env:
        shown = run(python, "-W", "error", script, cwd=tmp_path, env=env)
    assert "Europe/Berlin" in shown
    assert '"title": "Gym"' in shown


def test_the_environment_of_a_bot_holds_only_what_the_sdk_needs(python: Path, tmp_path: Path) -> None:
    code = "import importlib.metadata as m; print(*sorted(d.name.lower() for d in m.distributions()))"
    assert {"schedbot-sdk", "httpx", "pydantic", "tenacity", "tzdata", "starlette", "uvicorn", "respx"} <= set(
        run(python, "-c", code, cwd=tmp_path).split()
    )
