"""The catalogue: tracks in DynamoDB.

PynamoDB (and botocore under it) is imported when first used, not with this module: it
would double what an API function costs to import. SnapStart has it in its snapshot all
the same (`prepare`).
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from didit360.clock import rfc3339
from didit360.problems import NotFound
from didit360.races import BusyError, RaceError, as_it_was_read, settled
from didit360.transactions import reasons, transaction
from music.domain.details import Details
from music.domain.track import (
    MAX_OPEN_DRAFTS,
    Kind,
    Processing,
    Same,
    State,
    Stream,
    TakeDown,
    Track,
)

if TYPE_CHECKING:
    from music.data.rows import TrackRow


class TrackNotFoundError(NotFound):
    """404 to a client; to an event, news of a track that was deleted meanwhile."""

    code = "no-such-track"

    def __init__(self) -> None:
        super().__init__("There is no such track.")


class TooManyDraftsError(Exception):
    pass


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.rows  # noqa: F401


def add(track: Track) -> Track:
    """Keep a new draft. TooManyDraftsError if the artist has MAX_OPEN_DRAFTS open already."""
    from pynamodb.exceptions import TransactWriteError
    from pynamodb.expressions.condition import size

    from music.data.rows import DraftsRow, TrackRow

    drafts = _drafts_id(track.artist_id)
    room = DraftsRow.open.does_not_exist() | (size(DraftsRow.open) < MAX_OPEN_DRAFTS)
    try:
        with transaction() as writes:
            add = DraftsRow.open.add({track.id})
            writes.update(DraftsRow(drafts), actions=[add], condition=room)
            writes.save(_row(track), condition=TrackRow.id.does_not_exist())
    except TransactWriteError as error:
        # The other condition, that the new id is free, cannot fail: it is a fresh ULID.
        if "ConditionalCheckFailed" in reasons(error):
            raise TooManyDraftsError from None
        if "TransactionConflict" in reasons(error):
            raise BusyError(track.id) from None
        raise
    return track


def get(track_id: str) -> Track:
    """A track by its id. TrackNotFoundError."""
    from music.data.rows import TrackRow

    try:
        return _track(TrackRow.get(track_id, consistent_read=True))
    except TrackRow.DoesNotExist:
        raise TrackNotFoundError from None


def find(track_id: str) -> Track | None:
    try:
        return get(track_id)
    except TrackNotFoundError:
        return None


def many(track_ids: Iterable[str]) -> dict[str, Track]:
    """Tracks by their ids, as they are at this moment; those that are gone are left out."""
    from music.data.rows import TrackRow

    rows = TrackRow.batch_get(sorted(set(track_ids)), consistent_read=True)
    return {row.id: _track(row) for row in rows}


def of_image(image: dict[str, Any] | None) -> Track | None:
    """The track in an item of the table's stream; None if it is something else."""
    if image is None or "media_id" not in image:
        return None
    from boto3.dynamodb.types import TypeSerializer

    from music.data.rows import TrackRow

    serialize: Callable[[Any], Any] = TypeSerializer().serialize
    row = TrackRow()
    row.deserialize({name: serialize(value) for name, value in image.items()})
    return _track(row)


def titles(track_ids: Iterable[str]) -> dict[str, str]:
    """What tracks are called; those that are gone are left out."""
    from music.data.rows import TrackRow

    rows = TrackRow.batch_get(sorted(track_ids), attributes_to_get=["id", "title"])
    return {row.id: row.title for row in rows}


