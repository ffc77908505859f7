"""What a local server was told to fail with, for so many requests or so long. Thread-safe."""

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
    """One answer instead of what was asked for; either `times` or `until` says when it is over."""

    status: int
    body: str
    media_type: str | None
    headers: dict[str, str]
    path_ends: str
    times: int | None = None
    until: float | None = None
    """In terms of `time.monotonic()`."""

    def response(self) -> Response:
        return Response(self.body, self.status, self.headers, self.media_type)


class FailureInjection:
    """A server that can be told to fail; the failures come in the order in which they were asked for."""

    def __init__(self) -> None:
        self._failures: list[_Failure] = []
        self._failures_lock = threading.Lock()

    def failure_body(self, error: ErrorResponse) -> tuple[str, str]:
        """Body and media type of a failure; a subclass has its service's own shape."""
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
        """Answer the next requests with a failure instead of serving them.

        Args:
            status: The failure's status.
            times: How many requests fail.
            retry_after: Seconds to wait, told in the `Retry-After` header, and in the service's own body if it does so.
            body: What is answered; without it the service's own error body.
            headers: Sent beside it.
            path_ends: Only requests whose path ends like this fail, such as `/sendMessage`; empty means any.

        Raises:
            ValueError: `times` is less than 1.
        """
        if times < 1:
            raise ValueError(f"times must be at least 1, not {times}")
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
        """Answer every request with a failure from now on for so many seconds, as in an outage.

        Args:
            seconds: How long.
            status: And the rest: as `fail_next` has it.
            retry_after: The same.
            body: The same.
            headers: The same.
            path_ends: The same.

        Raises:
            ValueError: `seconds` is not above 0.
        """
        if not seconds > 0:
            raise ValueError(f"seconds must be above 0, not {seconds}")
        failure = self._failure(status, retry_after, body, headers, path_ends)
        failure.until = time.monotonic() + seconds
        self._add(failure)

    def stop_failing(self) -> None:
        """Forget the failures that were asked for."""
        with self._failures_lock:
            self._failures = []

    def take_failure(self, path: str) -> Response | None:
        """The failure that a request for this path gets instead of its answer; it is used up by that."""
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
        default_body, media_type = self.failure_body(ErrorResponse(status, retry_after=retry_after))
        kind: str | None = media_type
        if body is not None:
            kind = None if not body else "text/html" if body.lstrip().startswith("<") else "application/json"
        wait = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return _Failure(status, default_body if body is None else body, kind, wait | dict(headers or {}), path_ends)
