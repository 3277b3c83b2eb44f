"""Playlists in PostgreSQL: made, found, changed and deleted, each by its key or an index.

psycopg is imported when first used, see didit360.database.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from didit360 import database, ids
from didit360.clock import now, rfc3339
from didit360.problems import Conflict
from music.data.playlist_rows import (
    PlaylistNotFoundError,
    let_go,
    lock,
    must,
    part_of,
    playlist,
    say_changed,
)
from music.domain.playlist import MAX_PLAYLISTS, Part, Playlist, Visibility

_SWEPT_AT_ONCE = 1000
_SWEEPS = 100

Listed = tuple[Playlist, Part | None]


class TooManyPlaylistsError(Conflict):
    code = "too-many-playlists"

    def __init__(self) -> None:
        super().__init__(f"You have {MAX_PLAYLISTS} playlists: delete one first.")


def create(owner_id: str, title: str, description: str, visibility: Visibility) -> Playlist:
    """A new playlist without entries. TooManyPlaylistsError."""
    with database.transaction() as tx:
        counted = tx.run(
            "insert into playlist_owners as owners (person_id, playlists) values (%s, 1)"
            " on conflict (person_id) do update set playlists = owners.playlists + 1"
            " where owners.playlists < %s",
            [owner_id, MAX_PLAYLISTS],
        )
        if not counted:
            raise TooManyPlaylistsError
        [row] = tx.all(
            "insert into playlists (id, owner_id, title, description, visibility)"
            " values (%s, %s, %s, %s, %s) returning *",
            [ids.new("pll"), owner_id, title, description, visibility],
        )
        made = playlist(row)
        say_changed(tx, made)
    return made


def find(playlist_id: str, person_id: str) -> Listed:
    """A playlist, and what the person is to it (None: nothing). PlaylistNotFoundError."""
    row = must(
        database.one(
            "select playlists.*, part from playlists left join playlist_collaborators"
            " on playlist_id = id and person_id = %s where id = %s",
            [person_id, playlist_id],
        )
    )
    known = playlist(row)
    return known, part_of(known, person_id, row["part"])


def change(playlist_id: str, step: Callable[[Playlist], Playlist]) -> Playlist:
    """Keep what `step` says of a playlist; nothing is written if it changes nothing."""
    with database.transaction() as tx:
        before = lock(tx, playlist_id)
        after = step(before)
        if after == before:
            return before
        if replace(after, cover_removed=before.cover_removed) == before:  # nobody sees that
            tx.run(
                "update playlists set cover_removed = %s where id = %s",
                [after.cover_removed, playlist_id],
            )
            return after
        row = tx.one(
            "update playlists set title = %s, description = %s, visibility = %s, cover = %s,"
            " refused_cover = %s, cover_removed = %s, revision = revision + 1,"
            " version = version + 1, updated_at = now() where id = %s returning *",
            [
                after.title,
                after.description,
                after.visibility,
                _json(after.cover),
                _json(after.refused_cover),
                after.cover_removed,
                playlist_id,
            ],
        )
        kept = playlist(must(row))
        if before.cover is not None and kept.cover != before.cover:
            let_go(tx, before.cover)
        say_changed(tx, kept)
    return kept


def remove(playlist_id: str) -> Playlist:
    """Delete a playlist; its entries, whom nobody finds any more, follow (`sweep`)."""
    with database.transaction() as tx:
        row = tx.one("delete from playlists where id = %s returning *", [playlist_id])
        gone = playlist(must(row))
        tx.run("insert into deleted_playlists (id) values (%s)", [playlist_id])
        tx.run(
            "update playlist_owners set playlists = playlists - 1 where person_id = %s",
            [gone.owner_id],
        )
        about = {"playlist_id": playlist_id, "owner_id": gone.owner_id, "at": rfc3339(now())}
        tx.say("playlist_deleted", about)
        if gone.cover is not None:
            let_go(tx, gone.cover)
    return gone


def sweep() -> int:
    """Remove entries of playlists that were deleted, so many at most; how many there were.

    Several may sweep at once: each has playlists of its own.
    """
    total = 0
    for _ in range(_SWEEPS):
        with database.transaction() as tx:
            waiting = tx.one(
                "select id from deleted_playlists order by id limit 1 for update skip locked"
            )
            if waiting is None:
                break
            total += tx.run(
                "delete from playlist_entries where playlist_id = %s and id in"
                " (select id from playlist_entries where playlist_id = %s limit %s)",
                [waiting["id"], waiting["id"], _SWEPT_AT_ONCE],
            )
            tx.run(
                "delete from deleted_playlists where id = %s and not exists"
                " (select from playlist_entries where playlist_id = %s)",
                [waiting["id"], waiting["id"]],
            )
    return total


def of_person(
    person_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Listed], dict[str, Any] | None]:
    """Their own playlists and those they collaborate in, the newest first."""
    asked = {
        "person": person_id,
        "before": after["id"] if after else "pll_~",
        "limit": limit + 1,
    }
    rows = database.all(
        "select * from"
        " (select playlists.*, null as part from playlists"
        "   where owner_id = %(person)s and id < %(before)s order by id desc limit %(limit)s) own"
        " union all select * from"
        " (select playlists.*, part from playlist_collaborators join playlists on id = playlist_id"
        "   where person_id = %(person)s and playlist_id < %(before)s"
        "   order by playlist_id desc limit %(limit)s) others"
        " order by id desc limit %(limit)s",
        asked,
    )
    known = [(playlist(row), row["part"]) for row in rows]
    listed = [(one, part_of(one, person_id, part)) for one, part in known[:limit]]
    return listed, _rest(listed, more=len(known) > limit)


def public_of(
    owner_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Playlist], dict[str, Any] | None]:
    """What everybody finds of somebody's, the newest first."""
    rows = database.all(
        "select * from playlists where owner_id = %s and visibility = 'public' and id < %s"
        " order by id desc limit %s",
        [owner_id, after["id"] if after else "pll_~", limit + 1],
    )
    listed = [playlist(row) for row in rows[:limit]]
    return listed, _rest([(one, None) for one in listed], more=len(rows) > limit)


def _rest(listed: list[Listed], *, more: bool) -> dict[str, Any] | None:
    return {"id": listed[-1][0].id} if more else None


def _json(said: dict[str, Any] | None) -> str | None:
    return json.dumps(said) if said is not None else None


__all__ = [
    "PlaylistNotFoundError",
    "TooManyPlaylistsError",
    "change",
    "create",
    "find",
    "of_person",
    "public_of",
    "remove",
    "sweep",
]
