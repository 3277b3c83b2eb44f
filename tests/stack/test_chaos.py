"""Twenty uploads at once, and everything they depend on is killed under them, one after another."""

import json
import os
import signal
import subprocess
import wave
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from didit360.folders import run_of
from infra.cli.account import Account
from infra.cli.client import ApiError, Client
from infra.cli.upload import Uploader
from infra.local import sweeping
from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from tests.house import PASSWORD, wait_until
from tests.stack.journeys import ENDED

UPLOADS = 20
INTERRUPTIONS = 10
"""That a person bears before the file is given up."""
ENCODER = b"_HANDLER=media.steps.encode.handler"
SECONDS = 300
REST_SECONDS = 600
"""A queue tells a second time what failed once, 180 s later, and then a third."""


@pytest.mark.timeout(2400)
def test_no_upload_is_lost_and_nothing_is_left_over(tmp_path: Path) -> None:
    home, ports = tmp_path / "house", Ports.free()

    def up() -> LocalStack:
        return houses.enter_context(LocalStack(home, ports, snapshot_seconds=3))

    with ExitStack() as houses, ThreadPoolExecutor(UPLOADS) as people:
        house = up()
        # One each: a person may have five drafts that wait for their files, so not more lost calls.
        artists = {
            file: sign_up(house, f"{file.stem}@test.example", PASSWORD, "artist")
            for file in files(tmp_path)
        }
        house.engine.snapshot()
        sending = {file: people.submit(sent, artist, file) for file, artist in artists.items()}

        kill_the_encoder(house)

        wait_until(lambda: "ready" in states(house).values(), SECONDS, "the first track")
        kill(house, "The AWS engine")
        house.stop()
        house = up()

        ready = count(house, "ready")
        # A quick machine may have been through with all of them before the start was over.
        wait_until(lambda: count(house, "ready") > ready or at_rest(house), SECONDS, "another")
        kill(house, "The edge")
        house.stop()
        house = up()

        tracks = {file: future.result(SECONDS) for file, future in sending.items()}
        wait_for_rest(house, "the end of every run")
        sweeping.sweep(house)
        wait_for_rest(house, "the end of what was swept up")
        sweeping.sweep(house)

        known = states(house)
        # A killed engine forgets its last seconds, and with them a track that it had just made.
        kept = {file: track_id for file, track_id in tracks.items() if track_id in known}
        assert len(kept) > UPLOADS // 2
        for file, track_id in kept.items():
            wanted = "failed" if file.stem in HOPELESS else "ready"
            assert known[track_id] == wanted, (file, why(house, track_id))
        assert [*orphans(house, known)] == []


HOPELESS = ("random", "cut")


