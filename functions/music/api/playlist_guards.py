"""Who may see and change a playlist. One that somebody may not see does not exist for them."""

from didit360 import people
from didit360.identity import Caller
from didit360.ids import is_id
from music.data import playlist_people, playlists
from music.data.playlist_rows import let
from music.domain.playlist import EDITING, Part, Playlist


def seen(playlist_id: str, me: Caller) -> tuple[Playlist, Part | None]:
    """The playlist, and what the caller is to it; PlaylistNotFoundError."""
    if not is_id(playlist_id, "pll"):
        raise playlists.PlaylistNotFoundError
    known, part = playlists.find(playlist_id, me.id)
    if not known.seen_by(part) or blocked(known, me):
        raise playlists.PlaylistNotFoundError
    return known, part


def edited(playlist_id: str, me: Caller) -> Playlist:
    """The playlist, if the caller may change what is in it; Forbidden, PlaylistNotFoundError.

    They may not a moment later: what writes asks again under the playlist's lock.
    """
    return _must_be(playlist_id, me, *EDITING)


def owned(playlist_id: str, me: Caller) -> Playlist:
    """The playlist, if it is the caller's, for good; Forbidden, PlaylistNotFoundError."""
    return _must_be(playlist_id, me, Part.OWNER)


def shared(token: str, me: Caller) -> Playlist:
    """What a share link shows; LinkNotFoundError."""
    known = playlist_people.shared_by(token)
    if blocked(known, me):
        raise playlist_people.LinkNotFoundError
    return known


def blocked(known: Playlist, me: Caller) -> bool:
    return known.owner_id in people.blocked_by(me.id, [known.owner_id])


def _must_be(playlist_id: str, me: Caller, *parts: Part) -> Playlist:
    known, part = seen(playlist_id, me)
    let(known, part, *parts)
    return known
