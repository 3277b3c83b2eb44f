"""Files that are written into S3 while they are made."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import boto3
import pytest

from didit360 import files

pytestmark = pytest.mark.usefixtures("aws")


def read(key: str) -> bytes:
    body: bytes = boto3.client("s3").get_object(Bucket="exports", Key=key)["Body"].read()
    return body


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], []),
        (iter(()), []),
        (iter([1, {"a": "é"}]), [1, {"a": "é"}]),
        ({}, {}),
        (
            {"a": iter([]), "b": iter([{}, 2]), 'c"': [3], "d": None},
            {"a": [], "b": [{}, 2], 'c"': [3], "d": None},
        ),
        (
            [datetime(2026, 1, 2, tzinfo=UTC), Decimal(3)],
            ["2026-01-02T00:00:00+00:00", "3"],
        ),
    ],
)
def test_what_is_read_while_it_is_written_is_a_list(content: Any, said: Any) -> None:
    size = files.put_json("exports", "a.json", content)
    text = read("a.json")
    assert json.loads(text) == said
    assert size == len(text)
    stored = boto3.client("s3").head_object(Bucket="exports", Key="a.json")
    assert stored["ContentType"] == "application/json"


def test_no_more_than_a_part_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PART_BYTES", 5 * 1024**2)
    held: list[int] = []
    send = files.Upload._send

    def sent(self: Any, size: int) -> None:
        held.append(len(self._waiting))
        send(self, size)

    monkeypatch.setattr(files.Upload, "_send", sent)
    files.put_json("exports", "many.json", (["x" * 1000] for _ in range(11_000)))
    assert len(json.loads(read("many.json"))) == 11_000
    assert len(held) == 3
    assert max(held) < 5 * 1024**2 + 2000


def test_what_breaks_off_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PART_BYTES", 100)

    def broken() -> Iterator[str]:
        yield "x" * 300
        raise LookupError

    with pytest.raises(LookupError):
        files.put_json("exports", "half.json", broken())
    s3 = boto3.client("s3")
    assert "Contents" not in s3.list_objects_v2(Bucket="exports")
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="exports")
