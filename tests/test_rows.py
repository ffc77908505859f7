"""`on_rows` runs every row, shows each one that fails, and gives each what it may change."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.rows import on_rows

from schedbot_sdk.testing import LocalTelegram, Person

LOG = logging.getLogger("schedbot_sdk.tests")
servers: list[LocalTelegram] = []


@on_rows(("first", "second"), [(1, 2), (2, 3)])
def test_fixtures_and_rows_come_together(first: int, second: int, request: pytest.FixtureRequest) -> None:
    assert request.node.name == "test_fixtures_and_rows_come_together"
    assert second == first + 1


@on_rows("outer", [1, 2])
@on_rows("inner", [3, 4])
def test_each_row_has_its_own_server_folder_patches_and_log(
    outer: int,
    inner: int,
    telegram: LocalTelegram,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert not any(telegram is server for server in servers)
    servers.append(telegram)
    assert telegram.waiting == 0
    telegram.user_says(Person(42, "Ann"), "hi")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / f"{outer}{inner}").touch()
    assert "ROW" not in os.environ
    monkeypatch.setenv("ROW", "set")
    assert caplog.messages == []
    LOG.warning("in a row")


def test_every_row_that_fails_is_shown_once_with_its_line() -> None:
    seen: list[int] = []

    @on_rows("number, limit", [(1, 2), (3, 2), (5, 2)])
    def check(number: int, limit: int) -> None:
        seen.append(number)
        if number == 5:
            raise ValueError("of another kind")
        if number > limit:
            pytest.fail("too many")

    with pytest.raises(AssertionError) as caught:
        check()
    assert seen == [1, 3, 5]
    line = check.__wrapped__.__code__.co_firstlineno  # type: ignore[attr-defined]
    assert str(caught.value) == (
        "2 of 3 rows fail:\n"
        f"(3, 2) (line {line + 6}): Failed: too many\n\n"
        f"(5, 2) (line {line + 4}): ValueError: of another kind"
    )


def test_both_rows_that_fail_are_shown_through_another_decorator() -> None:
    @on_rows("outer", ["a", "b"])
    @on_rows("inner", [1, 2])
    def check(outer: str, inner: int) -> None:
        raise ValueError(f"{outer}{inner}")

    with pytest.raises(AssertionError) as caught:
        check()
    assert [text in str(caught.value) for text in ("a1", "a2", "b1", "b2")] == [True] * 4


def test_a_row_is_shown_by_its_id_its_name_or_as_it_is() -> None:
    def shown(rows: list[object], ids: Callable[[object], str] | list[str] | None = None) -> list[str]:
        @on_rows("row", rows, ids)
        def check(row: object) -> None:
            raise ValueError

        with pytest.raises(AssertionError) as caught:
            check()
        return [text.partition(" (line")[0] for text in str(caught.value).splitlines()[1:] if text]

    assert shown([Path("/a/b"), "text"]) == ["b", "'text'"]
    assert shown(["x" * 999]) == ["'" + "x" * 199]
    assert shown([1, 2], ["one", "two"]) == ["one", "two"]
    assert shown([1, 2], lambda row: f"n{row}") == ["n1", "n2"]


def test_no_rows_are_refused() -> None:
    with pytest.raises(AssertionError, match="no rows"):
        on_rows("row", [])


def test_too_few_ids_and_rows_of_another_length_are_refused() -> None:
    with pytest.raises(AssertionError, match="1 ids for 2 rows"):
        on_rows("row", [1, 2], ["one"])
    with pytest.raises(ValueError, match="shorter"):
        on_rows("a, b", [(1,)])


def test_a_name_that_is_no_parameter_is_refused() -> None:
    def check(number: int) -> None:
        raise AssertionError(number)

    with pytest.raises(AssertionError, match="check has no parameter other, third"):
        on_rows("number, other, third", [(1, 2, 3)])(check)
    with pytest.raises(AssertionError, match="check has no parameter numbers"):
        on_rows("numbers", [1])(check)
