"""What a search and a suggestion take among 200,000 tracks, over reading one row by its key.

The catalogue is made up (infra.local.seed.names), the same each time; so are the queries: titles,
artists with titles, beginnings, single words, a third of them mistyped.
"""

import math
import os
import random
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from didit360 import database
from didit360.migrations import migrate
from infra.local import processes
from infra.local.postgres import Postgres
from infra.local.seed import words
from infra.local.seed.names import Names
from music.data import search, search_suggest
from music.domain.popularity import popularity
from music.domain.search import Filters
from tests.bench.measure import Ratio, in_turn

TRACKS, RELEASES, ARTISTS, PLAYLISTS = 200_000, 20_000, 10_000, 5_000
QUERIES = 200
"""Of which the 95th percentile is one figure."""
RUNS = 15
MIGRATIONS = Path(__file__).parents[2] / "functions" / "music" / "data" / "migrations"

_COLUMNS = "id, kind, owner_id, title, owner_name, more, genres, language, year, popularity"
_INSERT = f"""
insert into search_entries ({_COLUMNS}, tier, shown, revision, said_at)
select {_COLUMNS},
    case when place <= 0.01 then 2 when place <= 0.1 then 1 else 0 end, true, 1, now()
from (select *, cume_dist() over (order by popularity desc) as place from draft) as ranked
"""  # noqa: S608  column names of ours

Row = tuple[str, str, str, str, str, str, list[str], str | None, int | None, float]


def run() -> list[Ratio]:
    """Both ratios, on a real PostgreSQL that is made for them."""
    names = Names()
    rows = list(_rows(names))
    with _filled(rows):
        typed = [_query(names.random, rows) for _ in range(QUERIES)]
        begun = [text for query in typed for text in _beginnings(names.random, query)][:QUERIES]
        keys = [row[0] for row in names.random.choices(rows, k=QUERIES)]
        find = _p95(lambda text: search.find(text, Filters(), limit=20), typed)
        suggest = _p95(lambda text: search_suggest.suggest(text, limit=8), begun)
        read = _p95(lambda id_: database.one(_KEY_READ, [id_]), keys)
        unit = "p95 among 200,000 tracks / p95 of a key read"
        return [
            in_turn("search_over_key_read", unit, find, read, runs=RUNS, limit=25, warm_up=2),
            in_turn("suggest_over_key_read", unit, suggest, read, runs=RUNS, limit=10, warm_up=2),
        ]


_KEY_READ = "select id, kind, owner_id, title, owner_name, card from search_entries where id = %s"


def _p95(ask: Callable[[str], object], texts: Sequence[str]) -> Callable[[], float]:
    def measured() -> float:
        took = []
        for text in texts:
            began = time.perf_counter()
            ask(text)
            took.append(time.perf_counter() - began)
        return sorted(took)[int(0.95 * len(took))]

    return measured


@contextmanager
def _filled(rows: Sequence[Row]) -> Iterator[None]:
    """A database with these rows, which didit360.database connects to as the product."""
    with tempfile.TemporaryDirectory() as folder:
        server = Postgres(Path(folder) / "postgres", processes.free_port())
        program = server.start()
        password, before = secrets.token_urlsafe(), dict(os.environ)
        try:
            with psycopg.connect(server.url, autocommit=True) as admin:
                migrate(admin, {"music": MIGRATIONS})
                admin.execute(sql.SQL("alter role music password {}").format(sql.Literal(password)))
                admin.execute("set search_path = music, public")
                _fill(admin, rows)
                known = psycopg.conninfo.conninfo_to_dict(server.url)
            os.environ |= {
                "PGHOST": str(known["host"]),
                "PGPORT": str(known["port"]),
                "PGDATABASE": str(known["dbname"]),
                "PGUSER": "music",
                "PGPASSWORD": password,
            }
            yield
        finally:
            database.forget()
            os.environ.clear()
            os.environ |= before
            program.stop()


def _fill(admin: psycopg.Connection[tuple[object, ...]], rows: Sequence[Row]) -> None:
    admin.execute("create temp table draft (like search_entries including defaults)")
    admin.execute("alter table draft drop column key, drop column document, drop column shown")
    admin.execute("alter table draft drop column revision, drop column said_at")
    with admin.cursor() as cursor, cursor.copy(f"copy draft ({_COLUMNS}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
    admin.execute(_INSERT)
    for table in ("search_entries", "search_words"):
        admin.execute(sql.SQL("vacuum analyze {}").format(sql.Identifier(table)))


def _rows(names: Names) -> Iterator[Row]:
    chance = names.random
    artists = [(f"artist-{number}", names.artist()) for number in range(ARTISTS)]

    def row(id_: str, kind: str, title: str, artist: tuple[str, str] | None, more: str = "") -> Row:
        # Most things are hardly heard, few are heard all the time.
        plays = int(math.exp(chance.uniform(0, 13)) / 10) if chance.random() < 0.6 else 0
        owner, name = artist or (id_, "")
        genre, language = names.zipf(words.GENRES), names.zipf(words.LANGUAGES)
        year, popular = chance.randint(1990, 2026), popularity(plays)
        return id_, kind, owner, title, name, more, [genre], language, year, popular

    for id_, name in artists:
        yield row(id_, "artist", name, None, name.replace(" ", "").lower())
    for number in range(RELEASES):
        yield row(f"release-{number}", "release", names.title(), chance.choice(artists))
    for number in range(TRACKS):
        guest = chance.choice(artists)[1] if chance.random() < 0.2 else ""
        kind = "video" if chance.random() < 0.05 else "track"
        yield row(f"track-{number}", kind, names.title(), chance.choice(artists), guest)
    for number in range(PLAYLISTS):
        yield row(f"playlist-{number}", "playlist", names.playlist(), chance.choice(artists))


def _query(chance: random.Random, rows: Sequence[Row]) -> str:
    _, _, _, title, artist, *_ = chance.choice(rows)
    pick = chance.random()
    if pick < 0.3:
        return title
    if pick < 0.45:
        return " ".join(mistyped(chance, word) for word in title.split())
    if pick < 0.6:
        return title[: chance.randint(2, max(3, len(title) - 1))]
    if pick < 0.75:
        return f"{artist} {title}"
    if pick < 0.9:
        return " ".join(mistyped(chance, word) for word in f"{artist} {title}".split())
    return title.split()[0]


def mistyped(chance: random.Random, word: str) -> str:
    """The word with one mistake; short ones as they are."""
    if len(word) < 4:
        return word
    at, letter = chance.randrange(1, len(word) - 1), chance.choice("aeiorstn")
    return chance.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        )
    )


def _beginnings(chance: random.Random, query: str) -> list[str]:
    """A few of what an app asks for while somebody types it."""
    return [query[:end] for end in sorted(chance.sample(range(1, len(query) + 1), k=1))]
