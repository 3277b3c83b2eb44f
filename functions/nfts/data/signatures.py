"""Whose signature it is: an account's, by recovery, or a contract wallet's, by EIP-1271."""

from typing import TYPE_CHECKING

from nfts.data.chain_errors import RefusedError, RevertedError
from nfts.domain.signature import Signature, SignatureFormError, text_digest

if TYPE_CHECKING:
    from nfts.data.chain import Chain

# EIP-1271: isValidSignature(bytes32,bytes), whose selector is also what it answers.
_IS_VALID = bytes.fromhex("1626ba7e")


def prepare() -> None:
    """Import what recovery takes ahead of the first request (SnapStart)."""
    import eth_abi.abi  # noqa: F401
    import eth_keys.datatypes  # noqa: F401


def recover(digest: bytes, signature: bytes) -> str | None:
    """The checksummed address of the account that signed this digest, if one did."""
    from eth_keys.datatypes import Signature as Recoverable
    from eth_keys.exceptions import BadSignature

    try:
        read = Signature.read(signature)
        key = Recoverable(vrs=(read.y_parity, read.r, read.s)).recover_public_key_from_msg_hash(
            digest
        )
    except (SignatureFormError, BadSignature):
        return None
    return key.to_checksum_address()


def recover_text(text: str, signature: bytes) -> str | None:
    """The account that signed a text (EIP-191, personal_sign)."""
    return recover(text_digest(text), signature)


def is_valid_signature(
    address: str, digest: bytes, signature: bytes, chain: "Chain | None" = None
) -> bool:
    """Whether `address` signed: as an account, else, with a chain to ask, as a contract wallet.

    For what people sign to us (sign-in, consents by a person). NodeUnreachableError.
    """
    by = recover(digest, signature)
    if by is not None and by.lower() == address.lower():
        return True
    return (
        chain is not None
        and bool(chain.code(address))
        and _accepts(chain, address, digest, signature)
    )


def holds_on_chain(address: str, digest: bytes, signature: bytes, chain: "Chain") -> bool:
    """Whether our contracts will take it, as contracts/src/lib/Signatures.sol decides: the key
    first (65 bytes, v 27 or 28), then whatever is at the address. For orders, vouchers, consents.

    NodeUnreachableError.
    """
    by = recover(digest, signature)
    if by is not None and by.lower() == address.lower() and signature[64] in (27, 28):
        return True
    return bool(chain.code(address)) and _accepts(chain, address, digest, signature)


def canonical(signature: bytes) -> bytes:
    """An account's signature as contracts take it; a contract wallet's as it is."""
    try:
        return Signature.read(signature).bytes
    except SignatureFormError:
        return signature


def _accepts(chain: "Chain", address: str, digest: bytes, signature: bytes) -> bool:
    from eth_abi.abi import encode

    data = _IS_VALID + encode(["bytes32", "bytes"], [digest, signature])
    try:
        answer = chain.call(address, data)
    except (RevertedError, RefusedError):
        # Whatever a foreign contract does when it is asked, it did not say yes.
        return False
    return len(answer) >= 32 and answer[:32] == _IS_VALID + bytes(28)
