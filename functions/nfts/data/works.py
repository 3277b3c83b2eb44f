"""What can be minted, as music's events tell. PynamoDB is imported when first used."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from nfts.domain.work import Work

if TYPE_CHECKING:
    from nfts.data.work_rows import WorkRow

Key = dict[str, Any] | None


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import nfts.data.work_rows  # noqa: F401


def put(work: Work) -> None:
    """Keep what is told of a work, unless something newer is known. Safe to repeat."""
    from pynamodb.exceptions import PutError

    from nfts.data.work_rows import WorkRow

    row = WorkRow(
        work.id,
        artist_id=work.artist_id,
        kind=work.kind,
        title=work.title,
        revision=work.revision,
        public=work.public,
        facts=work.facts,
    )
    try:
        row.save(condition=WorkRow.id.does_not_exist() | (WorkRow.revision <= work.revision))
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def withdraw(work_id: str, artist_id: str, revision: int) -> None:
    """Nobody finds it any more, so nobody mints it; what is minted stays. Safe to repeat.

    Noted of a work that is not known, too: what was said of it before may come later.
    """
    from pynamodb.exceptions import UpdateError

    from nfts.data.work_rows import WorkRow

    try:
        WorkRow(work_id).update(
            actions=[
                WorkRow.public.set(False),
                WorkRow.revision.set(revision),
                WorkRow.artist_id.set(artist_id),
                WorkRow.kind.set(WorkRow.kind | ""),
                WorkRow.title.set(WorkRow.title | ""),
                WorkRow.facts.set(WorkRow.facts | {}),
            ],
            condition=WorkRow.id.does_not_exist() | (WorkRow.revision <= revision),
        )
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def find(work_id: str) -> Work | None:
    """A work by its id, None of one that nobody ever found."""
    return many([work_id]).get(work_id)


def many(work_ids: Iterable[str]) -> dict[str, Work]:
    """Those that are known, by their ids."""
    from nfts.data.work_rows import WorkRow

    rows = WorkRow.batch_get(sorted(set(work_ids)), consistent_read=True)
    return {row.id: _work(row) for row in rows}


def by_artist(artist_id: str, *, limit: int, after: Key) -> tuple[list[Work], Key]:
    """An artist's public works, newest first."""
    from nfts.data.work_rows import WorkRow

    page = WorkRow.by_artist.query(
        artist_id,
        filter_condition=WorkRow.public == True,  # noqa: E712  how PynamoDB writes a condition
        scan_index_forward=False,
        limit=limit,
        last_evaluated_key=after,
    )
    return [_work(row) for row in page], page.last_evaluated_key


def forget(artist_id: str) -> None:
    """Remove all works of somebody who is erased. Safe to repeat."""
    from nfts.data.work_rows import WorkRow

    for row in WorkRow.by_artist.query(artist_id):
        row.delete()


def _work(row: "WorkRow") -> Work:
    return Work(
        id=row.id,
        artist_id=row.artist_id,
        kind=row.kind,
        title=row.title,
        revision=int(row.revision),
        public=row.public,
        facts=row.facts,
    )
