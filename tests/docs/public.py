"""The public packages, what they export, and the docstrings under the fields of their classes.

The docstrings are read from the source, as the reference reads them: dataclasses and options have fields too.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from types import ModuleType

import griffe
from tests.docs.pages import ROOT

PACKAGES = (
    "schedbot_sdk",
    "schedbot_sdk.errors",
    "schedbot_sdk.options",
    "schedbot_sdk.telegram",
    "schedbot_sdk.users",
    "schedbot_sdk.chat",
    "schedbot_sdk.schedule",
    "schedbot_sdk.reminders",
    "schedbot_sdk.assistant",
    "schedbot_sdk.timezones",
    "schedbot_sdk.testing",
    "schedbot_sdk.testing.faults",
)


def exports(package: str) -> dict[str, object]:
    """The exported members of a package by name, without modules."""
    module = importlib.import_module(package)
    names: list[str] = module.__all__
    members: dict[str, object] = {name: getattr(module, name) for name in names}
    return {name: member for name, member in members.items() if not isinstance(member, ModuleType)}


def exported_classes() -> list[type]:
    """The classes that the public packages export, each once."""
    members = [member for package in PACKAGES for member in exports(package).values()]
    classes = [member for member in members if isinstance(member, type)]
    return list(dict.fromkeys(kind for kind in classes if kind.__module__.startswith("schedbot_sdk")))


@cache
def _package() -> griffe.Object | griffe.Alias:
    return griffe.load("schedbot_sdk", search_paths=[str(ROOT / "src")])


def source(path: str) -> griffe.Object:
    """The member at a dotted path, as it is written in the source."""
    parts = path.split(".")[1:]
    found = _package()[parts] if parts else _package()
    return found.final_target if isinstance(found, griffe.Alias) else found


def own_fields(kind: type) -> dict[str, str]:
    """The docstrings under the public fields of a class by the names of the fields; empty if there is none."""
    return _docstrings(source(f"{kind.__module__}.{kind.__qualname__}").members)


def all_fields(kind: type) -> dict[str, str]:
    """The docstrings under the public fields of a class and of its bases."""
    return _docstrings(source(f"{kind.__module__}.{kind.__qualname__}").all_members)


def _docstrings(members: Mapping[str, griffe.Object | griffe.Alias]) -> dict[str, str]:
    return {
        name: member.docstring.value if member.docstring else ""
        for name, member in members.items()
        if member.is_attribute and not name.startswith("_") and member.has_labels("instance-attribute")
    }
