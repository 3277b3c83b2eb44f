"""Split sheets in DynamoDB. A sheet is one row: whatever changes in it, changes at once.

Who finds it in which list follows from its row, by the table's stream (on/sheet_changed): a sheet
of 100 payees can't be written in one transaction with their rows. PynamoDB is imported when first
used.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from didit360.problems import Conflict, NotFound
from didit360.races import BusyError, RaceError, as_it_was_read, settled
from didit360.transactions import reasons, transaction
from nfts.domain.sheet import MAX_OPEN, FrozenError, Sheet

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from nfts.data.sheet_rows import SheetRow

Key = dict[str, Any] | None

_SHEET = "sheet"


class SheetNotFoundError(NotFound):
    code = "no-such-sheet"

    def __init__(self) -> None:
        super().__init__("There is no such split sheet.")


class TooManySheetsError(Conflict):
    code = "too-many-sheets"

    def __init__(self) -> None:
        super().__init__(f"{MAX_OPEN} of your split sheets are not frozen: delete one first.")


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import nfts.data.sheet_rows  # noqa: F401

    _form()


def add(sheet: Sheet) -> Sheet:
    """Keep a new sheet. TooManySheetsError."""
    from pynamodb.exceptions import TransactWriteError
    from pynamodb.expressions.condition import size

    from nfts.data.sheet_rows import OpenRow, SheetRow

    room = OpenRow.open.does_not_exist() | (size(OpenRow.open) < MAX_OPEN)
    row = _row(sheet)
    try:
        with transaction() as writes:
            counted = OpenRow.open.add({sheet.id})
            writes.update(_open(sheet.owner_id), actions=[counted], condition=room)
            writes.save(row, condition=SheetRow.id.does_not_exist())
    except TransactWriteError as error:
        why = reasons(error)
        if "ConditionalCheckFailed" in why:
            raise TooManySheetsError from None
        if "TransactionConflict" in why:
            raise BusyError(sheet.id) from None
        raise
    return _sheet(row)


def get(sheet_id: str) -> Sheet:
    """A sheet by its id. SheetNotFoundError."""
    from nfts.data.sheet_rows import SheetRow

    try:
        return _sheet(SheetRow.get(sheet_id, _SHEET, consistent_read=True))
    except SheetRow.DoesNotExist:
        raise SheetNotFoundError from None


def find(sheet_id: str) -> Sheet | None:
    try:
        return get(sheet_id)
    except SheetNotFoundError:
        return None


def many(sheet_ids: Iterable[str]) -> dict[str, Sheet]:
    """Those that there are, by their ids."""
    from nfts.data.sheet_rows import SheetRow

    keys = [(id_, _SHEET) for id_ in sorted(set(sheet_ids))]
    return {row.id: _sheet(row) for row in SheetRow.batch_get(keys)}


def change(sheet_id: str, step: Callable[[Sheet], Sheet]) -> Sheet:
    """Apply a step of the domain and keep the outcome; nothing is written if nothing changed.

    Reads, steps and writes again when somebody else wrote in between.
    SheetNotFoundError; BusyError after several such races.
    """

    def write() -> Sheet:
        before = get(sheet_id)
        after = step(before)
        if after == before:
            return before
        row = _row(after)
        with as_it_was_read():
            row.save()
        return _sheet(row)

    return settled(sheet_id, write)


def discard(sheet_id: str) -> None:
    """Its owner lets go of it. SheetNotFoundError, FrozenError; BusyError after several races."""

    def write() -> None:
        sheet = get(sheet_id)
        if sheet.frozen_at:
            raise FrozenError
        remove(sheet)

    settled(sheet_id, write)


def remove(sheet: Sheet) -> None:
    """Take it out as it was read; RaceError if somebody has changed it since."""
    from pynamodb.exceptions import TransactWriteError

    from nfts.data.sheet_rows import OpenRow, SheetRow

    row = SheetRow(sheet.id, _SHEET)
    row.revision = sheet.revision
    try:
        with transaction() as writes:
            writes.delete(row)
            uncounted = OpenRow.open.delete({sheet.id})
            writes.update(_open(sheet.owner_id), actions=[uncounted])
    except TransactWriteError as error:
        if {"ConditionalCheckFailed", "TransactionConflict"}.isdisjoint(reasons(error)):
            raise
        raise RaceError from None


def not_open(sheet: Sheet) -> None:
    """It is frozen: it counts no longer against the limit. Safe to repeat."""
    from nfts.data.sheet_rows import OpenRow

    _open(sheet.owner_id).update(actions=[OpenRow.open.delete({sheet.id})])


def forget_open(owner_id: str) -> None:
    _open(owner_id).delete()


def of_image(image: dict[str, Any] | None) -> Sheet | None:
    """The sheet in an item of the table's stream; None if it is something else."""
    if image is None or image["part"] != _SHEET:
        return None
    return replace(_form().validate_json(image["sheet"]), revision=int(image["revision"]))


def exported(sheet: Sheet) -> dict[str, Any]:
    """The sheet as JSON."""
    said: dict[str, Any] = _form().dump_python(sheet, mode="json")
    return said


def shelf_of(owner_id: str) -> str:
    return f"owns#{owner_id}"


def _open(owner_id: str | None) -> Any:
    from nfts.data.sheet_rows import OpenRow

    return OpenRow(f"open#{owner_id}", "open")


@cache
def _form() -> "TypeAdapter[Sheet]":
    from pydantic import TypeAdapter

    return TypeAdapter(Sheet)


def _row(sheet: Sheet) -> "SheetRow":
    from nfts.data.sheet_rows import SheetRow

    row = SheetRow(
        sheet.id,
        _SHEET,
        shelf=shelf_of(sheet.owner_id) if sheet.owner_id else None,
        shelved=sheet.id if sheet.owner_id else None,
        sheet=exported(sheet),
    )
    if sheet.revision:
        row.revision = sheet.revision
    return row


def _sheet(row: "SheetRow") -> Sheet:
    return replace(_form().validate_python(row.sheet), revision=int(row.revision or 0))
