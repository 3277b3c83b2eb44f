"""What the API shows of playlists."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from didit360 import people, pictures
from didit360.clock import rfc3339
from didit360.http import Model
from didit360.identity import Caller
from didit360.pictures import PictureView
from music.api.track_refs import TrackRef, refs
from music.data import playlist_entries
from music.domain.playlist import MOSAIC, Entry, Part, Playlist, Visibility

_LOOKED_AT = 12
"""Entries at the start whose pictures a mosaic is made of."""


class PersonRef(Model):
    id: str
    handle: str | None
    name: str | None


class RefusedCover(Model):
    """The newest picture that was sent, and why it can't be the cover."""

    upload_id: str
    code: str
    reason: str


class PlaylistView(Model):
    id: str
    owner: PersonRef
    title: str
    description: str
    visibility: Visibility
    my_part: Part | None = Field(description="what the caller is to it: owner, editor, viewer")
    entry_count: int
    cover: PictureView | None = Field(description="the owner's own picture")
    mosaic: list[PictureView] = Field(
        description="without one: up to four different pictures of the first entries"
    )
    refused_cover: RefusedCover | None = Field(description="shown to the owner only")
    version: int = Field(
        description="rises with every change, also of the entries: to see whether to read again. "
        "If-Match takes the ETag, which is another number, and never this"
    )
    created_at: str
    updated_at: str


class Playlists(Model):
    items: list[PlaylistView]
    next: str | None


class PlaylistEntry(Model):
    """A track in its place; of one that is gone, or not to be seen, only the place is left."""

    id: str
    state: Literal["here", "gone"]
    track: TrackRef | None
    added_by: PersonRef | None = Field(
        description="null: somebody who is no longer there, or who blocks the caller"
    )
    added_at: str


class PlaylistEntries(Model):
    items: list[PlaylistEntry]
    next: str | None


class AddedOrMoved(Model):
    items: list[PlaylistEntry] = Field(description="in their order")
    entry_count: int
    version: int


def playlist_view(playlist: Playlist, part: Part | None, me: Caller) -> PlaylistView:
    return playlist_views([(playlist, part)], me)[0]


def playlist_views(
    listed: Sequence[tuple[Playlist, Part | None]], me: Caller
) -> list[PlaylistView]:
    """Playlists with their owners and pictures, all of which are got at once."""
    owners = people_refs(playlist.owner_id for playlist, _ in listed)
    mosaics = _mosaics([playlist for playlist, _ in listed if playlist.cover is None], me)
    return [
        PlaylistView(
            id=playlist.id,
            owner=owners[playlist.owner_id],
            title=playlist.title,
            description=playlist.description,
            visibility=playlist.visibility,
            my_part=part,
            entry_count=playlist.entry_count,
            cover=pictures.shown(playlist.cover),
            mosaic=mosaics.get(playlist.id, []),
            refused_cover=RefusedCover(**playlist.refused_cover)
            if playlist.refused_cover and part is Part.OWNER
            else None,
            version=playlist.version,
            created_at=rfc3339(playlist.created_at),
            updated_at=rfc3339(playlist.updated_at),
        )
        for playlist, part in listed
    ]


def entry_views(entries: Sequence[Entry], me: Caller) -> list[PlaylistEntry]:
    """Entries with their tracks as the caller may see them, all of which are got at once."""
    tracks = refs({entry.track_id for entry in entries}, me)
    adders = {entry.added_by for entry in entries if entry.added_by}
    named = people_refs(adders - people.blocked_by(me.id, adders))
    return [
        PlaylistEntry(
            id=entry.id,
            state="here" if entry.track_id in tracks else "gone",
            track=tracks.get(entry.track_id),
            added_by=named.get(entry.added_by) if entry.added_by else None,
            added_at=rfc3339(entry.added_at),
        )
        for entry in entries
    ]


def people_refs(person_ids: Iterable[str]) -> dict[str, PersonRef]:
    """Everybody asked for: the caller has left out whoever blocks who reads."""
    wanted = set(person_ids)
    cards = people.cards(wanted)
    return {
        id_: PersonRef(
            id=id_,
            handle=cards[id_].handle if id_ in cards else None,
            name=cards[id_].name if id_ in cards else None,
        )
        for id_ in wanted
    }


def _mosaics(playlists: Sequence[Playlist], me: Caller) -> dict[str, list[PictureView]]:
    filled = [playlist.id for playlist in playlists if playlist.entry_count]
    if not filled:
        return {}
    first = playlist_entries.first_tracks(filled, _LOOKED_AT)
    tracks = refs({track_id for tracks in first.values() for track_id in tracks}, me)
    return {id_: _mosaic(tracks.get(one) for one in ids) for id_, ids in first.items()}


def _mosaic(tracks: Iterable[TrackRef | None]) -> list[PictureView]:
    artworks = {track.artwork.id: track.artwork for track in tracks if track and track.artwork}
    return list(artworks.values())[:MOSAIC]