def files(folder: Path) -> Iterator[Path]:
    """Short songs, two that are long enough for parts, and two that are none."""
    noise = np.random.default_rng(8360)
    for number in range(UPLOADS - 2):
        path = folder / f"{number}.wav"
        seconds, rate = (660, 8000) if number < 2 else (1 + number / 8, 16_000)
        samples = noise.normal(0, 3000, int(seconds * rate)).astype("<i2")
        with wave.open(str(path), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(samples.tobytes())
        yield path
    (folder / "random.wav").write_bytes(b"RIFF" + noise.bytes(5000))
    (folder / "cut.flac").write_bytes(b"fLaC" + noise.bytes(3000))
    yield from (folder / "random.wav", folder / "cut.flac")


def sent(artist: Account, file: Path) -> str:
    """Send a file with the command, and again after an interruption; the track's id."""
    for _ in range(INTERRUPTIONS):
        try:
            return Uploader(Client(artist), file, file.stem, "audio", lambda _: None).run()
        except ApiError as error:
            refused = error
    raise refused


def kill_the_encoder(house: LocalStack) -> None:
    """SIGKILL, as of a host that dies, for a worker in the middle of its work: ffmpeg runs."""
    engine = f"AWS_ENDPOINT_URL={house.engine.url}".encode()

    def workers() -> list[int]:
        found = [pid for pid, said in processes() if ENCODER in said and engine in said]
        return [pid for pid in found if children(pid)]

    for pid in wait_until(workers, SECONDS, "an encoder"):
        os.kill(pid, signal.SIGKILL)


def processes() -> Iterator[tuple[int, list[bytes]]]:
    """Those that run our bootstrap, and their environments."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if b"runtime.py" in (entry / "cmdline").read_bytes():
                yield int(entry.name), (entry / "environ").read_bytes().split(b"\0")
        except OSError:  # it has just ended
            continue


def kill(house: LocalStack, name: str) -> None:
    """SIGKILL for a program, not for its keeper."""
    keeper = next(program for program in house.programs if program.name == name)
    (program,) = children(keeper.pid)
    os.kill(program, signal.SIGKILL)
    keeper.keeper.wait(30)


def children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]


def rows(house: LocalStack, table: str) -> list[dict[str, Any]]:
    from boto3.dynamodb.types import TypeDeserializer

    plain = TypeDeserializer().deserialize
    pages = house.client("dynamodb").get_paginator("scan").paginate(TableName=house.outputs[table])
    return [
        {name: plain(value) for name, value in item.items()}
        for page in pages
        for item in page["Items"]
    ]


def states(house: LocalStack) -> dict[str, str]:
    """Each track that the house knows of."""
    tracks = [row for row in rows(house, "catalogue_table") if row["id"].startswith("trk_")]
    return {row["id"]: state(row) for row in tracks}


def state(track: dict[str, Any]) -> str:
    """As music.domain.track has it, of a row."""
    if track.get("stream"):
        return "ready"
    return str(json.loads(track["processing"])["state"]) if track.get("processing") else "draft"


def why(house: LocalStack, track_id: str) -> list[str]:
    """What its artist reads of how it is, and what the step wrote that ends failed runs."""
    said = [row["processing"] for row in rows(house, "catalogue_table") if row["id"] == track_id]
    group = house.outputs["functions"]["fail"]["log_group"]
    written = house.client("logs").filter_log_events(logGroupName=group)["events"]
    return said + [event["message"] for event in written]


def count(house: LocalStack, state: str) -> int:
    return len([one for one in states(house).values() if one == state])


def running(house: LocalStack) -> list[str]:
    states = house.client("stepfunctions").get_paginator("list_executions")
    pages = states.paginate(stateMachineArn=house.outputs["workflow"], statusFilter="RUNNING")
    return [execution["name"] for page in pages for execution in page["executions"]]


def at_rest(house: LocalStack) -> bool:
    return not unfinished(house)


def unfinished(house: LocalStack) -> list[str]:
    """What runs, and of the files that arrived those whose tracks do not say how they ended."""
    arrived = {
        row["media_id"].replace("med_", "trk_"): row["state"]
        for row in rows(house, "media_table")
        if row.get("run_id")
    }
    return [f"the run {name}" for name in running(house)] + [
        f"{track}, {state}, of a file that is {arrived[track]}"
        for track, state in states(house).items()
        if track in arrived and state not in ENDED
    ]


def wait_for_rest(house: LocalStack, what: str) -> None:
    try:
        wait_until(lambda: at_rest(house), REST_SECONDS, what)
    except AssertionError as late:
        late.add_note("\n".join(unfinished(house)))
        raise


@dataclass(frozen=True)
class Known:
    """What the rows of the media table speak of."""

    versions: set[str]
    heard: set[str]
    parts: set[str]

    @classmethod
    def of(cls, found: list[dict[str, Any]]) -> "Known":
        versions = {
            row.get(name) for row in found for name in ("object_version", "published_version")
        }
        return cls(
            {version for version in versions if version},
            {row["published_run"] for row in found if row.get("published_run")},
            {row["multipart_id"] for row in found if row.get("multipart_id")},
        )


def orphans(house: LocalStack, tracks: dict[str, str]) -> Iterator[str]:
    """Objects, rows and executions that nobody knows of, or waits for."""
    uploads = [row for row in rows(house, "media_table") if row["media_id"].startswith("med_")]
    known, s3 = Known.of(uploads), house.client("s3")
    for row in uploads:
        if row["media_id"].replace("med_", "trk_") not in tracks:
            yield f"the row of no track: {row}"
        if row["state"] not in {"ready", "failed"} and not row.get("retiring"):
            yield f"a row that waits for nothing: {row}"
    for state in set(tracks.values()) - {"ready", "failed", "draft"}:
        yield f"a track that is {state}"
    streams = s3.get_paginator("list_object_versions")
    for page in streams.paginate(Bucket=house.outputs["streams_bucket"]):
        for found in page.get("Versions", []):
            kind, _, folder, _ = found["Key"].split("/", 3)
            if kind != "media" or run_of(folder) not in known.heard:
                yield f"an object of no run: {found['Key']}"
    for page in streams.paginate(Bucket=house.outputs["originals_bucket"]):
        for found in page.get("Versions", []):
            if found["VersionId"] not in known.versions:
                yield f"an original of no upload: {found['Key']}"
    open_ = s3.list_multipart_uploads(Bucket=house.outputs["originals_bucket"])
    for upload in open_.get("Uploads", []):
        if upload["UploadId"] not in known.parts:
            yield f"parts of no upload: {upload['Key']}"
    yield from (f"a run of nobody's: {name}" for name in running(house))
