"""The twins are twins: same names, parameters and docstrings; and the package exports what it should."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys

import pytest

import schedbot_sdk
from schedbot_sdk import (
    AsyncChatClient,
    AsyncTelegramClient,
    AsyncUsersClient,
    ChatClient,
    TelegramClient,
    UsersClient,
    errors,
)
from schedbot_sdk.chat import AsyncChatStream, ChatStream

TWINS: list[tuple[type, type]] = [
    (TelegramClient, AsyncTelegramClient),
    (UsersClient, AsyncUsersClient),
    (ChatClient, AsyncChatClient),
    (ChatStream, AsyncChatStream),
]
PLAIN = {"stream", "from_env", "text", "updates", "completion"}
"""What is no coroutine in either twin."""
DUNDERS = {"__enter__": "__aenter__", "__exit__": "__aexit__", "__iter__": "__aiter__", "__next__": "__anext__"}


def public(kind: type) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def parameters(kind: type, name: str) -> list[tuple[str, object, object]]:
    signature = inspect.signature(getattr(kind, name))
    return [(p.name, p.kind, p.default) for p in signature.parameters.values()]


METHODS = [(sync, twin, name) for sync, twin in TWINS for name in sorted(public(sync))]
twins = pytest.mark.parametrize(("sync", "twin"), TWINS, ids=lambda kind: kind.__name__)
methods = pytest.mark.parametrize(
    ("sync", "twin", "name"), METHODS, ids=lambda value: getattr(value, "__name__", value)
)


@twins
def test_twins_have_the_same_names(sync: type, twin: type) -> None:
    assert public(sync) == public(twin)
    assert {DUNDERS[name] for name in DUNDERS if hasattr(sync, name)} == {
        name for name in DUNDERS.values() if hasattr(twin, name)
    }


@twins
def test_twins_are_made_alike_and_described_alike(sync: type, twin: type) -> None:
    assert parameters(sync, "__init__") == parameters(twin, "__init__")
    assert inspect.getdoc(sync) == inspect.getdoc(twin)


@methods
def test_methods_of_twins_take_the_same_and_say_the_same(sync: type, twin: type, name: str) -> None:
    assert parameters(sync, name) == parameters(twin, name)
    assert inspect.getdoc(getattr(sync, name)) == inspect.getdoc(getattr(twin, name))
    assert inspect.getdoc(getattr(sync, name))


def written(kind: type, name: str) -> dict[str, str]:
    """What parameters and result are annotated with, with the twin's names in place of the async ones."""
    raw: dict[str, object] = inspect.get_annotations(getattr(kind, name))
    return {parameter: str(text).replace("Async", "").replace("SyncKey", "Key") for parameter, text in raw.items()}


@methods
def test_methods_of_twins_are_annotated_alike(sync: type, twin: type, name: str) -> None:
    assert written(sync, name) == written(twin, name)
    assert "return" in written(sync, name)


@twins
def test_constructors_of_the_clients_are_annotated_alike(sync: type, twin: type) -> None:
    if sync is not ChatStream:
        assert written(sync, "__init__") == written(twin, "__init__")


@methods
def test_what_waits_in_the_sync_twin_is_awaited_in_the_other(sync: type, twin: type, name: str) -> None:
    assert not inspect.iscoroutinefunction(getattr(sync, name))
    assert inspect.iscoroutinefunction(getattr(twin, name)) == (name not in PLAIN)


def test_the_package_exports_a_sorted_list_that_holds_every_error() -> None:
    names = schedbot_sdk.__all__
    assert names == sorted(names)
    assert all(hasattr(schedbot_sdk, name) for name in names)
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert len(kinds) == 21
    assert kinds <= set(names)
    assert kinds | {"Attempt", "Phase"} == set(errors.__all__)
    assert {kind.__name__ for pair in TWINS[:3] for kind in pair} <= set(names)


def test_nothing_public_is_missing_from_the_list() -> None:
    held = {name for name in vars(schedbot_sdk) if not name.startswith("_")}
    modules = {name for name in held if inspect.ismodule(vars(schedbot_sdk)[name])}
    assert held - modules == set(schedbot_sdk.__all__) - {"__version__"}


def test_the_package_module_holds_nothing_but_imports() -> None:
    tree = ast.parse(inspect.getsource(schedbot_sdk))
    docstring, *rest = tree.body
    assert isinstance(docstring, ast.Expr)
    assert {type(statement) for statement in rest} == {ast.ImportFrom, ast.Assign}


def test_importing_the_package_imports_no_extra() -> None:
    code = "import sys, schedbot_sdk; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    shown = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.split()
    assert {"httpx", "pydantic", "tenacity"} <= set(shown)
    assert not {"starlette", "uvicorn", "respx", "pytest", "hypothesis", "sqlite3", "multipart", "httpx2"} & set(shown)
