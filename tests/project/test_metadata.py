"""What package indexes show: the addresses of the project, and a README whose links work there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hatch_build import absolute_links

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCE = PROJECT["urls"]["Source"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.fixture(scope="module")
def readme() -> str:
    """The README in the metadata that hatchling builds."""
    command = [sys.executable, "-m", "hatchling", "metadata", "readme"]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8", timeout=60).stdout


def test_the_built_readme_has_no_relative_link(readme: str) -> None:
    targets = LINK.findall(readme)
    assert len(targets) > 30
    assert [target for target in targets if not target.startswith(f"{SOURCE}/")] == []


def test_the_links_of_the_built_readme_lead_to_files_of_this_version(readme: str) -> None:
    version = PROJECT["version"]
    assert f"]({SOURCE}/blob/v{version}/docs/retries.md)" in readme
    assert f"]({SOURCE}/raw/v{version}/docs/demo.svg)" in readme
    paths = [re.sub(rf"^{re.escape(SOURCE)}/(?:blob|raw)/v{version}/", "", target) for target in LINK.findall(readme)]
    assert [path for path in paths if not (ROOT / path.partition("#")[0]).exists()] == []


def test_only_relative_links_change() -> None:
    for text, wanted in (
        ("[a](docs/a.md#b)", "[a](S/blob/T/docs/a.md#b)"),
        ("![a](a.svg)", "![a](S/raw/T/a.svg)"),
        ("[a](https://example.com) [b](#b)", "[a](https://example.com) [b](#b)"),
        ("`x[0](1, 2)`", "`x[0](1, 2)`"),
    ):
        assert absolute_links(text, "S", "T") == wanted


def test_every_address_of_the_project_begins_with_that_of_its_source() -> None:
    assert {"Homepage", "Documentation", "Source", "Issues", "Changelog"} == PROJECT["urls"].keys()
    chooser = (ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml").read_text(encoding="utf-8")
    urls = [*PROJECT["urls"].values(), *re.findall(r"https://\S+", chooser)]
    assert [url for url in urls if not url.startswith(SOURCE)] == []


def test_the_badges_say_what_the_project_says() -> None:
    badges = {
        path.stem: ET.fromstring(path.read_text(encoding="utf-8")).get("aria-label")
        for path in (ROOT / "docs" / "badges").glob("*.svg")
    }
    prefix = "Programming Language :: Python :: "
    versions = re.findall(rf"{prefix}(3\.\d+)$", "\n".join(PROJECT["classifiers"]), re.MULTILINE)
    assert badges == {
        "python": f"python: {' | '.join(versions)}",
        "typing": "typing: mypy + pyright strict",
        "license": f"license: {PROJECT['license']}",
    }
