"""Planned failures of a local server, for a number of requests or a time. Thread-safe."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from schedbot_sdk.testing.servers.error_response import ErrorResponse

__all__ = ["FailureInjection"]


@dataclass(slots=True)
class _Failure:
    """A planned failure; it ends after `times` requests or at `until`."""

    status: int
    body: str
    media_type: str | None
    headers: dict[str, str]
    path_ends: str
    times: int | None = None
    until: float | None = None
    """As `time.monotonic()`."""

    def response(self) -> Response:
        return Response(self.body, self.status, self.headers, self.media_type)


class FailureInjection:
    """A server with planned failures, which happen in the order of their planning."""

    def __init__(self) -> None:
        self._failures: list[_Failure] = []
        self._failures_lock = threading.Lock()

    def _failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """The body and media type of a failure; a subclass has its service's format."""
        return json.dumps({"detail": error.message or f"status {error.status}"}), "application/json"

    def fail_next(
        self,
        status: int,
        *,
        times: int = 1,
        retry_after: int | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        path_ends: str = "",
    ) -> None:
        """Answer the next requests with an error.

        Args:
            status: The HTTP status.
            times: How many requests fail.
            retry_after: Seconds for the `Retry-After` header, and for the body if the service has them there too.
            body: The response body; None sends the service's usual error body.
            headers: Additional headers.
            path_ends: Only requests with this end of the path fail, such as `/sendMessage`; empty means all requests.

        Raises:
            ValueError: `times` is less than 1.
        """
        if times < 1:
            raise ValueError(f"times must be at least 1, got {times}")
        failure = self._failure(status, retry_after, body, headers, path_ends)
        failure.times = times
        self._add(failure)

    def fail_for(
        self,
        seconds: float,
        status: int,
        *,
        retry_after: int | None = None,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
        path_ends: str = "",
    ) -> None:
        """Answer all requests of the next seconds with an error, as in an outage.

        Args:
            seconds: The length of the outage.
            status: As in `fail_next`.
            retry_after: As in `fail_next`.
            body: As in `fail_next`.
            headers: As in `fail_next`.
            path_ends: As in `fail_next`.

        Raises:
            ValueError: `seconds` is not above 0.
        """
        if not seconds > 0:
            raise ValueError(f"seconds must be above 0, got {seconds}")
        failure = self._failure(status, retry_after, body, headers, path_ends)
        failure.until = time.monotonic() + seconds
        self._add(failure)

    def stop_failing(self) -> None:
        """Cancel the planned failures."""
        with self._failures_lock:
            self._failures = []

    def _take_failure(self, path: str) -> Response | None:
        """Use the next planned failure for this path; None without one."""
        now = time.monotonic()
        with self._failures_lock:
            self._failures = [each for each in self._failures if each.until is None or now < each.until]
            failure = next((each for each in self._failures if path.endswith(each.path_ends)), None)
            if failure is not None and failure.times is not None:
                failure.times -= 1
                if not failure.times:
                    self._failures.remove(failure)
        return None if failure is None else failure.response()

    def _add(self, failure: _Failure) -> None:
        with self._failures_lock:
            self._failures.append(failure)

    def _failure(
        self,
        status: int,
        retry_after: int | None,
        body: str | None,
        headers: Mapping[str, str] | None,
        path_ends: str,
    ) -> _Failure:
        default_body, media_type = self._failure_body(ErrorResponse(status, retry_after=retry_after))
        kind: str | None = media_type
        if body is not None:
            kind = None if not body else "text/html" if body.lstrip().startswith("<") else "application/json"
        wait = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return _Failure(status, default_body if body is None else body, kind, wait | dict(headers or {}), path_ends)
