"""Boxes that share a height are side by side."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from schedbot_sdk.schedule.picture.lanes import MAX_LANES, in_lanes

spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda span: (float(span[0]), float(sum(span)))), max_size=30
).map(sorted)


@given(spans)
def test_each_span_is_in_one_box_that_covers_it(spans: list[tuple[float, float]]) -> None:
    lanes = in_lanes(spans)
    assert sorted(item for lane in lanes for item in lane.items) == list(range(len(spans)))
    for lane in lanes:
        assert lane.top == min(spans[item][0] for item in lane.items)
        assert lane.bottom == max(spans[item][1] for item in lane.items)


@given(spans)
def test_no_two_boxes_cover_each_other(spans: list[tuple[float, float]]) -> None:
    for one, other in combinations(in_lanes(spans), 2):
        if one.top < other.bottom and other.top < one.bottom:
            left, right = sorted((one, other), key=lambda lane: lane.index)
            assert left.count == right.count
            assert left.index + left.span <= right.index


@given(spans)
def test_there_are_at_most_three_lanes_and_only_the_last_has_boxes_for_more_than_one(
    spans: list[tuple[float, float]],
) -> None:
    for lane in in_lanes(spans):
        assert 0 <= lane.index < lane.index + lane.span <= lane.count <= MAX_LANES
        assert len(lane.items) == 1 or lane.index == MAX_LANES - 1


@given(spans)
def test_events_are_hidden_only_where_more_than_three_share_a_height(spans: list[tuple[float, float]]) -> None:
    most = max((sum(top <= at < bottom for top, bottom in spans) for at, _ in spans), default=0)
    if most <= MAX_LANES:
        assert all(len(lane.items) == 1 for lane in in_lanes(spans))


def test_a_box_that_is_alone_takes_the_whole_width() -> None:
    lanes = in_lanes([(0, 10), (5, 15), (15, 20)])
    assert [(lane.index, lane.span, lane.count) for lane in lanes] == [(0, 1, 2), (1, 1, 2), (0, 1, 1)]


def test_five_at_the_same_time_are_two_boxes_and_a_number() -> None:
    assert [lane.items for lane in in_lanes([(0, 10)] * 5)] == [(0,), (1,), (2, 3, 4)]
