"""What the package imports is declared, with a floor, and nothing else is."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tests.rows import on_rows

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PACKAGE = ROOT / "src" / "schedbot_sdk"
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]
READ_AS_DATA = {"tzdata"}
"""Nothing imports it by a statement: its files are read."""
FOUND_BY_NAME = {"python-multipart": "starlette reads forms with it"}


def declared(lines: list[str]) -> dict[str, Requirement]:
    return {canonicalize_name(one.name): one for one in map(Requirement, lines)}


def imported(source: str) -> Iterator[str]:
    """The top-level packages that a source imports, but for its own and the standard library's."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            names = [node.module]
        for name in (name.partition(".")[0] for name in names):
            if name not in sys.stdlib_module_names and name != "schedbot_sdk":
                yield name


def distributions(folder: Path, *, without: Path | None = None) -> set[str]:
    """What has to be installed for a folder's imports."""
    owners = packages_distributions()
    files = [file for file in folder.rglob("*.py") if without is None or without not in file.parents]
    names = {name for file in files for name in imported(file.read_text(encoding="utf-8"))}
    return {canonicalize_name(owners[name][0]) for name in names}


def test_an_import_is_found_wherever_it_stands() -> None:
    source = (
        "import httpx as h\nfrom os import path\nfrom . import x\ndef f():\n    from pydantic.fields import Field\n"
    )
    assert sorted(imported(source)) == ["httpx", "pydantic"]


def test_every_import_of_the_package_is_declared_and_no_more() -> None:
    optional = {name for lines in EXTRAS.values() for name in declared(lines)}
    needed = distributions(PACKAGE, without=PACKAGE / "testing") - optional
    assert needed | READ_AS_DATA == set(declared(PROJECT["dependencies"]))


def test_every_import_of_the_test_kit_is_declared_and_no_more() -> None:
    needed = distributions(PACKAGE / "testing") - set(declared(PROJECT["dependencies"]))
    assert needed | set(FOUND_BY_NAME) == set(declared(EXTRAS["testing"]))


@on_rows("line", sorted({*PROJECT["dependencies"], *(one for lines in EXTRAS.values() for one in lines)}))
def test_a_dependency_has_a_floor(line: str) -> None:
    assert re.search(r">=\d", str(Requirement(line).specifier)), line
