"""What people do with the house, for the tests that follow a file through it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from jsonschema import Draft202012Validator, FormatChecker

from infra.cli.upload import Uploader, content_type
from infra.local.stack import LocalStack
from tests.house import Person, wait_until

EVENTS = Path(__file__).parents[2] / "events"
ENDED = ("ready", "failed")


def send(person: Person, file: Path, kind: str = "audio", title: str = "A track") -> str:
    """Register a track and send its file; the track's id."""
    return Uploader(person.client, file, title, kind, lambda _: None).run()


def ended(person: Person, track_id: str, seconds: float = 120) -> dict[str, Any]:
    """The track once it is ready or failed."""

    def state() -> dict[str, Any] | None:
        track: dict[str, Any] = person.client.get_track(track_id)
        return track if track["state"] in ENDED else None

    return wait_until(state, seconds, f"the end of {track_id}")


def made(person: Person, file: Path, kind: str = "audio", title: str = "A track") -> dict[str, Any]:
    """The track of a file, ready to be heard."""
    track = ended(person, send(person, file, kind, title))
    assert track["state"] == "ready", track["reason"]
    return track


def send_again(person: Person, track_id: str, file: Path) -> str:
    """Send another file for a track; the upload's id."""
    described = {"size": file.stat().st_size, "content_type": content_type(file)}
    upload = person.client.create_upload(track_id, described)["upload"]
    post(upload, file.read_bytes())
    return str(upload["upload_id"])


def post(upload: dict[str, Any], body: bytes, **changed: str) -> requests.Response:
    """Send bytes as a presigned POST grants it, with some of its fields changed."""
    files = {"file": ("file", body)}
    return requests.post(upload["url"], data=upload["fields"] | changed, files=files, timeout=30)


@dataclass(frozen=True)
class Stored:
    """What S3 and DynamoDB hold."""

    house: LocalStack

    def objects(self, part: str) -> list[str]:
        """Keys with `part` in them, in both buckets; of every version."""
        s3 = self.house.client("s3")
        found: list[str] = []
        for bucket in ("originals_bucket", "streams_bucket"):
            pages = s3.get_paginator("list_object_versions").paginate(
                Bucket=self.house.outputs[bucket]
            )
            for page in pages:
                entries = page.get("Versions", []) + page.get("DeleteMarkers", [])
                found += [entry["Key"] for entry in entries if part in entry["Key"]]
        return found

    def rows(self, part: str) -> list[dict[str, Any]]:
        """Rows of all tables that speak of `part`."""
        dynamodb = self.house.client("dynamodb")
        return [
            row
            for table in ("catalogue_table", "media_table", "fingerprints_table")
            for page in dynamodb.get_paginator("scan").paginate(TableName=self.house.outputs[table])
            for row in page["Items"]
            if part in json.dumps(row, default=repr)
        ]

    def runs(self, media_id: str) -> list[str]:
        """Names of the workflow's executions for an upload of this media."""
        pages = self.house.client("stepfunctions").get_paginator("list_executions")
        uploads = {row["upload_id"]["S"] for row in self.rows(media_id) if "upload_id" in row}
        return [
            execution["name"]
            for page in pages.paginate(stateMachineArn=self.house.outputs["workflow"])
            for execution in page["executions"]
            if execution["name"].rpartition("-")[0] in uploads
        ]


class Heard:
    """Everything said on the bus since the tests began."""

    def __init__(self, house: LocalStack) -> None:
        self._sqs = house.client("sqs")
        self._queue = self._sqs.create_queue(QueueName="heard")["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._queue, AttributeNames=["QueueArn"])
        bus = "didit360"
        events = house.client("events")
        pattern = {"source": [{"prefix": "didit360."}]}
        events.put_rule(Name="heard", EventBusName=bus, EventPattern=json.dumps(pattern))
        target = {"Id": "heard", "Arn": arn["Attributes"]["QueueArn"]}
        events.put_targets(Rule="heard", EventBusName=bus, Targets=[target])
        self._said: list[dict[str, Any]] = []

    def all(self) -> list[dict[str, Any]]:
        """EventBridge's envelopes, as they came."""
        while messages := self._sqs.receive_message(
            QueueUrl=self._queue, MaxNumberOfMessages=10
        ).get("Messages"):
            for message in messages:
                self._said.append(json.loads(message["Body"]))
                self._sqs.delete_message(
                    QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"]
                )
        return self._said

    def about(self, media_id: str, name: str) -> list[dict[str, Any]]:
        """Details of one kind of event about one media."""
        return [
            event["detail"]
            for event in self.all()
            if event["detail-type"] == name and event["detail"]["media_id"] == media_id
        ]

    def misshapen(self) -> Iterator[str]:
        """Events that do not fit their schema."""
        for event in self.all():
            name = event["detail-type"]
            file = EVENTS / f"{name}.schema.json"
            if not file.is_file():
                yield f"{name}: described nowhere"
                continue
            schema = json.loads(file.read_text())
            validator = Draft202012Validator(schema, format_checker=FormatChecker())
            for error in validator.iter_errors(event["detail"]):
                yield f"{name}: {error.message}"


def media_of(track: dict[str, Any]) -> str:
    return str(track["id"]).replace("trk_", "med_")
