"""Nonces that nobody needs any more: a transaction of nothing takes each up.

Without it everything with a higher nonce would wait for ever. It happens where something was done
already when its nonce had been taken; rarely, so one look a minute (on/overdue_mints) is enough.
"""

from typing import TYPE_CHECKING

from didit360.clock import now
from didit360.log import logger
from nfts.data import nonces, sends
from nfts.data.chain_errors import NonceTooLowError, UnderpricedError
from nfts.data.minter import minter
from nfts.domain.sending import RAISE_PERCENT, Sending, Signed
from nfts.domain.transactions import Transaction

if TYPE_CHECKING:
    from nfts.data.chain import Chain

GAS = 21_000


def leave(chain: "Chain", account: str, key: str, nonce: int) -> None:
    """Have a key's nonce filled, unless it is somebody else's by now."""
    if nonces.leave(account, key, nonce):
        fill(chain, account, nonce)


def fill(chain: "Chain", account: str, nonce: int) -> bool:
    """Send nothing to ourselves with it, more dearly each time; whether it is taken up."""
    key, sender = f"{nonces.FILL}{nonce}", minter()
    if chain.transaction_count(sender.address) > nonce:
        nonces.release(account, key, nonce)
        return True
    before = sends.find(account, nonce)
    mine = before if before and before.key == key else None
    fees = chain.fees()
    if mine:
        fees = mine.last.fees.raised(RAISE_PERCENT).at_least(fees)
    made = sender.sign_transaction(
        Transaction(
            chain_id=chain.id,
            nonce=nonce,
            to=sender.address,
            data=b"",
            gas=GAS,
            max_fee=fees.max_fee,
            priority_fee=fees.priority_fee,
        )
    )
    signed = Signed(made.hash, fees, now())
    if mine:
        sends.go_on(mine.replaced(made.raw, signed), mine)
    else:
        sends.begin(Sending(account, nonce, key, GAS, made.raw, (signed,)))
    logger().warning("a nonce that nobody needs is filled", nonce=nonce, hash=made.hash)
    try:
        chain.send(made.raw)
    except (NonceTooLowError, UnderpricedError) as error:
        # Something else is under way with it: that takes it up as well.
        logger().info("filled by another", nonce=nonce, why=str(error))
    return False
