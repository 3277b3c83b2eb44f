"""Tables' streams as Lambda hands them over, and to whom."""

from collections.abc import Mapping
from typing import Any, ClassVar

import boto3

from didit360.reactions import LambdaHandler
from tests.unit.aws import Context

DONE: dict[str, Any] = {"batchItemFailures": []}

Item = dict[str, Any]


class Streams:
    """What the tables' streams tell since the last time, to whom they wake."""

    woken: ClassVar[Mapping[str, tuple[LambdaHandler, tuple[str, ...]]]]
    """By its table: a handler, and the names of the table's keys."""

    def __init__(self) -> None:
        self._known = {table: self._rows(table) for table in self.woken}

    def flow(self) -> None:
        """Until nothing changes any more; everything is told twice, as it may be."""
        for _ in range(10):
            changes = {table: self._changes(table) for table in self.woken}
            if not any(changes.values()):
                return
            for table, records in changes.items():
                handler, _ = self.woken[table]
                for record in records:
                    for _ in range(2):
                        assert handler({"Records": [record]}, Context()) == DONE
        raise AssertionError("the tables never come to rest")

    def _changes(self, table: str) -> list[Item]:
        before, after = self._known[table], self._rows(table)
        self._known[table] = after
        return [
            record(before.get(key), after.get(key))
            for key in sorted({*before, *after})
            if before.get(key) != after.get(key)
        ]

    def _rows(self, table: str) -> dict[tuple[str, ...], Item]:
        rows = boto3.client("dynamodb").scan(TableName=table)["Items"]
        _, names = self.woken[table]
        return {tuple(str(row[name]["S"]) for name in names): dict(row) for row in rows}


def record(old: Item | None, new: Item | None) -> Item:
    """What a stream tells: an item as it was and as it is, None where there is none."""
    kind = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
    images = {"OldImage": old, "NewImage": new}
    stream = {name: image for name, image in images.items() if image is not None}
    return {
        "eventName": kind,
        "eventSource": "aws:dynamodb",
        "dynamodb": stream | {"SequenceNumber": "1"},
    }
