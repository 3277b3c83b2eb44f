"""What the seed makes: people, releases, tracks and who listens to what; the same each time.

Ids follow from numbers, so that a second run finds what the first one made.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ulid import ULID

from infra.local.seed import words
from infra.local.seed.names import Names
from music.domain.genres import GENRES

_PEOPLE = uuid.UUID("d1d17360-0000-4000-8000-000000000000")
_MANY_YEARS = 20 * 365


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    handle: str
    name: str


@dataclass(frozen=True, slots=True)
class Song:
    id: str
    artist: Person
    title: str
    genres: tuple[str, ...]
    language: str
    explicit: bool
    tune: int
    """Which of the real recordings it sounds like."""


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    artist: Person
    title: str
    genres: tuple[str, ...]
    released: datetime
    songs: tuple[Song, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    artists: tuple[Person, ...]
    fans: tuple[Person, ...]
    records: tuple[Record, ...]

    @property
    def songs(self) -> list[Song]:
        return [song for record in self.records for song in record.songs]


def plan(artists: int, tracks: int, *, tunes: int, today: datetime) -> Plan:
    """About so many tracks, on singles, EPs and albums of these artists."""
    names = Names()
    makers = tuple(_person(names, "artist", number) for number in range(artists))
    fans = tuple(_person(names, "fan", number) for number in range(max(5, artists // 4)))
    records: list[Record] = []
    made = 0
    while made < tracks:
        artist = makers[len(records)] if len(records) < artists else names.zipf(makers)
        many = min(names.random.choice((1, 1, 2, 4, 5, 9, 11)), tracks - made)
        records.append(_record(names, artist, len(records), many, tunes, today))
        made += many
    return Plan(makers, fans, tuple(records))


def _person(names: Names, kind: str, number: int) -> Person:
    name = names.artist() if kind == "artist" else _human(names)
    return Person(str(uuid.uuid5(_PEOPLE, f"{kind}-{number}")), f"{kind}_{number:03}", name)


def _human(names: Names) -> str:
    return f"{names.random.choice(words.FIRST_NAMES)} {names.invented()}"


def _record(
    names: Names, artist: Person, number: int, many: int, tunes: int, today: datetime
) -> Record:
    chance = names.random
    genres = tuple(sorted({names.zipf(words.GENRES), names.zipf(words.GENRES)} & GENRES))
    # The newer, the more: half of all came out in the last two years.
    released = today - timedelta(days=1 + int(_MANY_YEARS * chance.random() ** 3))
    songs = tuple(
        Song(
            _id("trk", number, place),
            artist,
            names.title(),
            genres,
            names.zipf(words.LANGUAGES),
            chance.random() < 0.1,
            chance.randrange(tunes),
        )
        for place in range(many)
    )
    title = songs[0].title if many == 1 else names.title()
    return Record(_id("rel", number, 0), artist, title, genres, released, songs)


def play_id(number: int) -> str:
    return _id("ply", number, 0)


def _id(prefix: str, record: int, place: int) -> str:
    """An id that no person's upload has: its time is the first days of 1980."""
    moment = datetime(1980, 1, 1, tzinfo=UTC) + timedelta(seconds=record)
    milliseconds = int(moment.timestamp() * 1000)
    both = milliseconds.to_bytes(6, "big") + (place + 1).to_bytes(10, "big")
    return f"{prefix}_{ULID.from_bytes(both)}"
