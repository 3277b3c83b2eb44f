"""Who decided: with a moderator's decision stands a pseudonym, and apart from it whose that is.

Decisions stay when whoever made them goes. Erasing a person destroys the two rows that tie them to
their pseudonym, wherever that stands; nothing has to be searched for.
"""

from collections.abc import Iterable

from didit360 import ids
from didit360.races import RaceError, settled
from didit360.transactions import reasons, transaction


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import music.data.decider_rows  # noqa: F401


def pseudonym_of(person_id: str) -> str:
    """What stands for this person with all their decisions; made with their first."""
    return settled(person_id, lambda: _known(person_id) or _made(person_id))


def people(pseudonyms: Iterable[str]) -> dict[str, str]:
    """The ids of those who are still here, by their pseudonyms."""
    from music.data.decider_rows import DeciderRow

    keys = [_decider(pseudonym) for pseudonym in sorted(set(pseudonyms))]
    return {row.pseudonym: row.person_id for row in DeciderRow.batch_get(keys)}


def erase(person_id: str) -> None:
    """What they decided is from now on nobody's. Safe to repeat."""
    from music.data.decider_rows import DeciderRow

    pseudonym = _known(person_id)
    if pseudonym is None:
        return
    with transaction() as writes:
        writes.delete(DeciderRow(_decider(pseudonym)))
        writes.delete(DeciderRow(_person(person_id)))


def _known(person_id: str) -> str | None:
    from music.data.decider_rows import DeciderRow

    try:
        return DeciderRow.get(_person(person_id), consistent_read=True).pseudonym
    except DeciderRow.DoesNotExist:
        return None


def _made(person_id: str) -> str:
    """RaceError when they have one meanwhile."""
    from pynamodb.exceptions import TransactWriteError

    from music.data.decider_rows import DeciderRow

    pseudonym = ids.new("dcd")
    free = DeciderRow.id.does_not_exist()
    try:
        with transaction() as writes:
            for key in (_person(person_id), _decider(pseudonym)):
                row = DeciderRow(key, person_id=person_id, pseudonym=pseudonym)
                writes.save(row, condition=free)
    except TransactWriteError as error:
        if {"ConditionalCheckFailed", "TransactionConflict"}.isdisjoint(reasons(error)):
            raise
        raise RaceError from None
    return pseudonym


def _person(person_id: str) -> str:
    return f"decides#{person_id}"


def _decider(pseudonym: str) -> str:
    return f"decider#{pseudonym}"
