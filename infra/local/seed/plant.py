"""Put a believable catalogue into a running house, through the stores' own code.

Everything that follows from it (that tracks are published, found, counted, shown) is done by the
functions that do it for people's own. Tracks share the recordings of a few tunes: a track's stream
names the tune's files. The tunes are tracks of an account of their own, so a seeded track that is
deleted takes nothing with it: only the tune's own deletion removes files, and nobody does that but
`make reset`.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.data import profiles, ties
from didit360 import database, ids
from infra.local.seed.names import Names
from infra.local.seed.plan import Plan, Record, Song
from infra.local.seed.stores import as_product
from music.data import catalogue, likes, playlist_entries, playlists, releases
from music.domain.details import Details
from music.domain.playlist import Place, Visibility
from music.domain.release import Entry, Facts, Release, Type
from music.domain.track import Stream, Track

if TYPE_CHECKING:
    from infra.local.stack import LocalStack

Tell = Callable[[str, int, int], None]
"""Told what is made, how many of it are there, and of how many."""


def plant(house: "LocalStack", plan: Plan, tunes: Sequence[str], tell: Tell) -> None:
    """Safe to repeat: what is there stays as it is. `tunes`: ids of tracks that can be heard."""
    with as_product(house, "accounts"):
        _people(plan, tell)
    with as_product(house, "music"):
        _catalogue(plan, tunes, tell)
        _likes(plan, tell)
        _playlists(plan, tell)
    with as_product(house, "accounts"):
        _follow(plan, tell)


def is_planted(house: "LocalStack", plan: Plan) -> bool:
    """Whether the last release of the plan is there."""
    with as_product(house, "music"):
        return releases.find(plan.records[-1].id) is not None


def _people(plan: Plan, tell: Tell) -> None:
    everybody = [(person, "artist") for person in plan.artists]
    everybody += [(person, "fan") for person in plan.fans]
    for number, (person, role) in enumerate(everybody, 1):
        if profiles.get(person.id) is None:
            profiles.ensure(person.id, [role], person.handle)
            with database.transaction() as tx:
                known = profiles.lock(tx, person.id)[person.id]
                profiles.change(tx, known, {"name": person.name})
        tell("people", number, len(everybody))


def _catalogue(plan: Plan, tunes: Sequence[str], tell: Tell) -> None:
    found = catalogue.many(tunes)
    sounds = [found[tune].stream for tune in tunes]
    for number, record in enumerate(plan.records, 1):
        if releases.find(record.id) is None:
            for song in record.songs:
                if catalogue.find(song.id) is None:
                    _add_track(song, record, sounds[song.tune % len(sounds)])
            _add_release(record)
        tell("releases", number, len(plan.records))


def _add_track(song: Song, record: Record, sound: Stream | None) -> None:
    track = Track(
        id=song.id,
        artist_id=song.artist.id,
        media_id=ids.twin(song.id, "med"),
        title=song.title,
        kind="audio",
        created_at=record.released,
        updated_at=record.released,
        stream=sound,
        details=Details(genres=song.genres, language=song.language, explicit=song.explicit),
    )
    catalogue.add(track)
    catalogue.draft_has_file(track)


def _add_release(record: Record) -> None:
    many = len(record.songs)
    kind = Type.SINGLE if many < 3 else Type.EP if many < 7 else Type.ALBUM
    draft = Release(
        id=record.id,
        artist_id=record.artist.id,
        facts=Facts(
            type=kind,
            title=record.title,
            release_date=record.released.date(),
            genres=record.genres,
            label=f"{record.artist.name} Records",
        ),
        created_at=record.released,
        updated_at=record.released,
        entries=tuple(Entry(song.id, song.artist.id) for song in record.songs),
    )
    releases.add(draft.published(record.released + timedelta(days=1)))


def _likes(plan: Plan, tell: Tell) -> None:
    names, songs = Names(361), plan.songs
    for number, fan in enumerate(plan.fans, 1):
        for song_id in {names.zipf(songs).id for _ in range(8)}:
            likes.put(fan.id, likes.Kind.LIKE, song_id)
        tell("likes", number, len(plan.fans))


def _playlists(plan: Plan, tell: Tell) -> None:
    names, songs = Names(362), plan.songs
    for number, fan in enumerate(plan.fans, 1):
        title, chosen = names.playlist(), dict.fromkeys(names.zipf(songs).id for _ in range(20))
        if not playlists.public_of(fan.id, limit=1, after=None)[0]:
            made = playlists.create(fan.id, title, "", Visibility.PUBLIC)
            playlist_entries.add(made.id, list(chosen), Place(), fan.id)
        tell("playlists", number, len(plan.fans))


def _follow(plan: Plan, tell: Tell) -> None:
    names = Names(363)
    for number, fan in enumerate(plan.fans, 1):
        for artist_id in {names.zipf(plan.artists).id for _ in range(6)}:
            ties.follow(fan.id, artist_id)
        tell("follows", number, len(plan.fans))
