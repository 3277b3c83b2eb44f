"""Wallets in DynamoDB: each person's in one row, and beside it a row for each address.

The second says whose an address is, so that it is one person's alone. Both are written together,
with the nonce that is used up by it. PynamoDB is imported when first used.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from didit360.clock import now
from didit360.problems import Conflict, NotFound
from didit360.races import RaceError, as_it_was_read, settled
from didit360.transactions import reasons, transaction
from nfts.domain.wallet import Wallet, Wallets

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from nfts.data.wallet_rows import WalletsRow

_WALLETS, _OWNER, _NONCE = "wallets", "owner", "nonce#"


class WalletTakenError(Conflict):
    code = "wallet-taken"

    def __init__(self) -> None:
        super().__init__("This wallet is linked to another person: it must be unlinked there.")


class NonceUsedError(Conflict):
    code = "nonce-used"

    def __init__(self) -> None:
        super().__init__("This message was used before: ask for a new challenge.")


class WalletNotFoundError(NotFound):
    code = "no-such-wallet"

    def __init__(self) -> None:
        super().__init__("You have no such wallet.")


def prepare() -> None:
    """Import what the table takes ahead of the first request (SnapStart)."""
    import nfts.data.wallet_rows  # noqa: F401

    _form()


def get(person_id: str) -> Wallets:
    """All of a person's; empty of somebody who has none."""
    from nfts.data.wallet_rows import WalletsRow

    try:
        return _wallets(WalletsRow.get(person_id, _WALLETS, consistent_read=True))
    except WalletsRow.DoesNotExist:
        return Wallets(person_id)


def of(person_id: str) -> list[Wallet]:
    """A person's wallets, the first linked first."""
    return list(get(person_id).linked)


def primaries(person_ids: Iterable[str]) -> dict[str, str]:
    """The addresses of people's primary wallets, by their ids; of those who have one."""
    from nfts.data.wallet_rows import WalletsRow

    keys = [(id_, _WALLETS) for id_ in sorted(set(person_ids))]
    found = map(_wallets, WalletsRow.batch_get(keys, consistent_read=True))
    return {one.person_id: one.primary.address for one in found if one.primary}


def owner(address: str) -> str | None:
    """The person that an address (with its capitals) is linked to."""
    from nfts.data.wallet_rows import OwnerRow

    try:
        return OwnerRow.get(address, _OWNER, consistent_read=True).person_id
    except OwnerRow.DoesNotExist:
        return None


def link(person_id: str, address: str, nonce: str) -> Wallet:
    """Make an address a person's, and the nonce of their challenge used: both, or none of it.

    WalletTakenError, NonceUsedError, TooManyWalletsError; BusyError after several races.
    """

    def write() -> Wallet:
        after = get(person_id).linking(address, now())
        _link(after, address, nonce)
        return after.find(address)

    return settled(person_id, write)


def unlink(person_id: str, address: str) -> None:
    """NotLinkedError; BusyError after several races."""
    from pynamodb.exceptions import TransactWriteError

    from nfts.data.wallet_rows import OwnerRow

    def write() -> None:
        before = get(person_id)
        row = OwnerRow(before.find(address).address, _OWNER)
        after = before.unlinking(address)
        try:
            with transaction() as writes:
                writes.delete(row, condition=OwnerRow.person_id == person_id)
                writes.save(_row(after))
        except TransactWriteError as error:
            _must_be_race(error)
            raise RaceError from None

    settled(person_id, write)


def prefer(person_id: str, address: str) -> Wallets:
    """Make a wallet the primary one. NotLinkedError; BusyError after several races."""

    def write() -> Wallets:
        before = get(person_id)
        after = before.preferring(address)
        if after != before:
            with as_it_was_read():
                _row(after).save()
        return after

    return settled(person_id, write)


def of_image(image: dict[str, Any] | None) -> Wallets | None:
    """The wallets in an item of the table's stream; None if it is something else."""
    if image is None or image["part"] != _WALLETS:
        return None
    return Wallets(image["id"], _form().validate_json(image["wallets"]))


def export_of(person_id: str) -> dict[str, Any]:
    """As JSON."""
    return {"wallets": _form().dump_python(get(person_id).linked, mode="json")}


def erase(person_id: str) -> None:
    """All of them go, with what they were asked to sign. Safe to repeat."""
    from pynamodb.exceptions import DeleteError

    from nfts.data.wallet_rows import ChallengeRow, OwnerRow, WalletsRow

    for wallet in of(person_id):
        try:
            OwnerRow(wallet.address, _OWNER).delete(condition=OwnerRow.person_id == person_id)
        except DeleteError as error:
            if error.cause_response_code != "ConditionalCheckFailedException":
                raise
    WalletsRow(person_id, _WALLETS).delete(add_version_condition=False)
    for row in ChallengeRow.query(person_id, ChallengeRow.part.startswith(_NONCE)):
        row.delete()


def _link(after: Wallets, address: str, nonce: str) -> None:
    from pynamodb.exceptions import TransactWriteError

    from nfts.data.wallet_rows import ChallengeRow, OwnerRow

    mine = OwnerRow.id.does_not_exist() | (OwnerRow.person_id == after.person_id)
    unused = ChallengeRow.id.exists() & ChallengeRow.used.does_not_exist()
    challenge = ChallengeRow(after.person_id, f"{_NONCE}{nonce}")
    try:
        with transaction() as writes:
            writes.save(OwnerRow(address, _OWNER, person_id=after.person_id), condition=mine)
            writes.save(_row(after))
            writes.update(challenge, actions=[ChallengeRow.used.set(True)], condition=unused)
    except TransactWriteError as error:
        # PynamoDB sends what is saved first, then what is updated.
        taken, _, used = (*reasons(error), None, None, None)[:3]
        if used == "ConditionalCheckFailed":
            raise NonceUsedError from None
        if taken == "ConditionalCheckFailed":
            raise WalletTakenError from None
        _must_be_race(error)
        raise RaceError from None


def _must_be_race(error: Any) -> None:
    """What a transaction fails of when somebody else writes the same; else the error goes on."""
    if {"ConditionalCheckFailed", "TransactionConflict"}.isdisjoint(reasons(error)):
        raise error


@cache
def _form() -> "TypeAdapter[tuple[Wallet, ...]]":
    from pydantic import TypeAdapter

    return TypeAdapter(tuple[Wallet, ...])


def _row(wallets: Wallets) -> "WalletsRow":
    from nfts.data.wallet_rows import WalletsRow

    said = _form().dump_python(wallets.linked, mode="json")
    row = WalletsRow(wallets.person_id, _WALLETS, wallets=said)
    if wallets.revision:
        row.revision = wallets.revision
    return row


def _wallets(row: "WalletsRow") -> Wallets:
    return Wallets(row.id, _form().validate_python(row.wallets), int(row.revision or 0))