def by_artist(
    artist_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Track], dict[str, Any] | None]:
    """An artist's tracks, newest first, and where the next page starts (None at the end)."""
    from music.data.rows import TrackRow

    page = TrackRow.by_artist.query(
        artist_id, scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    tracks = [_track(row) for row in page]
    return tracks, page.last_evaluated_key


def every(*, limit: int, after: dict[str, Any] | None) -> tuple[list[Track], dict[str, Any] | None]:
    """All tracks there are, page by page: to build from, never to answer somebody."""
    from music.data.rows import TrackRow

    page = TrackRow.scan(
        TrackRow.media_id.exists(), page_size=limit, limit=limit, last_evaluated_key=after
    )
    return [_track(row) for row in page], page.last_evaluated_key


def change(track_id: str, step: Callable[[Track], Track]) -> Track:
    """Apply a step of the domain and keep the outcome; nothing is written if nothing changed.

    Reads, steps and writes again when somebody else wrote in between.
    TrackNotFoundError; BusyError after several such races.
    """

    def write() -> Track:
        before = get(track_id)
        after = step(before)
        if after == before:
            return before
        with as_it_was_read():
            _row(after).save()
        return after

    return settled(track_id, write)


def draft_has_file(track: Track) -> None:
    """The draft no longer counts against the limit. Safe to repeat."""
    from music.data.rows import DraftsRow

    DraftsRow(_drafts_id(track.artist_id)).update(actions=[DraftsRow.open.delete({track.id})])


def forget_drafts(artist_id: str) -> None:
    """Of an artist who is here no more."""
    from music.data.rows import DraftsRow

    DraftsRow(_drafts_id(artist_id)).delete()


def discard(track_id: str) -> None:
    """Its artist lets go of it. TrackNotFoundError; TakenDownError; BusyError after races."""

    def write() -> None:
        track = get(track_id)
        track.may_go()
        remove(track, as_read=True)

    settled(track_id, write)


def remove(track: Track, *, as_read: bool = False) -> None:
    """Take the track out; the table's stream tells the rest of the platform.

    `as_read`: RaceError if somebody has changed it since.
    """
    from pynamodb.exceptions import TransactWriteError

    from music.data.rows import DraftsRow, TrackRow

    row = TrackRow(track.id)
    row.version = track.saved
    try:
        with transaction() as writes:
            writes.update(
                DraftsRow(_drafts_id(track.artist_id)),
                actions=[DraftsRow.open.delete({track.id})],
            )
            writes.delete(row, add_version_condition=as_read)
    except TransactWriteError as error:
        if "ConditionalCheckFailed" in reasons(error):
            raise RaceError from None
        if "TransactionConflict" in reasons(error):
            raise BusyError(track.id) from None
        raise


def _drafts_id(artist_id: str) -> str:
    return f"drafts#{artist_id}"


def kept_take_down(taken: TakeDown | None) -> dict[str, str] | None:
    return {"reason": taken.reason, "by": taken.by, "at": rfc3339(taken.at)} if taken else None


def read_take_down(said: Any) -> TakeDown | None:
    at = datetime.fromisoformat(said["at"]) if said else None
    return TakeDown(said["reason"], said["by"], at) if at else None


def _row(track: Track) -> "TrackRow":
    from music.data.rows import TrackRow

    row = TrackRow(
        track.id,
        artist_id=track.artist_id,
        media_id=track.media_id,
        title=track.title,
        kind=track.kind,
        created_at=rfc3339(track.created_at),
        updated_at=rfc3339(track.updated_at),
        revision=track.revision,
        processing=asdict(track.processing) if track.processing else None,
        stream=asdict(track.stream) if track.stream else None,
        same=asdict(track.same) if track.same else None,
        details=track.details.as_dict() or None,
        # DynamoDB knows no empty set.
        releases=set(track.releases) or None,
        published_in=set(track.published_in) or None,
        released=track.released or None,
        artwork=track.artwork,
        taken_down=kept_take_down(track.taken_down),
    )
    if track.saved is not None:
        row.version = track.saved
    return row


def _track(row: "TrackRow") -> Track:
    processing = dict(row.processing) if row.processing else None
    if processing is not None:
        processing["state"] = State(processing["state"])
    return Track(
        id=row.id,
        artist_id=row.artist_id,
        media_id=row.media_id,
        title=row.title,
        kind=cast("Kind", row.kind),
        created_at=datetime.fromisoformat(row.created_at),
        updated_at=datetime.fromisoformat(row.updated_at),
        revision=int(row.revision),
        processing=Processing(**processing) if processing else None,
        stream=Stream(**row.stream) if row.stream else None,
        same=Same(row.same["upload_id"], tuple(row.same["track_ids"])) if row.same else None,
        details=Details.from_dict(row.details),
        releases=frozenset(row.releases or ()),
        published_in=frozenset(row.published_in or ()),
        released=bool(row.released),
        artwork=dict(row.artwork) if row.artwork else None,
        taken_down=read_take_down(row.taken_down),
        saved=int(row.version) if row.version is not None else None,
    )
