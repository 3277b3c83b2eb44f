"""What moving an entry costs in a long playlist, over a short one, on a real PostgreSQL."""

import os
import random
import secrets
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from didit360 import database, events, ids
from didit360.migrations import migrate
from infra.local import processes
from infra.local.postgres import Postgres
from music.data import playlist_entries, playlists
from music.domain import order
from music.domain.playlist import MAX_ENTRIES, Place, Visibility
from tests.bench.measure import Ratio, in_turn

MIGRATIONS = Path(__file__).parents[2] / "functions" / "music" / "data" / "migrations"
SHORT, LONG = 10, MAX_ENTRIES
MOVES = 40
RUNS = 25


def run() -> list[Ratio]:
    """[playlist_move_10000_over_10]: time of a move, the whole transaction."""
    with TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres", processes.free_port())
        program = server.start()
        try:
            return [_ratio(server.url)]
        finally:
            database.forget()
            program.stop()


def _ratio(url: str) -> Ratio:
    password = secrets.token_hex()
    with psycopg.connect(url, autocommit=True) as admin:
        migrate(admin, {"music": MIGRATIONS})
        admin.execute(f"alter role music password '{password}'")
    server = psycopg.conninfo.conninfo_to_dict(url)
    os.environ |= {
        "PGHOST": str(server["host"]),
        "PGPORT": str(server["port"]),
        "PGDATABASE": str(server["dbname"]),
        "PGUSER": "music",
        "PGPASSWORD": password,
    }
    said, events.publish = events.publish, lambda *_: None
    try:
        long, short = _filled(LONG), _filled(SHORT)
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("vacuum analyze music.playlists, music.playlist_entries")
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            return in_turn(
                "playlist_move_10000_over_10",
                f"time to move an entry to another's place, {LONG} entries / {SHORT}",
                _moves(long),
                _moves(short),
                runs=RUNS,
                limit=1.5,
            )
    finally:
        events.publish = said


def _filled(many: int) -> tuple[str, list[str]]:
    made = playlists.create("somebody", "Long", "", Visibility.PRIVATE).id
    entries = [ids.new("ent") for _ in range(many)]
    with database.transaction() as tx:
        tx.run(
            "insert into playlist_entries (playlist_id, id, position, track_id)"
            " select %s, id, position, 'trk_x' from unnest(%s::text[], %s::text[])"
            " as new (id, position)",
            [made, entries, order.between(None, None, many)],
        )
        tx.run("update playlists set entry_count = %s where id = %s", [many, made])
    return made, entries


def _moves(playlist: tuple[str, list[str]]) -> Callable[[], float]:
    playlist_id, entries = playlist
    draw = random.Random(1)  # noqa: S311

    def move() -> float:
        pairs = [draw.sample(entries, 2) for _ in range(MOVES)]
        start = time.perf_counter()
        for entry, other in pairs:
            playlist_entries.move(playlist_id, [entry], Place("after", other), "somebody")
        return time.perf_counter() - start

    return move


if __name__ == "__main__":
    for result in run():
        print(result.name, result.as_json(), "kept" if result.kept else "NOT KEPT")
