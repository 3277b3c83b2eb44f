"""Releases in DynamoDB, in a table of their own: they change together with nothing but themselves.

A release of 200 tracks can't be written in one transaction with them: what follows from its
changes (its tracks' standing, the schedule, the events) is done by what the table's stream wakes,
on/release_changed. PynamoDB is imported when first used, as in music.data.catalogue.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from didit360.clock import rfc3339
from didit360.problems import NotFound
from didit360.races import BusyError, RaceError, as_it_was_read, settled
from didit360.transactions import reasons, transaction
from music.data.catalogue import TooManyDraftsError
from music.domain.release import MAX_DRAFTS, Release, State

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from music.data.release_rows import ReleaseRow

Key = dict[str, Any] | None
T = TypeVar("T")

_PART = "release"
_SCHEDULED = "scheduled"


class ReleaseNotFoundError(NotFound):
    code = "no-such-release"

    def __init__(self) -> None:
        super().__init__("There is no such release.")


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.release_rows  # noqa: F401

    _form()


def add(release: Release) -> Release:
    """Keep a new draft. TooManyDraftsError if the artist has MAX_DRAFTS unpublished already."""
    from pynamodb.exceptions import TransactWriteError
    from pynamodb.expressions.condition import size

    from music.data.release_rows import OpenRow, ReleaseRow

    room = OpenRow.open.does_not_exist() | (size(OpenRow.open) < MAX_DRAFTS)
    row = _row(release)
    try:
        with transaction() as writes:
            counted = OpenRow.open.add({release.id})
            writes.update(
                OpenRow(_drafts_id(release.artist_id), "drafts"), actions=[counted], condition=room
            )
            writes.save(row, condition=ReleaseRow.id.does_not_exist())
    except TransactWriteError as error:
        why = reasons(error)
        if "ConditionalCheckFailed" in why:
            raise TooManyDraftsError from None
        if "TransactionConflict" in why:
            raise BusyError(release.id) from None
        raise
    return _release(row)


def get(release_id: str) -> Release:
    """A release by its id. ReleaseNotFoundError."""
    from music.data.release_rows import ReleaseRow

    try:
        return _release(ReleaseRow.get(release_id, _PART, consistent_read=True))
    except ReleaseRow.DoesNotExist:
        raise ReleaseNotFoundError from None


def find(release_id: str) -> Release | None:
    try:
        return get(release_id)
    except ReleaseNotFoundError:
        return None


def many(release_ids: Iterable[str]) -> dict[str, Release]:
    """Releases by their ids; those that are gone are left out."""
    from music.data.release_rows import ReleaseRow

    keys = [(id_, _PART) for id_ in sorted(set(release_ids))]
    return {row.id: _release(row) for row in ReleaseRow.batch_get(keys)}


def by_artist(artist_id: str, *, limit: int, after: Key) -> tuple[list[Release], Key]:
    """An artist's releases whatever their state, newest first, and where the next page starts."""
    from music.data.release_rows import ReleaseRow

    page = ReleaseRow.by_artist.query(
        artist_id, scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    return [_release(row) for row in page], page.last_evaluated_key


def every(*, limit: int, after: Key) -> tuple[list[Release], Key]:
    """All releases there are, page by page: to build from, never to answer somebody."""
    from music.data.release_rows import ReleaseRow

    page = ReleaseRow.scan(
        ReleaseRow.part == _PART, page_size=limit, limit=limit, last_evaluated_key=after
    )
    return [_release(row) for row in page], page.last_evaluated_key


def change(release_id: str, step: Callable[[Release], Release]) -> Release:
    """Apply a step of the domain and keep the outcome; nothing is written if nothing changed.

    Reads, steps and writes again when somebody else wrote in between.
    ReleaseNotFoundError; BusyError after several such races.
    """

    def write() -> Release:
        before = get(release_id)
        after = step(before)
        if after == before:
            return before
        row = _row(after)
        with as_it_was_read():
            row.save()
        return _release(row)

    return settled(release_id, write)


def discard(release_id: str) -> None:
    """Its artist lets go of it. ReleaseNotFoundError; TakenDownError; BusyError after races."""

    def write() -> None:
        release = get(release_id)
        release.may_go()
        remove(release, as_read=True)

    settled(release_id, write)


def remove(release: Release, *, as_read: bool = False) -> None:
    """Take the release out; the table's stream tells the rest of the platform.

    `as_read`: RaceError if somebody has changed it since.
    """
    from pynamodb.exceptions import TransactWriteError

    from music.data.release_rows import OpenRow, ReleaseRow

    drafts = OpenRow(_drafts_id(release.artist_id), "drafts")
    row = ReleaseRow(release.id, _PART)
    row.revision = release.revision
    try:
        with transaction() as writes:
            writes.update(drafts, actions=[OpenRow.open.delete({release.id})])
            writes.delete(row, add_version_condition=as_read)
    except TransactWriteError as error:
        if "ConditionalCheckFailed" in reasons(error):
            raise RaceError from None
        if "TransactionConflict" in reasons(error):
            raise BusyError(release.id) from None
        raise


def no_draft(release: Release) -> None:
    """It was published: it counts no longer against the limit. Safe to repeat."""
    from music.data.release_rows import OpenRow

    drafts = OpenRow(_drafts_id(release.artist_id), "drafts")
    drafts.update(actions=[OpenRow.open.delete({release.id})])


def forget_drafts(artist_id: str) -> None:
    from music.data.release_rows import OpenRow

    OpenRow(_drafts_id(artist_id), "drafts").delete()


def overdue(moment: str, *, limit: int) -> list[str]:
    """Releases that should have been published by then (RFC 3339)."""
    from music.data.release_rows import ShelvedRow

    page = ShelvedRow.by_shelf.query(_SCHEDULED, ShelvedRow.shelved < moment, limit=limit)
    return [row.id for row in page]


def of_image(image: dict[str, Any] | None) -> Release | None:
    """The release in an item of the table's stream; None if it is something else."""
    if image is None or image["part"] != _PART:
        return None
    return _read(image["release"], int(image["revision"]))


@cache
def _form() -> "TypeAdapter[Release]":
    from pydantic import TypeAdapter

    return TypeAdapter(Release)


def exported(release: Release) -> dict[str, Any]:
    """The release as JSON."""
    said: dict[str, Any] = _form().dump_python(release, mode="json")
    return said


def _row(release: Release) -> "ReleaseRow":
    from music.data.release_rows import ReleaseRow

    shelf, since = None, release.ordered_at
    if release.public:
        shelf = f"{release.artist_id}#{release.facts.type}"
    elif release.state is State.SCHEDULED and release.plan:
        shelf, since = _SCHEDULED, release.plan.at
    row = ReleaseRow(
        release.id,
        _PART,
        artist_id=release.artist_id,
        shelf=shelf,
        shelved=f"{rfc3339(since)}#{release.id}" if shelf else None,
        release=exported(release),
    )
    if release.revision:
        row.revision = release.revision
    return row


def _release(row: "ReleaseRow") -> Release:
    return _read(row.release, int(row.revision or 0))


def _read(said: Any, revision: int) -> Release:
    form = _form()
    parse = form.validate_json if isinstance(said, str) else form.validate_python
    from dataclasses import replace

    return replace(parse(said), revision=revision)


def _drafts_id(artist_id: str) -> str:
    return f"drafts#{artist_id}"
