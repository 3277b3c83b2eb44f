"""Whose wallet, which edition, which currency: what selling and buying look at first."""

from typing import TYPE_CHECKING, Any

from didit360 import ids
from didit360.clock import now
from didit360.identity import Caller, Role
from didit360.problems import Conflict, NotFound, Unprocessable
from nfts.api.refusals import asking
from nfts.data import wallets
from nfts.domain.wallet import NotLinkedError

if TYPE_CHECKING:
    from nfts.data.chain import Chain
    from nfts.data.selling_reads import House, Reads


def my_wallet(me: Caller, address: str | None) -> str:
    """The caller's wallet, with its capitals: this one, or their primary one.

    WalletNotFoundError (404), Conflict (409) without any.
    """
    mine = wallets.get(me.id)
    if address is not None:
        try:
            return mine.find(address).address
        except NotLinkedError:
            raise wallets.WalletNotFoundError from None
    if mine.primary is None:
        raise Conflict("Link a wallet first.", code="no-wallet")
    return mine.primary.address


def token_of(edition_id: str) -> int:
    """An edition's id on the chain. NotFound (404)."""
    if not ids.is_id(edition_id, "edn"):
        raise NotFound("There is no such edition.", code="no-such-edition")
    return ids.number(edition_id)


def edition_of(token: int) -> str:
    from ulid import ULID

    return f"edn_{ULID(token.to_bytes(16, 'big'))}"


def my_release(me: Caller, edition_id: str, reads: "Reads") -> dict[str, Any]:
    """What the chain says of an edition that is one of the caller's wallets'.

    Forbidden (no artist), NotFound (not on the chain, or somebody else's).
    """
    me.must_be(Role.ARTIST)
    token = token_of(edition_id)
    with asking():
        found = reads.release(token)
    if not wallets.get(me.id).has(found["release"]["artist"]):
        raise NotFound("You have no such edition.", code="not-yours")
    return found


def must_grow(found: dict[str, Any]) -> None:
    """What `my_release` found: Conflict (409) where no more are minted, ever."""
    release = found["release"]
    over = release["closesAt"] and release["closesAt"] <= now().timestamp()
    if over or found["minted"] >= release["maxSupply"]:
        detail = "The edition is closed, or all of it is minted: no more can be sold."
        raise Conflict(detail, code="edition-closed")


def must_take(chain: "Chain", reads: "Reads", house: "House", currency: str) -> None:
    """Unprocessable (422) where prices can't be in this currency."""
    known = any(one.address == currency for one in chain.currencies)
    with asking():
        taken = known and reads.takes(house, currency)
    if not taken:
        raise Unprocessable("Prices can't be in this currency.", code="currency-not-allowed")
