"""Who works on a playlist with its owner, in PostgreSQL; and the links that let people in.

A link's token is shown once, when it is made; here is only its SHA-256, which is enough for 256
random bits (NIST SP 800-63B, 5.1.2.2: look-up secrets of 112 bits and more need no salt).
"""

import hashlib
import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from didit360 import database, ids
from didit360.problems import Conflict, NotFound
from music.data.playlist_rows import lock, must, part_of, playlist
from music.domain.playlist import (
    MAX_COLLABORATORS,
    MAX_INVITATIONS,
    MAX_SHARES,
    Collaborator,
    Invited,
    Link,
    Part,
    Playlist,
)

if TYPE_CHECKING:
    from didit360.database import Row, Transaction

_TOKEN_BYTES = 32


class CollaboratorNotFoundError(NotFound):
    code = "no-such-collaborator"

    def __init__(self) -> None:
        super().__init__("They do not collaborate in this playlist.")


class TooManyCollaboratorsError(Conflict):
    code = "too-many-collaborators"

    def __init__(self) -> None:
        super().__init__(f"A playlist has at most {MAX_COLLABORATORS} collaborators.")


class LinkNotFoundError(NotFound):
    """Never made, revoked, over, or to what one may not see: all the same to a client."""

    code = "no-such-link"

    def __init__(self) -> None:
        super().__init__("The link opens nothing: it may have been revoked, or be over.")


class TooManyLinksError(Conflict):
    code = "too-many-links"

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} such links of the playlist are open: revoke one first.")


def collaborators(playlist_id: str) -> list[Collaborator]:
    """All of them, the longest there first."""
    rows = database.all(
        "select * from playlist_collaborators where playlist_id = %s order by since, person_id",
        [playlist_id],
    )
    return [Collaborator(row["person_id"], Part(row["part"]), row["since"]) for row in rows]


def put(playlist_id: str, person_id: str, part: Invited) -> Collaborator:
    """Let a person collaborate, or change as what. TooManyCollaboratorsError."""
    with database.transaction() as tx:
        lock(tx, playlist_id)
        return _put(tx, playlist_id, person_id, part)


def take_out(playlist_id: str, person_id: str) -> None:
    """CollaboratorNotFoundError."""
    with database.transaction() as tx:
        gone = tx.run(
            "delete from playlist_collaborators where playlist_id = %s and person_id = %s",
            [playlist_id, person_id],
        )
        if not gone:
            raise CollaboratorNotFoundError


def part_ways(owner_id: str, person_id: str) -> int:
    """Somebody no longer collaborates in anything of an owner's; in how much they did."""
    with database.transaction() as tx:
        return tx.run(
            "delete from playlist_collaborators using playlists"
            " where person_id = %s and playlist_id = id and owner_id = %s",
            [person_id, owner_id],
        )


