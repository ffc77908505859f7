"""The project's own files: targets, versions, the documentation's menu, and what no file may hold."""

from __future__ import annotations

import importlib.metadata
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from tests.rows import on_rows

import schedbot_sdk

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
HOSTS = "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "deb" + "ian"])
HOMES = "|".join(["/" + "root/", "/" + "home/", "/" + "work/", "/" + "Users/"])
FORBIDDEN = re.compile(rf"(?:{HOSTS})\.(?:org|com)|(?<![\w.~-])(?:{HOMES})")


def test_the_runtime_needs_four_packages_and_the_parts_of_them_that_it_imports() -> None:
    assert [re.split(r"[<>=]", line)[0] for line in PROJECT["project"]["dependencies"]] == [
        "httpcore", "httpx", "pydantic", "pydantic-core", "tenacity", "typing-extensions", "tzdata",
    ]  # fmt: skip


def test_no_extra_is_empty() -> None:
    assert all(PROJECT["project"]["optional-dependencies"].values())


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert schedbot_sdk.__version__ == version
    assert importlib.metadata.version("schedbot-sdk") == version
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE)
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert phony is not None
    assert sorted(targets) == sorted(phony.group(1).split())
    assert sorted(re.findall(r"make ([a-z-]+)", shown)) == sorted(targets)


def test_the_menu_of_the_documentation_leads_to_every_page() -> None:
    menu = re.findall(r'= "([^"]+\.md)"', (ROOT / "zensical.toml").read_text(encoding="utf-8"))
    there = [page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")]
    assert sorted(menu) == sorted(there)


@on_rows("text", ["https://py" + "pi.org/simple", "files.python" + "hosted.org", "'/ro" + "ot/x'"])
def test_a_registry_and_somebodys_path_are_recognised(text: str) -> None:
    assert FORBIDDEN.search(text)


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    found = [
        f"{file.relative_to(ROOT)}: {match.group()}"
        for file in files
        for match in FORBIDDEN.finditer(file.read_bytes().decode("utf-8", "replace"))
    ]
    assert len(files) > 100
    assert found == []


def test_the_package_that_is_imported_is_marked_as_typed() -> None:
    assert (Path(schedbot_sdk.__file__).parent / "py.typed").exists()
