"""The exports of the public packages, the reference, and the types in public signatures are the same names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache

import griffe
from tests.docs.pages import ROOT
from tests.docs.public import PACKAGES, exports, source

DIRECTIVE = re.compile(r"^::: (?P<path>schedbot_sdk[\w.]*)\n(?P<options>(?:[ ].*\n)*)", re.MULTILINE)
OPAQUE = {"schedbot_sdk.testing.faults.steps.Step"}  # functions of the package create faults; users pass them on
LEFT_OUT = re.compile(r'"!([^"]+)"')


@cache
def exported() -> Mapping[str, str]:
    """Where each exported name is defined, by its public path."""
    return {f"{package}.{name}": source(f"{package}.{name}").path for package in PACKAGES for name in exports(package)}


def documented() -> list[str]:
    """The public paths of the names that the pages of the reference describe."""
    found: list[str] = []
    everywhere = LEFT_OUT.findall((ROOT / "zensical.toml").read_text(encoding="utf-8"))
    for page in sorted((ROOT / "docs" / "reference").glob("*.md")):
        for directive in DIRECTIVE.finditer(page.read_text(encoding="utf-8") + "\n"):
            path, left_out = directive["path"], LEFT_OUT.findall(directive["options"]) or everywhere
            names = exports(path) if path in PACKAGES else None
            shown = [name for name in names or () if not any(re.search(pattern, name) for pattern in left_out)]
            found += [path] if names is None else [f"{path}.{name}" for name in shown]
    return found


def types_in(label: str, member: griffe.Object) -> Iterator[tuple[str, str]]:
    """The SDK's classes and aliases in the annotations of a public member, each with the signature that has it."""
    if isinstance(member, griffe.Function):
        for parameter in member.parameters:
            yield from named_in(label, parameter.annotation)
        yield from named_in(label, member.returns)
    elif isinstance(member, griffe.Attribute):
        yield from named_in(label, member.value if is_alias(member) else member.annotation)
    elif isinstance(member, griffe.Class):
        for name, inner in member.all_members.items():
            own = inner.final_target if isinstance(inner, griffe.Alias) else inner
            if inner.is_public and own.path.startswith("schedbot_sdk"):
                yield from types_in(f"{label}.{name}", own)


def named_in(label: str, annotation: griffe.Expr | str | None) -> Iterator[tuple[str, str]]:
    parts = annotation.iterate() if isinstance(annotation, griffe.Expr) else ()
    for path in [part.canonical_path for part in parts if isinstance(part, griffe.ExprName)]:
        if path.startswith("schedbot_sdk."):
            named = source(path)
            if isinstance(named, griffe.Class) or (is_alias(named) and is_public_alias(named)):
                yield label, named.path
            elif is_alias(named):
                yield from types_in(label, named)


def is_alias(member: griffe.Object) -> bool:
    return isinstance(member, griffe.Attribute) and str(member.annotation).endswith("TypeAlias")


def is_public_alias(alias: griffe.Object) -> bool:
    """Whether a reader needs the alias's name; not if it only adds validation to a type of the standard library."""
    value = alias.value if isinstance(alias, griffe.Attribute) else None
    return not alias.name.startswith("_") and not str(value).startswith("Annotated[")


def not_exported(known: Collection[str]) -> dict[str, str]:
    """The types of public signatures that are not among the known ones, with one signature that has them."""
    mentioned = [pair for path in exported() for pair in types_in(path, source(path))]
    return {path: label for label, path in mentioned if path not in known}


def test_the_reference_describes_every_exported_name_once() -> None:
    described = documented()
    places = {path: [shown for shown in described if source(shown).path == path] for path in exported().values()}
    names = {path: shown for path, shown in places.items() if not path.endswith((".__version__", ".testing.faults"))}
    assert {path: shown for path, shown in names.items() if len(shown) != 1} == {}


def test_the_reference_describes_only_exported_names() -> None:
    assert [path for path in documented() if path not in exported()] == []


def test_every_type_in_a_public_signature_is_exported() -> None:
    assert not_exported([*exported().values(), *OPAQUE]) == {}


def test_a_type_that_is_not_exported_is_found_in_functions_methods_and_fields() -> None:
    exports = set(exported().values())
    for path, label in {
        "schedbot_sdk.chat.tools.ToolCall": "schedbot_sdk.chat.AnswerMessage.tool_calls",
        "schedbot_sdk.telegram.text.split.TextPiece": "schedbot_sdk.telegram.split_text",
        "schedbot_sdk.options.RetryPolicy": "schedbot_sdk.TelegramClient.__init__",
        "schedbot_sdk.telegram.handlers.types.Handler": "schedbot_sdk.TelegramClient.poll",
    }.items():
        assert path in exports
        mentioned = [where for kind in exported() for where, found in types_in(kind, source(kind)) if found == path]
        assert label in mentioned, (path, mentioned[:5])
        assert path in not_exported(exports - {path})
