"""Storing a play against a bare conditional put, on the engine that the house runs."""

import json
import os
import tempfile
import time
from pathlib import Path

from didit360 import clients, ids
from didit360.clock import now, rfc3339
from infra.local.stack import LocalStack, Ports
from music.domain.listening import Grant, Listener, Report, Session, hear, milliseconds
from tests.bench.measure import Ratio, in_turn

PLAYS = 40
RUNS = 11
HEARD_MS = 30_000


def play_ingest(house: LocalStack) -> Ratio:
    """[play_ingest] the write that stores a play, over the least that could be one.

    Ours: the play, its session, the listener's time, the history, what was played last and the
    day's count, together or not at all. The other: one PutItem of the play's row under the
    condition that it is not there, by boto3.
    """
    _enter(house)
    from music.data import play_writes, sessions

    play_writes.prepare()
    dynamodb, table = clients.client("dynamodb"), house.outputs["plays_table"]

    def ours() -> float:
        counting = []
        for grant in (_grant() for _ in range(PLAYS)):
            before = Session(grant), Listener(grant.person_id, ids.new("lsn"))
            told = hear(*before, Report(1, HEARD_MS, HEARD_MS), milliseconds(now()))
            counting.append((*sessions.rows(grant), *told))
        start = time.monotonic()
        for session, listens, after, listener in counting:
            assert sessions.keep(session, listens, after, listener, counts=True).counted_at
        return time.monotonic() - start

    def bare() -> float:
        grants = [_grant() for _ in range(PLAYS)]
        start = time.monotonic()
        for grant in grants:
            dynamodb.put_item(
                TableName=table,
                Item={
                    "play_id": {"S": grant.play_id},
                    "listener": {"S": ids.new("lsn")},
                    "track_id": {"S": grant.track_id},
                    "artist_id": {"S": grant.artist_id},
                    "country": {"S": str(grant.country)},
                    "genres": {"L": [{"S": genre} for genre in grant.genres]},
                    "duration_ms": {"N": str(grant.duration_ms)},
                    "played_at": {"S": rfc3339(now())},
                },
                ConditionExpression="attribute_not_exists(play_id)",
            )
        return time.monotonic() - start

    unit = f"wall time of {PLAYS} plays, one after the other, in one transaction each / a bare put"
    return in_turn("play_ingest", unit, ours, bare, runs=RUNS, limit=2)


def _grant() -> Grant:
    """A session that began a minute ago, each of another listener."""
    moment = milliseconds(now())
    return Grant(
        play_id=ids.new("ply"),
        person_id=ids.new("prs"),
        track_id=ids.new("trk"),
        artist_id=ids.new("art"),
        release_id=None,
        genres=("house",),
        country="DE",
        duration_ms=180_000,
        issued_at=moment - 60_000,
        expires_at=moment + 3_600_000,
    )


def _enter(house: LocalStack) -> None:
    """Be a function of this house."""
    outputs = house.outputs
    os.environ |= {
        **house.aws,
        "AWS_ENDPOINT_URL": house.endpoint_url,
        "LISTENING_TABLE": outputs["listening_table"],
        "PLAYS_TABLE": outputs["plays_table"],
        "CATALOGUE_TABLE": outputs["catalogue_table"],
    }
    clients.forget()


def run() -> list[Ratio]:
    """On a house of its own."""
    with (
        tempfile.TemporaryDirectory() as name,
        LocalStack(Path(name) / "plays", Ports.free()) as house,
    ):
        return [play_ingest(house)]


if __name__ == "__main__":
    for result in run():
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")
