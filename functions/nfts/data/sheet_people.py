"""What split sheets hold about a person: all of it for them to read, and all of it to go."""

from functools import partial
from typing import Any

from didit360.clock import now
from didit360.races import settled
from nfts.data import sheet_shelves, sheets
from nfts.domain.sheet import Sheet


def export_of(person_id: str) -> dict[str, Any]:
    """As JSON: their own sheets as they are, and of others' what they are asked or paid there."""
    found = [sheet for sheet in map(sheets.find, sheet_shelves.every_of(person_id)) if sheet]
    return {
        "own": [sheets.exported(sheet) for sheet in found if sheet.owner_id == person_id],
        "of_others": [
            _line(sheet, person_id)
            for sheet in found
            if sheet.owner_id != person_id and sheet.seen_by(person_id)
        ],
    }


def erase(person_id: str) -> None:
    """Their sheets go; in others', and in what was frozen, they are nobody. Safe to repeat."""
    for sheet_id in sheet_shelves.every_of(person_id):
        settled(sheet_id, partial(_leave, sheet_id, person_id))
    sheet_shelves.forget(person_id)
    sheets.forget_open(person_id)


def _leave(sheet_id: str, person_id: str) -> None:
    sheet = sheets.find(sheet_id)
    if sheet is None:
        return
    if sheet.owner_id == person_id and (sheet.alone or not sheet.frozen_at):
        sheets.remove(sheet)
    else:
        sheets.change(sheet_id, lambda sheet: sheet.without(person_id, now()))


def _line(sheet: Sheet, person_id: str) -> dict[str, Any]:
    said = sheets.exported(sheet)
    payees = said["terms"]["payees"]
    return {
        "id": sheet.id,
        "title": sheet.terms.title,
        "work_id": sheet.terms.work_id,
        "state": sheet.state,
        "composition_part_bps": sheet.terms.composition_part_bps,
        "mine": next(payee for payee in payees if payee["person_id"] == person_id),
    }
