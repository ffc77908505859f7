"""Rows of one test: each has a server, a folder and patches of its own, and all failures are reported together."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from schedbot_sdk.testing import LocalTelegram

__all__ = ["over"]

Test = Callable[..., None]


def over(names: str | tuple[str, ...], rows: Iterable[Any]) -> Callable[[Test], Test]:
    """Call a test with each row, in place of `pytest.mark.parametrize`; one case in a report instead of many.

    Args:
        names: The parameter, or parameters, that a row sets.
        rows: The values.
    """
    keys = (names,) if isinstance(names, str) else names
    table = [dict(zip(keys, (row,) if isinstance(names, str) else row, strict=True)) for row in rows]

    def decorate(test: Test) -> Test:
        signature = inspect.signature(test)
        has_server = "telegram" in signature.parameters
        own = {*keys, "telegram"}

        def run(**fixtures: Any) -> None:
            failures: list[BaseException] = []
            for number, row in enumerate(table):
                try:
                    _run_row(test, number, row, fixtures, has_server=has_server)
                except (Exception, pytest.fail.Exception) as error:
                    error.add_note(f"in the row {row!r}")
                    failures.append(error)
            if len(failures) == 1:
                raise failures[0]
            if failures:
                raise BaseExceptionGroup(f"{len(failures)} of {len(table)} rows failed", failures)

        parameters = [one for one in signature.parameters.values() if one.name not in own]
        run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]  # read by pytest
        run.__name__, run.__doc__, run.__module__ = test.__name__, test.__doc__, test.__module__
        run.pytestmark = list(getattr(test, "pytestmark", []))  # type: ignore[attr-defined]  # read by pytest
        return run

    return decorate


def _run_row(test: Test, number: int, row: dict[str, Any], fixtures: dict[str, Any], *, has_server: bool) -> None:
    arguments = {**fixtures, **row}
    if isinstance(folder := fixtures.get("tmp_path"), Path):
        arguments["tmp_path"] = folder / str(number)
        arguments["tmp_path"].mkdir()
    if isinstance(caplog := fixtures.get("caplog"), pytest.LogCaptureFixture):
        caplog.clear()
    with pytest.MonkeyPatch.context() as patches:
        if "monkeypatch" in fixtures:
            arguments["monkeypatch"] = patches
        if not has_server:
            test(**arguments)
            return
        with LocalTelegram() as server:
            test(**{**arguments, "telegram": server})
