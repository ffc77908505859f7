"""Each update of a batch is decoded on its own."""

from __future__ import annotations

from typing import Any

from tests.rows import on_rows

from schedbot_sdk.telegram import UnparsedUpdate, Update
from schedbot_sdk.telegram.types.decode_batch import read_batch


def test_an_unreadable_update_does_not_affect_the_others() -> None:
    good: dict[str, Any] = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "x"}}}
    batch = read_batch([good, {"update_id": 2, "message": {"text": "secret"}}, {"update_id": 3}])
    assert isinstance(batch, list)
    one, two, three = batch
    assert (one.update_id, one.lane) == (1, 7)
    assert isinstance(two.update, UnparsedUpdate)
    assert "secret" in two.update.raw
    assert "secret" not in f"{two.update!r} {two.update.reason} {two!r}"
    assert isinstance(three.update, Update)
    assert len({item.key for item in batch}) == 3


WITHOUT_ID: list[object] = [None, 7, "x", [], {}, {"update_id": "1"}, {"update_id": True}, {"update_id": None}]


@on_rows("item", WITHOUT_ID)
def test_an_update_without_an_id_gets_the_id_of_its_neighbour(item: object) -> None:
    for place in (0, 1, 2):
        items: list[object] = [{"update_id": 5}, {"update_id": 6}]
        items.insert(place, item)
        batch = read_batch(items)
        assert isinstance(batch, list)
        assert [one.update_id for one in batch] == [[5, 5, 6], [5, 5, 6], [5, 6, 6]][place]
        assert isinstance(batch[place].update, UnparsedUpdate)
        assert len({one.key for one in batch}) == 3


@on_rows("item", WITHOUT_ID)
def test_a_batch_without_any_id_could_never_be_confirmed(item: object) -> None:
    assert read_batch([item, item]) == "no update has an update_id"
    assert read_batch([]) == []