def invite(playlist_id: str, part: Invited, expires_at: datetime) -> tuple[Link, str]:
    """A link that makes whoever has it a collaborator, and its token. TooManyLinksError."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with database.transaction() as tx:
        lock(tx, playlist_id)
        tx.run(
            "delete from playlist_invitations where playlist_id = %s and expires_at < now()",
            [playlist_id],
        )
        known = tx.all("select 1 from playlist_invitations where playlist_id = %s", [playlist_id])
        if len(known) >= MAX_INVITATIONS:
            raise TooManyLinksError(MAX_INVITATIONS)
        row = tx.one(
            "insert into playlist_invitations (id, playlist_id, token_hash, part, expires_at)"
            " values (%s, %s, %s, %s, %s) returning *",
            [ids.new("inv"), playlist_id, _hash(token), part, expires_at],
        )
    return _link(must(row)), token


def invitations(playlist_id: str) -> list[Link]:
    """Those that are open, the newest first."""
    rows = database.all(
        "select * from playlist_invitations where playlist_id = %s and expires_at > now()"
        " order by id desc",
        [playlist_id],
    )
    return [_link(row) for row in rows]


def invited_to(token: str) -> Playlist:
    """The playlist that an invitation is to. LinkNotFoundError."""
    row = database.one(
        "select playlists.* from playlist_invitations as link join playlists"
        " on playlists.id = playlist_id where token_hash = %s and expires_at > now()",
        [_hash(token)],
    )
    return _opened(row)


def accept(token: str, person_id: str) -> Collaborator:
    """Become what an invitation says; whoever is more than that already stays so.

    LinkNotFoundError, TooManyCollaboratorsError.
    """
    playlist_id = invited_to(token).id
    with database.transaction() as tx:
        known = lock(tx, playlist_id)
        link = tx.one(
            "select part from playlist_invitations where token_hash = %s and expires_at > now()",
            [_hash(token)],
        )
        if link is None:
            raise LinkNotFoundError
        row = tx.one(
            "select * from playlist_collaborators where playlist_id = %s and person_id = %s",
            [known.id, person_id],
        )
        part = part_of(known, person_id, row["part"] if row else None)
        if part is Part.OWNER:
            return Collaborator(person_id, part, known.created_at)
        if row is not None and part is Part.EDITOR:
            return Collaborator(person_id, part, row["since"])
        return _put(tx, known.id, person_id, link["part"])


def revoke_invitation(playlist_id: str, link_id: str) -> None:
    """LinkNotFoundError."""
    with database.transaction() as tx:
        gone = tx.run(
            "delete from playlist_invitations where id = %s and playlist_id = %s",
            [link_id, playlist_id],
        )
        if not gone:
            raise LinkNotFoundError


def share(playlist_id: str) -> tuple[Link, str]:
    """A link that shows the playlist to whoever has it, and its token. TooManyLinksError."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with database.transaction() as tx:
        lock(tx, playlist_id)
        known = tx.all("select 1 from playlist_shares where playlist_id = %s", [playlist_id])
        if len(known) >= MAX_SHARES:
            raise TooManyLinksError(MAX_SHARES)
        row = tx.one(
            "insert into playlist_shares (id, playlist_id, token_hash)"
            " values (%s, %s, %s) returning *",
            [ids.new("shr"), playlist_id, _hash(token)],
        )
    return _link(must(row)), token


def shares(playlist_id: str) -> list[Link]:
    """The newest first."""
    rows = database.all(
        "select * from playlist_shares where playlist_id = %s order by id desc", [playlist_id]
    )
    return [_link(row) for row in rows]


def shared_by(token: str) -> Playlist:
    """What a share link shows. LinkNotFoundError, also while the playlist is private."""
    row = database.one(
        "select playlists.* from playlist_shares as link join playlists"
        " on playlists.id = playlist_id where token_hash = %s",
        [_hash(token)],
    )
    shown = _opened(row)
    if not shown.linked:
        raise LinkNotFoundError
    return shown


def revoke_share(playlist_id: str, link_id: str) -> None:
    """LinkNotFoundError."""
    with database.transaction() as tx:
        gone = tx.run(
            "delete from playlist_shares where id = %s and playlist_id = %s",
            [link_id, playlist_id],
        )
        if not gone:
            raise LinkNotFoundError


def _put(tx: "Transaction", playlist_id: str, person_id: str, part: Invited) -> Collaborator:
    row = tx.one(
        "insert into playlist_collaborators as known (playlist_id, person_id, part)"
        " values (%s, %s, %s) on conflict (playlist_id, person_id)"
        " do update set part = excluded.part returning *",
        [playlist_id, person_id, part],
    )
    # Counted under the playlist's lock, so that two who come at once are both seen.
    there = tx.all(
        "select 1 from playlist_collaborators where playlist_id = %s limit %s",
        [playlist_id, MAX_COLLABORATORS + 1],
    )
    if len(there) > MAX_COLLABORATORS:
        raise TooManyCollaboratorsError
    kept = must(row)
    return Collaborator(person_id, Part(kept["part"]), kept["since"])


def _opened(row: "Row | None") -> Playlist:
    if row is None:
        raise LinkNotFoundError
    return playlist(row)


def _link(row: "Row") -> Link:
    return Link(
        id=row["id"],
        created_at=row["created_at"],
        part=Part(row["part"]) if "part" in row else None,
        expires_at=row.get("expires_at"),
    )


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
