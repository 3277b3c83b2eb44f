"""What the API shows of vouchers; signature and proof to whoever may redeem one."""

from typing import TYPE_CHECKING

from didit360.clock import rfc3339
from didit360.http import Model
from nfts.api.refusals import asking
from nfts.api.selling_fields import told
from nfts.data.selling_reads import SPENT
from nfts.domain.voucher import Voucher

if TYPE_CHECKING:
    from nfts.data.selling_reads import Reads


class VoucherSummary(Model):
    id: str
    edition_id: str
    price: str
    currency: str
    max_quantity: int
    per_wallet: int
    opens_at: str | None
    closes_at: str | None
    wallets: int
    gasless: bool
    note: str
    made_at: str
    revoked_at: str | None


class VoucherView(VoucherSummary):
    left: int
    signer: str
    nonce: str
    counter: str
    allow_root: str
    wallet: str | None
    signature: str | None
    proof: list[str]


def summary(voucher: Voucher) -> VoucherSummary:
    return VoucherSummary(
        id=voucher.id,
        edition_id=voucher.edition_id,
        price=str(voucher.price),
        currency=voucher.currency,
        max_quantity=voucher.max_quantity,
        per_wallet=voucher.per_wallet,
        opens_at=told(voucher.opens_at) if voucher.opens_at else None,
        closes_at=told(voucher.closes_at),
        wallets=len(voucher.wallets),
        gasless=voucher.gasless,
        note=voucher.note,
        made_at=rfc3339(voucher.made_at),
        revoked_at=rfc3339(voucher.revoked_at) if voucher.revoked_at else None,
    )


def view(
    voucher: Voucher, reads: "Reads", wallet: str | None, *, offered: bool = True
) -> VoucherView:
    """As the chain has it now, for the wallet that would get the tokens."""
    from nfts.domain import merkle

    with asking():
        used = reads.used("releases", voucher.signer, voucher.nonce)
    on = offered and voucher.revoked_at is None
    may = on and voucher.is_for(wallet or "")
    return VoucherView(
        **dict(summary(voucher)),
        left=0 if used == SPENT or not on else voucher.max_quantity - used,
        signer=voucher.signer,
        nonce=str(voucher.nonce),
        counter=str(voucher.counter),
        allow_root="0x" + merkle.root(voucher.wallets).hex(),
        wallet=wallet,
        signature=voucher.signature if may else None,
        proof=["0x" + step.hex() for step in merkle.proof(voucher.wallets, wallet or "")]
        if may
        else [],
    )
