"""Claims of README that no other test checks."""

from __future__ import annotations

import inspect
from collections.abc import Callable

from tests.docs.pages import python_of
from tests.docs.public import PACKAGES, exports

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
    for package in PACKAGES:
        for name, member in exports(package).items():
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


def test_the_bots_of_the_readme_have_at_most_fifteen_lines() -> None:
    lines = {
        str(block): sum(bool(line.strip()) for line in block.code.splitlines()) for block in python_of("README.md")
    }
    assert len(lines) == 3
    assert {block: count for block, count in lines.items() if not 0 < count <= 15} == {}
