"""`on_rows` runs every row, and names each one that fails."""

from __future__ import annotations

import pytest
from tests.rows import on_rows


@on_rows(("first", "second"), [(1, 2), (2, 3)])
def test_fixtures_and_rows_come_together(first: int, second: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(monkeypatch, pytest.MonkeyPatch)
    assert second == first + 1


def test_every_row_that_fails_is_named() -> None:
    seen: list[int] = []

    @on_rows("number", [1, 2, 3, 4])
    def check(number: int) -> None:
        seen.append(number)
        if number == 4:
            raise ValueError("of another kind")
        with pytest.raises(ZeroDivisionError):
            _ = 1 / (number - 1)

    with pytest.raises(pytest.fail.Exception) as failed:
        check()
    assert seen == [1, 2, 3, 4]
    assert [line for line in str(failed.value).splitlines() if line.isdigit()] == ["2", "3", "4"]
    assert str(failed.value).startswith("3 of 4 rows:")
