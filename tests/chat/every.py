"""Checks many rows in one test: it fails once, with all the failures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import pytest

__all__ = ["check_every"]

T = TypeVar("T")


def check_every(rows: Iterable[T], check: Callable[[T], object]) -> None:
    """Call `check` with each row; a row is shown by its name, or as it is."""
    failures: list[str] = []
    count = 0
    for row in rows:
        count += 1
        try:
            check(row)
        except (Exception, pytest.fail.Exception) as error:  # each one is reported
            failures.append(f"{getattr(row, 'name', row)}: {type(error).__name__}: {error}")
    assert count, "no row was checked"
    assert not failures, "\n\n".join(failures)
