"""What people like and keep, in DynamoDB: it grows without bound and is read by key, per person.

Counts follow from the table's stream. A row says whether it is in the count, and changes with the
count in one transaction: told twice or late, nothing is counted twice. What somebody took back
stays, unseen, until it is counted down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from didit360.clock import now, rfc3339
from didit360.transactions import reasons, transaction

if TYPE_CHECKING:
    from music.data.library_rows import KeptRow

Key = dict[str, Any] | None

_COUNT = "likes"


class Kind(StrEnum):
    LIKE = "like"
    SAVE = "save"


@dataclass(frozen=True, slots=True)
class Kept:
    item_id: str
    since: str


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.library_rows  # noqa: F401


def put(person_id: str, kind: Kind, item_id: str) -> None:
    """Like or keep something. Safe to repeat: the first time stands."""
    from music.data.library_rows import KeptRow

    since = rfc3339(now())
    actions = [
        KeptRow.item_id.set(item_id),
        KeptRow.since.set(since),
        KeptRow.wanted.set(True),
        KeptRow.shelf.set(_shelf(person_id, kind, item_id[:3])),
        KeptRow.shelved.set(f"{since}#{item_id}"),
    ]
    new = KeptRow.wanted.does_not_exist() | (KeptRow.wanted == False)  # noqa: E712  an expression
    _unless(KeptRow(person_id, _entry(kind, item_id)), actions, new)


def drop(person_id: str, kind: Kind, item_id: str) -> None:
    """Take it back. Safe to repeat."""
    from music.data.library_rows import KeptRow

    actions = [KeptRow.wanted.set(False), KeptRow.shelf.remove(), KeptRow.shelved.remove()]
    there = KeptRow.wanted == True  # noqa: E712  an expression
    _unless(KeptRow(person_id, _entry(kind, item_id)), actions, there)


def get(person_id: str, kind: Kind, item_id: str) -> Kept | None:
    from music.data.library_rows import KeptRow

    try:
        row = KeptRow.get(person_id, _entry(kind, item_id), consistent_read=True)
    except KeptRow.DoesNotExist:
        return None
    return Kept(row.item_id, row.since) if row.wanted else None


def page(
    person_id: str, kind: Kind, prefix: str, *, limit: int, after: Key
) -> tuple[list[Kept], Key]:
    """Things of one sort (`trk`, `rel`), the latest first; and where the next page starts."""
    from music.data.library_rows import KeptRow

    found = KeptRow.by_time.query(
        _shelf(person_id, kind, prefix),
        scan_index_forward=False,
        limit=limit,
        last_evaluated_key=after,
    )
    return [Kept(row.item_id, row.since) for row in found], found.last_evaluated_key


def counts(item_ids: Iterable[str]) -> dict[str, int]:
    """How many like each of them."""
    from music.data.library_rows import CountRow

    numbers = dict.fromkeys(item_ids, 0)
    for row in CountRow.batch_get([(id_, _COUNT) for id_ in numbers]):
        numbers[row.person_id] = int(row.number)
    return numbers


def settle(person_id: str, entry: str) -> None:
    """Bring a row and the count together. Safe to repeat; raises when others count the same."""
    from pynamodb.exceptions import TransactWriteError

    from music.data.library_rows import CountRow, KeptRow

    try:
        row = KeptRow.get(person_id, entry, consistent_read=True)
    except KeptRow.DoesNotExist:
        return
    liked = entry.startswith(Kind.LIKE)
    if liked and bool(row.counted) != row.wanted:
        as_read = (KeptRow.wanted == row.wanted) & (
            KeptRow.counted.does_not_exist() | (KeptRow.counted != row.wanted)
        )
        one = CountRow(row.item_id, _COUNT)
        try:
            with transaction() as writes:
                writes.update(
                    KeptRow(person_id, entry),
                    actions=[KeptRow.counted.set(row.wanted)],
                    condition=as_read,
                )
                writes.update(one, actions=[CountRow.number.add(1 if row.wanted else -1)])
        except TransactWriteError as error:
            # Counted, or changed, by somebody else just now: then another record tells of that.
            if "ConditionalCheckFailed" not in reasons(error):
                raise
            return
    if not row.wanted:
        _delete_unwanted(row)


def export_of(person_id: str) -> dict[str, Iterator[dict[str, str]]]:
    """Everything that a person likes and keeps, read while it is written down."""
    return {"likes": _all(person_id, Kind.LIKE), "saved": _all(person_id, Kind.SAVE)}


def _all(person_id: str, kind: Kind) -> Iterator[dict[str, str]]:
    from music.data.library_rows import KeptRow

    begins = KeptRow.entry.startswith(f"{kind}#")
    for row in KeptRow.query(person_id, begins, consistent_read=True):
        if row.wanted:
            yield {"id": row.item_id, "since": row.since}


def erase(person_id: str) -> None:
    """Everything of it goes, from the counts too. Safe to repeat."""
    from music.data.library_rows import KeptRow

    for row in list(KeptRow.query(person_id, consistent_read=True)):
        kind = Kind(row.entry.partition("#")[0])
        drop(person_id, kind, row.item_id)
        settle(person_id, row.entry)


def _delete_unwanted(row: "KeptRow") -> None:
    from pynamodb.exceptions import DeleteError

    from music.data.library_rows import KeptRow

    unwanted = (KeptRow.wanted == False) & (  # noqa: E712  an expression
        KeptRow.counted.does_not_exist() | (KeptRow.counted == False)  # noqa: E712
    )
    try:
        row.delete(condition=unwanted)
    except DeleteError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _unless(row: "KeptRow", actions: list[Any], condition: Any) -> None:
    """Write, unless it is so already."""
    from pynamodb.exceptions import UpdateError

    try:
        row.update(actions=actions, condition=condition)
    except UpdateError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def _entry(kind: Kind, item_id: str) -> str:
    return f"{kind}#{item_id}"


def _shelf(person_id: str, kind: Kind, prefix: str) -> str:
    return f"{person_id}#{kind}#{prefix}"
