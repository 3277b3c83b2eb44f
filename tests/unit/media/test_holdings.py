"""A person who leaves takes all that they sent; one who asks gets it written down."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from jsonschema import Draft202012Validator
from PIL import Image

from didit360 import ids
from media.data import storage
from media.on import erasure_requested, export_requested
from tests.unit.aws import Said
from tests.unit.media.events import SCHEMAS, check
from tests.unit.media.files import MEDIA, OWNER, UPLOAD, streamed
from tests.unit.media.test_pictures import SUBJECT, encoded, send
from tests.unit.media.uploads import arrive, grant, row, tell, wake

SAMPLES = Path(SCHEMAS)
OTHER = "0b7c1f6e-8a53-4f3e-9d53-000000000000"


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{name}.sample.json").read_text())
    return loaded | {"person_id": OWNER}


@pytest.fixture
def sent(workflow: str, monkeypatch: pytest.MonkeyPatch, said: Said) -> str:
    """A song and a picture of the person's, a song and a picture of somebody else's; its id."""
    assert workflow
    with monkeypatch.context() as known:
        grant(UPLOAD, known)
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", "media")
    tell(arrive(), "01")
    run = f"{MEDIA}/{UPLOAD}-0123456789"
    for folder in (f"media/{run}", f"media/{run}-lossless", f"images/{run}", f"work/{run}"):
        storage.put_bytes(b"-", f"{folder}/x", "text/plain")
    picture = send(encoded(Image.new("RGB", (300, 300))), "avatar")
    s3 = boto3.client("s3")
    s3.put_object(Bucket="pictures", Key=f"avatar/{OWNER}/{OWNER}/{ids.new('upl')}", Body=b"-")
    others = f"{OTHER}/{ids.new('med')}/{ids.new('upl')}"
    s3.put_object(Bucket="originals", Key=others, Body=b"-")
    s3.put_object(Bucket="pictures", Key=f"avatar/{OTHER}/{OTHER}/{ids.new('upl')}", Body=b"-")
    storage.put_bytes(b"-", f"pictures/{OTHER}/{SUBJECT}/{ids.new('img')}.json", "text/plain")
    said.clear()
    return picture.image_id


def test_an_erased_person_leaves_nothing_and_others_stay(sent: str, said: Said) -> None:
    for _ in range(2):
        assert wake(erasure_requested.handler, sample("erasure_requested")) == []

    s3 = boto3.client("s3")
    for bucket in ("originals", "pictures", "streams"):
        versions = s3.list_object_versions(Bucket=bucket)
        keys = [one["Key"] for one in versions.get("Versions", [])]
        assert not [key for key in keys if OWNER in key or MEDIA in key or sent in key]
        assert [key for key in keys if OTHER in key]
    assert row() is None
    check(said)
    assert [(name, detail["product"]) for name, detail in said] == [
        ("erasure_part_done", "media")
    ] * 2


def test_an_export_has_uploads_and_the_pictures_themselves(sent: str, said: Said) -> None:
    s3 = boto3.client("s3")

    assert wake(export_requested.handler, sample("export_requested")) == []

    prefix = sample("export_requested")["prefix"]
    found = {
        entry["Key"].removeprefix(prefix): s3.get_object(Bucket="exports", Key=entry["Key"])[
            "Body"
        ].read()
        for entry in s3.list_objects_v2(Bucket="exports")["Contents"]
    }
    assert set(found) == {
        "media/uploads.json",
        "media/pictures.json",
        f"media/pictures/{sent}.jpg",
    }
    (upload,) = json.loads(found["media/uploads.json"])
    assert (upload["media_id"], upload["upload_id"], upload["state"]) == (MEDIA, UPLOAD, "uploaded")
    (picture,) = json.loads(found["media/pictures.json"])
    assert found[f"media/pictures/{picture['file']}"] == streamed()[f"images/{sent}/300.jpg"]
    ((name, ready),) = said
    schema = json.loads((SAMPLES / f"{name}.schema.json").read_text())
    Draft202012Validator(schema).validate(ready)
    assert ready["key"] == f"{prefix}media/uploads.json"
