"""What README claims and no other test shows."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable

import pytest
from tests.docs.pages import Block, python_of

PACKAGES = ("schedbot_sdk", "schedbot_sdk.telegram", "schedbot_sdk.users", "schedbot_sdk.chat", "schedbot_sdk.testing")
Function = Callable[..., object]


def methods_of(kind: type) -> dict[str, Function]:
    """The public methods, properties and constructor of a class, as far as the SDK defines them."""
    found: dict[str, Function] = {}
    for name, member in inspect.getmembers(kind):
        if name.startswith("_") and name != "__init__":
            continue
        function = member.fget if isinstance(member, property) else getattr(member, "__func__", member)
        if inspect.isfunction(function) and function.__module__.startswith("schedbot_sdk"):
            found[name] = function
    return found


def public_functions() -> dict[str, Function]:
    found: dict[str, Function] = {}
    for package in map(importlib.import_module, PACKAGES):
        for name in package.__all__:
            member = getattr(package, name)
            if inspect.isclass(member):
                found |= {f"{name}.{method}": function for method, function in methods_of(member).items()}
            elif inspect.isfunction(member):
                found[name] = member
    return found


def test_no_public_signature_has_any() -> None:
    signatures = {name: inspect.signature(function) for name, function in public_functions().items()}
    assert {"TelegramClient.get_updates", "AsyncChatStream.text", "ChatCompletion.text", "replay"} <= signatures.keys()
    assert not [name for name, signature in signatures.items() if "Any" in str(signature)]
    empty = inspect.Signature.empty
    assert not [name for name, signature in signatures.items() if signature.return_annotation is empty]


@pytest.mark.parametrize("block", python_of("README.md"), ids=str)
def test_the_bots_of_the_readme_have_fifteen_lines_at_the_most(block: Block) -> None:
    assert 0 < sum(bool(line.strip()) for line in block.code.splitlines()) <= 15
