"""The contracts between the rooms of the package: `make check` holds them; that they can break is shown here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def contracts(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree / "src")}, timeout=60,
        check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "data"))
    return tmp_path


@pytest.mark.parametrize(
    ("module", "imported"),
    [
        ("telegram/client.py", "schedbot_sdk.users"),
        ("telegram/types/chats.py", "schedbot_sdk.telegram.api.calls"),
        ("telegram/api/calls.py", "schedbot_sdk.telegram.send"),
        ("_core/call.py", "schedbot_sdk.chat"),
        ("chat/calls.py", "schedbot_sdk.testing"),
        ("users/client.py", "httpx"),
        ("__init__.py", "httpx"),
        ("chat/calls.py", "tenacity"),
        ("_core/transport/request.py", "schedbot_sdk._core.transport.pool"),
    ],
)
def test_an_import_against_the_arrows_breaks_a_contract(tree: Path, module: str, imported: str) -> None:
    with (tree / "src" / "schedbot_sdk" / module).open("a", encoding="utf-8") as file:
        file.write(f"import {imported}\n")
    done = contracts(tree)
    assert done.returncode == 1
    assert " 0 broken" not in done.stdout  # an import can also close a circle inside another contract
    assert f"-> {imported} (l." in " ".join(done.stdout.split())


def test_a_room_that_stands_on_no_floor_breaks_a_contract(tree: Path) -> None:
    (tree / "src" / "schedbot_sdk" / "attic.py").write_text("", encoding="utf-8")
    done = contracts(tree)
    assert done.returncode == 1
    assert "schedbot_sdk.attic" in done.stdout
