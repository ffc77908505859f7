"""The reference names everything public."""

from __future__ import annotations

import importlib
import inspect
import re

import pytest
from tests.docs.pages import ROOT

DIRECTIVE = re.compile(r"^::: (schedbot_sdk[\w.]*)$", re.MULTILINE)
LISTED = {
    path for page in (ROOT / "docs" / "reference").glob("*.md") for path in DIRECTIVE.findall(page.read_text("utf-8"))
}


@pytest.mark.parametrize(
    "package", ["", ".telegram", ".users", ".chat", ".schedule", ".testing"], ids=lambda name: name or "schedbot_sdk"
)
def test_every_public_class_and_function_is_in_the_reference(package: str) -> None:
    module = importlib.import_module(f"schedbot_sdk{package}")
    missing: list[str] = []
    for name in module.__all__:
        member = getattr(module, name)
        if not inspect.isclass(member) and not inspect.isfunction(member):
            continue
        paths = {f"schedbot_sdk{package}.{name}", f"schedbot_sdk.{name}", f"{member.__module__}.{name}"}
        if not (paths | {member.__module__}) & LISTED and not any(_reexports(path, name) for path in LISTED):
            missing.append(name)
    assert missing == []


def _reexports(path: str, name: str) -> bool:
    try:
        module = importlib.import_module(path)
    except ModuleNotFoundError:
        return False
    return name in getattr(module, "__all__", ())
