"""Runs a test on many rows as one case, and names all the rows that fail."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import TypeAlias, cast

import pytest

__all__ = ["on_rows"]

Test: TypeAlias = Callable[..., None]
_SHOWN = 200


def on_rows(names: str | Sequence[str], rows: Iterable[Sequence[object] | object]) -> Callable[[Test], Test]:
    """Return a decorator that runs a test once a row. It takes the arguments of `pytest.mark.parametrize`.

    The rows share the test's fixtures, so they must not change them.
    """
    parameters = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    listed = list(rows)
    assert listed

    def decorate(test: Test) -> Test:
        @wraps(test)
        def run(**fixtures: object) -> None:
            failures: list[str] = []
            for row in listed:
                values = cast("Sequence[object]", row) if len(parameters) > 1 else (row,)
                try:
                    test(**fixtures, **dict(zip(parameters, values, strict=True)))
                except (Exception, pytest.fail.Exception) as error:  # every row's failure is shown
                    failures.append(f"{repr(row)[:_SHOWN]}\n{type(error).__name__}: {error}")
            if failures:
                pytest.fail(f"{len(failures)} of {len(listed)} rows:\n" + "\n\n".join(failures), pytrace=False)

        signature = inspect.signature(test)
        kept = [parameter for name, parameter in signature.parameters.items() if name not in parameters]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]  # pytest reads it
        return run

    return decorate
