"""Where people find split sheets: those they own, those they are on, those that wait for them."""

from typing import TYPE_CHECKING, Any

from nfts.data import sheets
from nfts.domain.sheet import Sheet

if TYPE_CHECKING:
    from nfts.data.sheet_rows import ShelvedRow

Key = dict[str, Any] | None

_PAYEE = "payee#"


def owned(owner_id: str, *, limit: int, after: Key) -> tuple[list[Sheet], Key]:
    """A person's own sheets, newest first, and where the next page starts."""
    return _page(sheets.shelf_of(owner_id), limit, after)


def on(person_id: str, *, limit: int, after: Key) -> tuple[list[Sheet], Key]:
    """Sheets that a person is asked about or paid by, newest first."""
    found, rest = _page(_on(person_id), limit, after)
    return [sheet for sheet in found if sheet.invited_at and person_id in sheet.people], rest


def line_up(sheet_id: str, before: Sheet | None, after: Sheet | None) -> None:
    """Have people find a sheet as it is now; `before` and `after` tell of one change of it.

    Safe to repeat, in any order.
    """
    from nfts.data.sheet_rows import ShelvedRow, WaitingRow

    sheet = sheets.find(sheet_id)
    people = sheet.people if sheet else frozenset()
    waiting = sheet.waiting_for_wallets if sheet else frozenset()
    there = {
        row.part: row for row in ShelvedRow.query(sheet_id, ShelvedRow.part.startswith(_PAYEE))
    }
    for part, row in there.items():
        if part.removeprefix(_PAYEE) not in people:
            row.delete()
    for person_id in sorted(people):
        shelf = _on(person_id) if sheet and sheet.invited_at else _named(person_id)
        known = there.get(_PAYEE + person_id)
        if known is None or known.shelf != shelf:
            _line(sheet_id, person_id, shelf).save()
    once = frozenset().union(*(one.waiting_for_wallets for one in (before, after) if one))
    for person_id in sorted(once - waiting):
        WaitingRow(_waits(person_id), sheet_id).delete()
    for person_id in sorted(waiting):
        WaitingRow(_waits(person_id), sheet_id).save()


def waiting_for(person_id: str) -> list[str]:
    """The sheets that wait for a wallet of theirs."""
    from nfts.data.sheet_rows import WaitingRow

    return [row.part for row in WaitingRow.query(_waits(person_id), consistent_read=True)]


def every_of(person_id: str) -> list[str]:
    """The ids of all sheets that a person owns or stands in, drafts too."""
    from nfts.data.sheet_rows import ShelvedRow

    shelves = (sheets.shelf_of(person_id), _on(person_id), _named(person_id))
    return sorted({row.id for shelf in shelves for row in ShelvedRow.by_shelf.query(shelf)})


def forget(person_id: str) -> None:
    """No row says any more that a sheet waited for them."""
    from nfts.data.sheet_rows import WaitingRow

    for row in WaitingRow.query(_waits(person_id)):
        row.delete()


def _page(shelf: str, limit: int, after: Key) -> tuple[list[Sheet], Key]:
    from nfts.data.sheet_rows import ShelvedRow

    page = ShelvedRow.by_shelf.query(
        shelf, scan_index_forward=False, limit=limit, last_evaluated_key=after
    )
    ids = [row.id for row in page]
    found = sheets.many(ids)
    return [found[id_] for id_ in ids if id_ in found], page.last_evaluated_key


def _line(sheet_id: str, person_id: str, shelf: str) -> "ShelvedRow":
    from nfts.data.sheet_rows import ShelvedRow

    return ShelvedRow(sheet_id, _PAYEE + person_id, shelf=shelf, shelved=sheet_id)


def _on(person_id: str) -> str:
    return f"on#{person_id}"


def _named(person_id: str) -> str:
    return f"named#{person_id}"


def _waits(person_id: str) -> str:
    return f"waits#{person_id}"
