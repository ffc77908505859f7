"""Runs a test for many rows as one case, and reports all rows that fail."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import TypeVar, cast

import pytest

__all__ = ["each"]


R = TypeVar("R")


def each(
    names: str, rows: Iterable[R], ids: Callable[[R], str] | Iterable[str] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Take the place of `pytest.mark.parametrize` where a case for each row costs more than it tells.

    Args:
        names: The test's parameters, with commas between them.
        rows: A value for each case, or a tuple of them if there are several names.
        ids: The names of rows in a report, or a function that makes them.
    """
    parameters = [name.strip() for name in names.split(",")]
    table = list(rows)
    if ids is None:
        labels = [repr(row)[:200] for row in table]
    else:
        labels = [ids(row) for row in table] if callable(ids) else list(ids)
    assert table
    assert len(labels) == len(table)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def wrapper(**fixtures: object) -> None:
            failures: list[str] = []
            for label, row in zip(labels, table, strict=True):
                values = (row,) if len(parameters) == 1 else cast("tuple[object, ...]", row)
                log = fixtures.get("caplog")
                if isinstance(log, pytest.LogCaptureFixture):
                    log.clear()
                try:
                    test(**fixtures, **dict(zip(parameters, values, strict=True)))
                except (Exception, pytest.fail.Exception) as error:
                    failures.append(f"{label}: {type(error).__name__}: {error}")
            assert not failures, f"{len(failures)} of {len(table)} rows fail:\n" + "\n".join(failures)

        signature = inspect.signature(test)
        assert signature.parameters.keys() >= set(parameters)
        rest = [parameter for name, parameter in signature.parameters.items() if name not in parameters]
        wrapper.__signature__ = signature.replace(parameters=rest)  # type: ignore[attr-defined]  # what pytest reads
        return wrapper

    return decorate
