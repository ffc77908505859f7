"""The shell commands of the pages exist, and print the output that the pages show."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.docs.pages import PAGES, ROOT, blocks

COMMANDS = {
    line.strip(): f"{block.page}:{block.line + number}"
    for page in PAGES
    for block in blocks(page)
    if block.language == "sh"
    for number, line in enumerate(block.code.splitlines())
}
SERVERS = [line for line in COMMANDS if line.startswith("python -m schedbot_sdk.testing")]
SECONDS = 30.0


def started_with(name: str) -> list[str]:
    return [line for line in COMMANDS if shlex.split(line, comments=True)[0] == name]


def test_every_shell_block_is_marked_and_every_command_is_one_that_is_checked() -> None:
    languages = {block.language for page in PAGES for block in blocks(page)}
    assert languages <= {"python", "sh", "text"}
    pages = [line for line in COMMANDS if line == "python bot.py"]
    checked = [*SERVERS, *pages, *(line for name in ("make", "pip", "export") for line in started_with(name))]
    assert sorted(checked) == sorted(COMMANDS)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_every_make_target_is_in_the_help() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    targets = set(re.findall(r"^ *make ([a-z-]+)", shown, re.MULTILINE))
    named = {line.split()[1] for line in started_with("make")}
    for page in PAGES:
        named |= set(re.findall(r"`make ([a-z-]+)`", (ROOT / page).read_text(encoding="utf-8")))
    assert {"demo", "test"} <= named
    assert named <= targets


def test_pip_is_asked_for_the_package_and_an_extra_that_it_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for line in started_with("pip"):
        found = re.fullmatch(r"pip install (\S+?)(?:\[([\w,]+)\])?( pytest)?", " ".join(shlex.split(line)))
        assert found, line
        assert found[1] in {project["name"], "."}
        assert set((found[2] or "testing").split(",")) <= project["optional-dependencies"].keys()


@pytest.mark.parametrize("line", SERVERS, ids=lambda line: line.removeprefix("python -m schedbot_sdk.testing "))
def test_a_command_for_local_servers_starts_them_and_prints_the_environment(line: str, tmp_path: Path) -> None:
    arguments = shlex.split(line)[1:]
    if "--port" in arguments:
        # The page's port may be taken on this machine; any free one proves the same.
        arguments[arguments.index("--port") + 1] = "0"
    servers = subprocess.Popen(
        [sys.executable, *arguments], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    try:
        assert servers.stdout is not None
        first = servers.stdout.readline()
    finally:
        servers.terminate()
        _, stderr = servers.communicate(timeout=SECONDS)
    assert re.fullmatch(r"export [A-Z_]+=\S+\n", first), stderr
    assert servers.returncode == 0


def test_the_variables_of_the_pages_are_those_that_the_package_reads() -> None:
    package = ROOT / "src" / "schedbot_sdk"
    files = [*package.glob("*/client.py"), package / "_core" / "logging_setup.py"]
    sources = "".join(file.read_text(encoding="utf-8") for file in files)
    read = set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', sources))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)`(?:, or `([A-Z_]+)`)? \|", readme, re.MULTILINE)) == {
        ("TELEGRAM_BOT_TOKEN", "BOT_TOKEN"),
        *((name, "") for name in read - {"TELEGRAM_BOT_TOKEN", "BOT_TOKEN"}),
    }
    exported = {re.split(r"[ =]", line)[1] for line in started_with("export")}
    assert exported <= read
