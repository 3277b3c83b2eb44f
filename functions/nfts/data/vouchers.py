"""Vouchers in DynamoDB: one row each, its allow-list inside. PynamoDB is imported when first used.

A list of 1,000 addresses is 46 KB of an item's 400.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from didit360.clock import rfc3339
from didit360.ids import is_id
from didit360.problems import NotFound
from didit360.races import as_it_was_read, settled
from nfts.data import selling_numbers
from nfts.domain.voucher import Voucher

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from nfts.data.selling_reads import Reads
    from nfts.data.vouchers_rows import VoucherRow

Key = dict[str, Any] | None

_VOUCHER, _TABLE = "voucher", "VOUCHERS_TABLE"


class VoucherNotFoundError(NotFound):
    code = "no-such-voucher"

    def __init__(self) -> None:
        super().__init__("There is no such voucher.")


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import nfts.data.vouchers_rows  # noqa: F401

    _form()


def add(voucher: Voucher) -> Voucher:
    row = _row(voucher)
    row.save()
    return _voucher(row)


def get(voucher_id: str) -> Voucher:
    """VoucherNotFoundError."""
    from nfts.data.vouchers_rows import VoucherRow

    if not is_id(voucher_id, "vch"):
        raise VoucherNotFoundError
    try:
        return _voucher(VoucherRow.get(voucher_id, _VOUCHER, consistent_read=True))
    except VoucherRow.DoesNotExist:
        raise VoucherNotFoundError from None


def change(voucher_id: str, step: Callable[[Voucher], Voucher]) -> Voucher:
    """VoucherNotFoundError; BusyError after several races."""

    def write() -> Voucher:
        before = get(voucher_id)
        after = step(before)
        if after == before:
            return before
        row = _row(after)
        with as_it_was_read():
            row.save()
        return _voucher(row)

    return settled(voucher_id, write)


def of_edition(
    edition_id: str, artist_id: str, open_at: int | None, *, limit: int, after: Key
) -> tuple[list[Voucher], Key]:
    """An edition's, the last made first: those that are open after a second, and all this artist's.

    Without a second, the artist's alone.
    """
    from nfts.data.vouchers_rows import VoucherRow

    shown = VoucherRow.artist_id == artist_id
    if open_at is not None:
        shown |= VoucherRow.open_until > open_at
    page = VoucherRow.by_shelf.query(
        f"edition#{edition_id}",
        filter_condition=shown,
        scan_index_forward=False,
        limit=limit,
        last_evaluated_key=after,
    )
    return [_voucher(row) for row in page], page.last_evaluated_key


def export_of(person_id: str) -> dict[str, Any]:
    """As JSON: all that an artist made, each with its note and who is on its list."""
    return {"vouchers": [_form().dump_python(_voucher(row), mode="json") for row in _of(person_id)]}


def erase(person_id: str) -> None:
    """All of an artist's go, and are handed out no more. Safe to repeat."""
    from nfts.data.vouchers_rows import VoucherRow

    for row in _of(person_id):
        VoucherRow(row.id, _VOUCHER).delete(add_version_condition=False)


def draw_nonce(reads: "Reads", signer: str) -> int:
    """The next of a signer's vouchers or terms of sale: they count in one row on the chain."""
    return selling_numbers.draw(_TABLE, reads, "releases", signer)


def _of(artist_id: str) -> "list[VoucherRow]":
    from nfts.data.vouchers_rows import VoucherRow

    return list(VoucherRow.by_artist.query(artist_id))


@cache
def _form() -> "TypeAdapter[Voucher]":
    from pydantic import TypeAdapter

    return TypeAdapter(Voucher)


def _row(voucher: Voucher) -> "VoucherRow":
    from nfts.data.vouchers_rows import VoucherRow

    row = VoucherRow(
        voucher.id,
        _VOUCHER,
        shelf=f"edition#{voucher.edition_id}",
        shelved=f"{rfc3339(voucher.made_at)}#{voucher.id}",
        voucher=_form().dump_python(voucher, mode="json"),
        artist_id=voucher.artist_id,
        open_until=0 if voucher.revoked_at else voucher.closes_at,
    )
    if voucher.revision:
        row.revision = voucher.revision
    return row


def _voucher(row: "VoucherRow") -> Voucher:
    found = _form().validate_python(row.voucher)
    return replace(found, revision=int(row.revision or 0))
