"""Sync and async clients are twins: same names, parameters and docstrings; and the exports of the package."""

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
    options,
)
from schedbot_sdk.chat import AsyncChatStream, ChatStream
from schedbot_sdk.reminders import AsyncReminders, Reminders

TWINS: list[tuple[type, type]] = [
    (TelegramClient, AsyncTelegramClient),
    (UsersClient, AsyncUsersClient),
    (ChatClient, AsyncChatClient),
    (ChatStream, AsyncChatStream),
    (Reminders, AsyncReminders),
]
PLAIN = {"stream", "from_env", "text", "updates", "completion", "plan_in", "cancel_in"}
"""Methods that are not coroutines in either twin."""
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
def test_twins_have_the_same_constructor_and_docstring(sync: type, twin: type) -> None:
    assert parameters(sync, "__init__") == parameters(twin, "__init__")
    assert inspect.getdoc(sync) == inspect.getdoc(twin)


@methods
def test_methods_of_twins_have_the_same_parameters_and_docstrings(sync: type, twin: type, name: str) -> None:
    assert parameters(sync, name) == parameters(twin, name)
    assert inspect.getdoc(getattr(sync, name)) == inspect.getdoc(getattr(twin, name))
    assert inspect.getdoc(getattr(sync, name))


def written(kind: type, name: str) -> dict[str, str]:
    """Return the annotations of a method, with the sync names in place of the async ones."""
    raw: dict[str, object] = inspect.get_annotations(getattr(kind, name))
    return {parameter: str(text).replace("Async", "") for parameter, text in raw.items()}


@methods
def test_methods_of_twins_have_the_same_annotations(sync: type, twin: type, name: str) -> None:
    assert written(sync, name) == written(twin, name)
    assert "return" in written(sync, name)


@twins
def test_constructors_of_the_clients_have_the_same_annotations(sync: type, twin: type) -> None:
    if sync is not ChatStream:
        assert written(sync, "__init__") == written(twin, "__init__")


@methods
def test_methods_that_block_are_coroutines_in_the_async_twin(sync: type, twin: type, name: str) -> None:
    assert not inspect.iscoroutinefunction(getattr(sync, name))
    assert inspect.iscoroutinefunction(getattr(twin, name)) == (name not in PLAIN)


def test_the_package_exports_the_clients_the_errors_and_the_options() -> None:
    names = schedbot_sdk.__all__
    assert names == sorted(names)
    assert all(hasattr(schedbot_sdk, name) for name in names)
    clients = {kind.__name__ for pair in TWINS[:3] for kind in pair}
    assert set(names) == {*clients, *errors.__all__, *options.__all__, "__version__"}


def test_every_exception_is_exported() -> None:
    kinds = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    assert len(kinds) == 21
    assert kinds | {"Attempt", "Phase"} == set(errors.__all__)


def test_the_package_module_has_only_imports_and_the_lookup_of_clients() -> None:
    tree = ast.parse(inspect.getsource(schedbot_sdk))
    functions = [statement.name for statement in ast.walk(tree) if isinstance(statement, ast.FunctionDef)]
    assert functions == ["__getattr__", "__dir__"]


def python(code: str) -> list[str]:
    """The words that a fresh interpreter prints."""
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    ).stdout.split()


def test_every_name_can_be_imported_first() -> None:
    code = "import sys; from schedbot_sdk import {0}; import schedbot_sdk as s; print({0} is s.{0}, '{0}' in dir(s))"
    clients = [kind.__name__ for pair in TWINS[:3] for kind in pair]
    for name in (*clients, "SchedbotError", "Timeouts", "__version__"):
        assert python(code.format(name)) == ["True", "True"], name
    printed = python(
        "import schedbot_sdk; from schedbot_sdk import *; print(*(set(schedbot_sdk.__all__) - set(dir())))"
    )
    assert printed == []
    assert python("import schedbot_sdk as s; print(s.telegram.Update, s.users.User, s.chat.ChatMessage)")
    with pytest.raises(AttributeError, match="no attribute 'TelegramBot'"):
        schedbot_sdk.TelegramBot  # type: ignore[attr-defined]  # noqa: B018  # no such client


def test_importing_the_package_does_not_import_http_or_pydantic() -> None:
    printed = python(f"import sys, schedbot_sdk; {MODULES}")
    assert not {"httpx", "httpcore", "pydantic", "tenacity", "asyncio", "email"} & set(printed)


def test_a_client_imports_neither_an_extra_nor_another_service() -> None:
    code = "import sys; from schedbot_sdk import {}; {}"
    for name, service in (("TelegramClient", "telegram"), ("AsyncUsersClient", "users"), ("ChatClient", "chat")):
        printed = set(python(code.format(name, MODULES)))
        assert {"httpx", "pydantic", "tenacity"} <= printed
        extras = {"starlette", "uvicorn", "respx", "pytest", "hypothesis", "multipart", "httpx2", "icalendar"}
        assert not extras & printed
        services = {"schedbot_sdk.telegram", "schedbot_sdk.users", "schedbot_sdk.chat", "schedbot_sdk.schedule"}
        assert services & printed == {f"schedbot_sdk.{service}"}


MODULES = "print(*({name.partition('.')[0] for name in sys.modules} | {n for n in sys.modules if 'schedbot' in n}))"
