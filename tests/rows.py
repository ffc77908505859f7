"""Runs a test on many rows as one case, and shows all the rows that fail."""

from __future__ import annotations

import functools
import inspect
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from schedbot_sdk.testing import LocalTelegram

__all__ = ["on_rows"]

Test: TypeAlias = Callable[..., None]
_SHOWN = 200  # characters of a row without a name
_SERVER = "telegram"


def on_rows(
    names: str | Sequence[str],
    rows: Iterable[Any],
    ids: Callable[[Any], object] | Iterable[object] | None = None,
) -> Callable[[Test], Test]:
    """Take the place of `pytest.mark.parametrize` where a case for each row costs more than it tells.

    Each row has its own `telegram`, a new `LocalTelegram`, its own `tmp_path` and `monkeypatch`, and an empty `caplog`.
    The rows share all other fixtures, so they must not change them.

    Args:
        names: The parameters of the test that a row sets, as a sequence or with commas between them.
        rows: A value for each row, or a sequence of them if there are several names.
        ids: How to show each row, or a function that tells it; a row is shown by its `name`, or as it is.
    """
    parameters = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    listed = list(rows)
    labels = [str(label) for label in (map(ids or _label, listed) if ids is None or callable(ids) else ids)]
    assert listed, "there are no rows"
    assert len(labels) == len(listed), f"{len(labels)} ids for {len(listed)} rows"
    table = [dict(zip(parameters, row if len(parameters) > 1 else (row,), strict=True)) for row in listed]

    def decorate(test: Test) -> Test:
        signature = inspect.signature(test)
        unknown = [name for name in parameters if name not in signature.parameters]
        assert not unknown, f"{test.__name__} has no parameter {', '.join(unknown)}"
        has_server = _SERVER in signature.parameters and _SERVER not in parameters
        of_rows = {*parameters, _SERVER}

        @functools.wraps(test)
        def run(**fixtures: object) -> None:
            __tracebackhide__ = True
            failures: list[str] = []
            for number, (label, row) in enumerate(zip(labels, table, strict=True)):
                try:
                    _run_row(test, number, row, fixtures, has_server=has_server)
                except (Exception, pytest.fail.Exception) as error:  # every row's failure is shown
                    failures.append(f"{label}{_place(test, error)}: {type(error).__name__}: {error}")
            assert not failures, f"{len(failures)} of {len(table)} rows fail:\n" + "\n\n".join(failures)

        kept = [one for name, one in signature.parameters.items() if name not in of_rows]
        run.__signature__ = signature.replace(parameters=kept)  # type: ignore[attr-defined]  # pytest reads it
        return run

    return decorate


def _run_row(
    test: Test, number: int, row: Mapping[str, object], fixtures: Mapping[str, object], *, has_server: bool
) -> None:
    arguments = {**fixtures, **row}
    if isinstance(folder := fixtures.get("tmp_path"), Path):
        arguments["tmp_path"] = own = folder / str(number)
        own.mkdir()
    if isinstance(caplog := fixtures.get("caplog"), pytest.LogCaptureFixture):
        caplog.clear()
    with pytest.MonkeyPatch.context() as patches:
        if "monkeypatch" in fixtures:
            arguments["monkeypatch"] = patches
        if has_server:
            with LocalTelegram() as server:
                test(**arguments, telegram=server)
        else:
            test(**arguments)


def _label(row: object) -> str:
    name = getattr(row, "name", None)
    return name if isinstance(name, str) else repr(row)[:_SHOWN]


def _place(test: Test, error: BaseException) -> str:
    """Where in the test's own file a row failed."""
    file = inspect.getfile(inspect.unwrap(test))
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f" (line {lines[-1]})" if lines else ""
