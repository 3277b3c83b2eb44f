"""What payees sign of a split sheet on our chain, and whether they did."""

from typing import TYPE_CHECKING

from nfts.api import chain_access
from nfts.api.chain_access import connected, signed_by
from nfts.domain.sheet import Sheet

if TYPE_CHECKING:
    from nfts.domain.eip712 import TypedData


def to_sign(sheet: Sheet) -> "TypedData":
    """For our contract on our chain. NotSigningError, ChainUnavailableError."""
    from nfts.domain.consent import consent_to

    chain = connected()
    return consent_to(sheet, chain.id, chain.contracts.splits)


def outdated(sheet: Sheet) -> list[str]:
    """Those whose consent does not hold (any more), by their ids.

    It was for another contract, or a contract wallet no longer stands by it. ChainUnavailableError.
    """
    digest = to_sign(sheet).digest()
    return [
        payee.person_id or ""
        for payee in sheet.payees
        if payee.consent
        and payee.address
        and not signed_by(payee.address, digest, bytes.fromhex(payee.consent.signature[2:]))
    ]


def prepare() -> None:
    """Import what it takes ahead of the first request (SnapStart)."""
    import nfts.domain.consent  # noqa: F401

    chain_access.prepare()
