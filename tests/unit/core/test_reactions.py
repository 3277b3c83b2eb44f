"""What a table's stream wakes a function with, all that came together."""

from typing import Any

import pytest

from didit360 import ids
from didit360.reactions import Item, on_changes
from tests.unit.aws import Context


def record(old: str | None, new: str | None) -> dict[str, Any]:
    said = {"OldImage": old, "NewImage": new}
    images = {key: {"id": {"S": "a"}, "is": {"S": word}} for key, word in said.items() if word}
    return {"eventName": "MODIFY", "dynamodb": images}


def test_changes_come_together_as_they_were_and_as_they_are() -> None:
    heard: list[list[tuple[Item, Item]]] = []
    records = [record(None, "one"), record("one", "two"), record("two", None)]
    assert on_changes(heard.append)({"Records": records}, Context()) == {"batchItemFailures": []}
    assert [(old and old["is"], new and new["is"]) for old, new in heard[0]] == [
        *((None, "one"), ("one", "two"), ("two", None))
    ]


def test_a_batch_that_fails_fails_as_one_so_that_it_comes_again_in_halves() -> None:
    def fail(_: list[tuple[Item, Item]]) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        on_changes(fail)({"Records": [record(None, "one")]}, Context())


def test_a_number_is_the_id_it_came_from() -> None:
    made = ids.new("edn")
    assert ids.numbered("edn", ids.number(made)) == made
    assert ids.numbered("edn", 2**128) is None
    assert ids.numbered("edn", -1) is None
