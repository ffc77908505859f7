"""Pools of one connection that add the token or key below httpx: no `httpx.Request` holds a secret."""

from __future__ import annotations

from typing import cast

import httpcore
from typing_extensions import override

from schedbot_sdk._core.transport.backends import AsyncBackend, SyncBackend
from schedbot_sdk._core.transport.private_api import skip_async_locks, skip_thread_lock
from schedbot_sdk._core.transport.request import PreparedRequest
from schedbot_sdk._core.transport.route import Route

__all__ = ["AsyncCredentialInjectingPool", "CredentialInjectingPool"]


class CredentialInjectingPool(httpcore.ConnectionPool):
    """Puts the credential into each request that leaves httpx, on its way to the one connection."""

    def __init__(self, route: Route, backend: SyncBackend) -> None:
        super().__init__(ssl_context=route.ssl_context, proxy=route.proxy, max_connections=1, network_backend=backend)
        skip_thread_lock(self)

    @override
    def handle_request(self, request: httpcore.Request) -> httpcore.Response:
        _inject_credential(request)
        return super().handle_request(request)


class AsyncCredentialInjectingPool(httpcore.AsyncConnectionPool):
    """The async twin of `CredentialInjectingPool`."""

    def __init__(self, route: Route, backend: AsyncBackend) -> None:
        super().__init__(ssl_context=route.ssl_context, proxy=route.proxy, max_connections=1, network_backend=backend)

    @override
    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        _inject_credential(request)
        skip_async_locks(self)
        return await super().handle_async_request(request)


def _inject_credential(request: httpcore.Request) -> None:
    prepared = cast("dict[str, PreparedRequest]", request.extensions).pop("prepared")  # pyright: ignore[reportUnknownMemberType]  # a bare dict
    url = request.url
    request.url = httpcore.URL(scheme=url.scheme, host=url.host, port=url.port, target=prepared.target)
    if prepared.authorization is not None:
        request.headers.append((b"authorization", prepared.authorization.encode("ascii")))
