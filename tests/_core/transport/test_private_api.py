"""The private attributes of httpx and httpcore that the SDK uses are there, and do what it needs."""

from __future__ import annotations

import ast
import asyncio
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

import httpcore
import httpx
from tests.rows import on_rows

import schedbot_sdk
from schedbot_sdk._core.transport.private_api import has_surplus, set_pool, skip_async_locks, skip_thread_lock

RESPONSE = [b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"]
PROXY = httpcore.Proxy("http://proxy.test:3128")


class Recorder(httpcore.ConnectionPool):
    """Notes the requests that httpx sends through it."""

    def __init__(self) -> None:
        super().__init__(network_backend=httpcore.MockBackend(RESPONSE))
        self.requests: list[httpcore.Request] = []

    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        self.requests.append(request)
        return super().handle_request(request)


def test_a_transport_of_httpx_sends_through_the_pool_that_was_set() -> None:
    pool = Recorder()
    transport = httpx.HTTPTransport()
    set_pool(transport, pool)
    assert transport.handle_request(httpx.Request("GET", "http://service.test/path")).status_code == 200
    assert [request.url.target for request in pool.requests] == [b"/path"]


def test_a_pool_has_the_lock_that_is_taken_away() -> None:
    pool = httpcore.ConnectionPool(network_backend=httpcore.MockBackend(RESPONSE))
    lock: object = vars(pool)["_optional_thread_lock"]
    skip_thread_lock(pool)
    assert hasattr(lock, "__enter__")
    assert vars(pool)["_optional_thread_lock"] is not lock
    assert pool.request("GET", "http://service.test/").status == 200


def test_connections_have_the_locks_that_are_taken_away() -> None:
    async def locks(proxy: httpcore.Proxy | None) -> tuple[set[str], set[str]]:
        backend = httpcore.AsyncMockBackend(RESPONSE * 2)
        async with httpcore.AsyncConnectionPool(proxy=proxy, network_backend=backend) as pool:
            await pool.request("GET", "http://service.test/")
            before = names_of_locks(pool)
            skip_async_locks(pool)
            after = names_of_locks(pool)
            assert (await pool.request("GET", "http://service.test/")).status == 200
            return before, after

    for proxy in (None, PROXY):
        assert asyncio.run(locks(proxy)) == ({"_request_lock", "_state_lock"}, set())


def names_of_locks(pool: httpcore.AsyncConnectionPool) -> set[str]:
    names: set[str] = set()
    for pooled in pool.connections:
        connection: object = pooled
        while connection is not None:
            names |= {name for name, value in vars(connection).items() if type(value).__name__ == "AsyncLock"}
            connection = getattr(connection, "_connection", None)
    return names


def test_bytes_after_a_response_are_seen() -> None:
    for received, expected in ((RESPONSE, False), ([RESPONSE[0] + b"more"], True)):
        pool = httpcore.ConnectionPool(network_backend=httpcore.MockBackend(list(received)))
        pool.request("GET", "http://service.test/")
        assert has_surplus(pool) is expected


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def names_in(tree: ast.AST) -> set[str]:
    """The private attributes that objects of these classes have, and their private methods."""
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and is_own(node.value)}
    methods = {
        node.name
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return {name for name in attributes | methods if is_private(name)}


def is_own(value: ast.expr) -> bool:
    """Whether this is the object whose class is being written."""
    return ast.unparse(value) in {"self", "cls", "super()"}


def files_of(package: ModuleType) -> list[Path]:
    return sorted(Path(str(package.__file__)).parent.rglob("*.py"))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


LIBRARIES = (httpx, httpcore)
TREES = [tree_of(path) for library in LIBRARIES for path in files_of(library)]
KNOWN = {name for tree in TREES for name in names_in(tree)}
CLASSES = {node.name: node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
OF_NAMED_TUPLES = {"_asdict", "_fields", "_make", "_replace"}


def private_uses(tree: ast.Module) -> list[str]:
    """Private attributes of other objects, names of private ones of the libraries, and private modules of theirs."""
    harmless = {constant for node in ast.walk(tree) if names_no_attribute(node) for constant in ast.walk(node)}
    found: list[str] = []
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=value, attr=name) if is_private(name) and not is_own(value):
                found.append(name)
            case ast.Constant(value=str(name)) if name in KNOWN and node not in harmless:
                found.append(name)
            case ast.ImportFrom(module=str(module), names=names):
                found += private_parts(*(f"{module}.{alias.name}" for alias in names))
            case ast.Import(names=names):
                found += private_parts(*(alias.name for alias in names))
            case _:
                pass
    return [name for name in found if name not in OF_NAMED_TUPLES]


def names_no_attribute(node: ast.AST) -> bool:
    """Whether the strings in it are attributes of the SDK's own classes, or parts of other texts."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__slots__"
    )


def private_parts(*modules: str) -> list[str]:
    parts = [module.split(".") for module in modules]
    return [name for first, *rest in parts if first in {"httpx", "httpcore"} for name in rest if is_private(name)]


def inherited_uses(module: ModuleType) -> list[str]:
    """Private attributes that classes of the SDK have from classes of the libraries, or share with them by chance."""
    found: list[str] = []
    for ours in vars(module).values():
        if not isinstance(ours, type) or ours.__module__ != module.__name__:
            continue
        theirs = [base for base in ours.__mro__ if base.__module__.partition(".")[0] in {"httpx", "httpcore"}]
        taken = {name for base in theirs for name in names_in(CLASSES[base.__name__])}
        if taken:
            found += sorted(taken & names_in(ast.parse(inspect.getsource(ours))))
    return found


def modules_of_the_sdk() -> list[ModuleType]:
    found = pkgutil.walk_packages(schedbot_sdk.__path__, "schedbot_sdk.")
    return [importlib.import_module(one.name) for one in found if not one.name.endswith("__main__")]


def test_the_private_attributes_of_the_libraries_are_known() -> None:
    assert {"_connection", "_h11_state", "_mounts", "_network_backend", "_optional_thread_lock", "_pool"} <= KNOWN
    assert {"_request_lock", "_state", "_transport", "_transport_for_url"} <= KNOWN


@on_rows(
    "code, names",
    [
        ("client._transport.close()", ["_transport"]),
        ("self._http._mounts", ["_mounts"]),
        ("transport._of_a_later_version = 1", ["_of_a_later_version"]),
        ("getattr(client, '_transport')", ["_transport"]),
        ("vars(pool)['_connections']", ["_connections"]),
        ("httpx._client.USE_CLIENT_DEFAULT", ["_client"]),
        ("import httpcore._async", ["_async"]),
        ("from httpx._config import SSLConfig", ["_config"]),
        ("from httpcore import _sync", ["_sync"]),
        ("self._transport, cls._pool, super()._state, slot._replace(at=1), x.__class__, '_of_ours'", []),
        ("class A:\n    __slots__ = ('_pool',)", []),
        ("f'{kind}_proxy'", []),
    ],
)
def test_a_use_of_a_private_attribute_is_found(code: str, names: list[str]) -> None:
    assert private_uses(ast.parse(code)) == names


class Inheriting(httpcore.ConnectionPool):
    def count(self) -> int:
        return len(self._connections)


def test_a_use_of_an_inherited_private_attribute_is_found() -> None:
    assert inherited_uses(sys.modules[__name__]) == ["_connections"]


def test_no_other_module_uses_a_private_attribute_of_another_object() -> None:
    source = Path(schedbot_sdk.__file__).parent
    used = {path.relative_to(source).as_posix(): private_uses(tree_of(path)) for path in files_of(schedbot_sdk)}
    assert [path for path, names in used.items() if names] == ["_core/transport/private_api.py"], used


def test_no_class_uses_a_private_attribute_that_it_inherits_from_the_libraries() -> None:
    used = {module.__name__: inherited_uses(module) for module in modules_of_the_sdk()}
    assert {name: names for name, names in used.items() if names} == {}
    assert "schedbot_sdk._core.transport.credential_pool" in used
