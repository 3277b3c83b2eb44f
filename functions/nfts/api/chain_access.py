"""The chain, for operations: what cannot be asked just now is a 503, worth another try."""

from typing import TYPE_CHECKING

from didit360.log import logger
from didit360.problems import Unavailable
from nfts.data import chain
from nfts.data.chain_errors import ChainError

if TYPE_CHECKING:
    from nfts.data.chain import Chain


class ChainUnavailableError(Unavailable):
    code = "chain-unavailable"

    def __init__(self) -> None:
        super().__init__("The chain cannot be asked right now. Try again in a while.")


def connected() -> "Chain":
    """ChainUnavailableError while the contracts are on no chain."""
    try:
        return chain.connect()
    except ChainError:
        logger().exception("no chain")
        raise ChainUnavailableError from None


def signed_by(address: str, digest: bytes, signature: bytes) -> bool:
    """Whether it is the address's signature: by its key, else by the contract that is there.

    The chain is asked only for what is no key's. ChainUnavailableError.
    """
    from nfts.data import signatures

    try:
        return signatures.is_valid_signature(address, digest, signature, connected())
    except ChainError:
        logger().exception("a node did not say whether a contract wallet signed")
        raise ChainUnavailableError from None


def prepare() -> None:
    """Import what both take ahead of the first request (SnapStart)."""
    from nfts.data import signatures
    from nfts.domain import addresses

    chain.prepare()
    signatures.prepare()
    addresses.prepare()
