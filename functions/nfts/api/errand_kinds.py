"""The errands that the platform runs, and by which event each is known to be done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from nfts.domain.errand import Errand, What, id_of, word

if TYPE_CHECKING:
    from nfts.data.chain import Chain
    from nfts.domain.calls import Call
    from nfts.domain.trade_calls import SaleTerms
    from nfts.domain.voucher import Voucher


def claim(
    chain: "Chain", voucher: "Voucher", wallet: str, quantity: int, me: str, at: datetime
) -> Errand:
    """Redeem a free voucher for a wallet: once for each."""
    from nfts.domain import merkle, trade_calls

    call = trade_calls.redeem(
        chain.contracts,
        voucher.message(),
        bytes.fromhex(voucher.signature[2:]),
        merkle.proof(voucher.wallets, wallet),
        wallet,
        quantity,
        0,
    )
    said = {"nonce": voucher.nonce, "payer": voucher.signer, "quantity": quantity}
    indexed = (voucher.token, wallet, voucher.signer)
    about = (What.CLAIM, voucher.id, wallet)
    return _errand(about, voucher.edition_id, voucher.id, me, call, "Redeemed", indexed, said, at)


def revocation(chain: "Chain", voucher: "Voucher", me: str, at: datetime) -> Errand:
    """Have the chain take a voucher no more."""
    from nfts.domain import trade_calls

    call = trade_calls.cancel_vouchers(chain.contracts, [voucher.nonce])
    about = (What.REVOCATION, voucher.id)
    said = {"nonce": voucher.nonce}
    indexed = (voucher.signer,)
    return _errand(
        about, voucher.edition_id, voucher.id, me, call, "OrderCancelled", indexed, said, at
    )


def sale(
    chain: "Chain",
    edition_id: str,
    artist: str,
    terms: "SaleTerms",
    signed: tuple[int, int, int, bytes],
    me: str,
    at: datetime,
) -> Errand:
    """Put up terms of sale; `signed`: token, nonce, counter and signature."""
    from nfts.domain import trade_calls

    token, nonce, counter, signature = signed
    call = trade_calls.set_sale_for(chain.contracts, token, terms, nonce, counter, signature)
    struct = terms.struct()
    said = {name: struct[name] for name in ("price", "currency", "opensAt", "closesAt")}
    about = (What.SALE, artist, str(nonce), str(counter))
    return _errand(about, edition_id, artist, me, call, "SaleSet", (token,), said, at)


def _errand(
    about: tuple[What, *tuple[str, ...]],
    edition_id: str,
    subject: str,
    me: str,
    call: "Call",
    event: str,
    indexed: Sequence[int | str],
    said: Mapping[str, object],
    at: datetime,
) -> Errand:
    return Errand(
        id=id_of(*about),
        what=about[0],
        person_id=me,
        edition_id=edition_id,
        subject=subject,
        contract=call.to,
        data="0x" + call.data.hex(),
        event=event,
        indexed=tuple(map(word, indexed)),
        expects=tuple((name, str(value)) for name, value in said.items()),
        asked_at=at,
        updated_at=at,
    ).marked("asked", at)
