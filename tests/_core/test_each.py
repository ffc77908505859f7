"""`each` runs every row, and reports those that fail."""

from __future__ import annotations

import pytest
from tests._core.each import each


def test_every_row_runs_and_the_failing_ones_are_reported() -> None:
    seen: list[int] = []

    @each("number, limit", [(1, 2), (3, 2), (5, 2)])
    def check(number: int, limit: int) -> None:
        seen.append(number)
        assert number < limit

    with pytest.raises(AssertionError, match="2 of 3 rows fail") as caught:
        check()
    assert seen == [1, 3, 5]
    assert "(3, 2)" in str(caught.value)
    assert "(1, 2)" not in str(caught.value)
