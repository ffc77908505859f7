"""The project's own files: pins, targets, versions, and what no file may hold."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import schedbot_sdk

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = (ROOT / "constraints.txt").read_text(encoding="utf-8")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def wanted() -> list[str]:
    groups = [
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
        PROJECT["build-system"]["requires"],
    ]
    return sorted({normal(re.split(r"[\[<>=~! ]", line)[0]) for group in groups for line in group})


@pytest.mark.parametrize("name", wanted())
def test_everything_that_is_installed_is_pinned(name: str) -> None:
    assert re.search(rf"^{re.escape(name)}==", PINS, re.MULTILINE)


def test_every_pin_has_a_hash_and_the_file_names_no_address() -> None:
    pins = re.split(r"\n(?=\S)", "\n".join(line for line in PINS.splitlines() if not line.startswith("#")))
    assert len(pins) > 40
    assert [pin.split()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in PINS
    assert "--index" not in PINS
    assert "--find-links" not in PINS


def test_the_runtime_needs_four_packages() -> None:
    assert [re.split(r"[<>=]", line)[0] for line in PROJECT["project"]["dependencies"]] == [
        "httpx", "pydantic", "tenacity", "tzdata",
    ]  # fmt: skip


def test_no_extra_is_empty() -> None:
    assert all(PROJECT["project"]["optional-dependencies"].values())


def test_the_version_is_the_same_everywhere() -> None:
    version = PROJECT["project"]["version"]
    assert schedbot_sdk.__version__ == version
    assert f"## [{version}] - " in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert sorted(re.findall(r"make ([a-z-]+)", shown)) == sorted(phony.group(1).split())


def test_no_file_names_a_registry_or_a_path_of_somebodys_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    hosts = "|".join(["py" + "pi", "python" + "hosted", "npm" + "js", "deb" + "ian"])
    homes = "|".join(["/" + "root/", "/" + "home/", "/" + "work/", "/" + "Users/"])
    found = subprocess.run(
        ["git", "grep", "-nIE", rf"({hosts})\.(org|com)|(^|[^A-Za-z0-9_.~-])({homes})"],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert found.stdout == ""


def test_the_wheel_is_typed() -> None:
    assert (Path(schedbot_sdk.__file__).parent / "py.typed").exists()
