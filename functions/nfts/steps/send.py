"""Have one transaction under way: take the next nonce, sign, keep what was signed, send it.

Each of the four is done once however often the step runs: the nonce is kept under the job's key,
what was signed is kept under the nonce, and a node takes the same transaction twice as one. Of one
that is stuck the same is signed again with a higher fee: only one of the two can be in a block.
"""

from typing import Any

from didit360.clock import now
from didit360.log import logger
from nfts.data import editions, filling, jobs, nonces, sends
from nfts.data.chain import Chain, connect
from nfts.data.chain_errors import (
    NonceTooLowError,
    OutOfFundsError,
    RevertedError,
    UnderpricedError,
)
from nfts.data.minter import minter
from nfts.data.settled import found
from nfts.domain.blocks import Fees
from nfts.domain.calls import Call
from nfts.domain.failure import TooBigError
from nfts.domain.sending import Pace, Sending, Signed, most_gas, pause, raised
from nfts.domain.transactions import Transaction

GAS_PERCENT = 120
"""Of the estimate: the state may be another by the time it is in a block."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{id, attempt, replaces}` in; out `{do, seconds, key, nonce, hash}`: wait so long, then look.

    `replaces`: the hash of the transaction that is stuck, or "". `hash` out: of one that did it
    already, or "". `nonce` is -1 for as long as there is none.
    """
    job = jobs.current(event)
    if job is None:
        return _answer("done", "")
    chain = connect()
    account, pace = account_of(chain), Pace(chain.confirmations, chain.block_seconds)
    nonce = nonces.held(account, job.key)
    sending = sends.find(account, nonce) if nonce is not None else None
    if sending is None or sending.key != job.key:
        if not job.once and _may_yet_come(account, job, nonce):
            return _answer("wait", job.key, pause(1, pace))
        call = job.call(chain)
        done = None if job.once else found(chain, job, recent=not _was_sent(job))
        if done is None:
            try:
                gas = _gas(chain, call)
            except RevertedError:
                done = found(chain, job)
                if done is None:
                    raise
        if done is not None:
            # It is on the chain already, sent by an attempt that nobody remembers.
            if nonce is not None:
                filling.leave(chain, account, job.key, nonce)
            return _answer("wait", job.key, pause(1, pace), hash_=done)
        fees = chain.fees()
        sender = minter().address
        if chain.balance(sender) < gas * fees.max_fee + call.value:
            raise OutOfFundsError(f"{sender} cannot pay {gas} gas at {fees.max_fee} wei")
        nonce = nonces.take(account, job.key, chain.transaction_count(sender))
        if nonce is None:
            return _answer("wait", job.key, pause(1, pace))
        sending = _begun(chain, job, call, nonce, gas, fees)
    elif event["replaces"] == sending.last.hash:
        sending = _replaced(chain, job, sending)
    else:
        sending = _gone_on(job, sending)
    return _sent(chain, job, sending, pace)


def account_of(chain: Chain) -> str:
    """What nonces belong to: another chain counts anew."""
    return f"{chain.id}#{minter().address}"


def _was_sent(job: jobs.Job) -> bool:
    return job.attempt > 1 or any(mark.what == "sent" for mark in job.mint.history)


def _may_yet_come(account: str, job: jobs.Job, nonce: int | None) -> bool:
    """Whether a nonce is being filled that may have been its own: what it signed may get there
    before the filling does. One after its own nonce is not waited for; that waits for it."""
    if not _was_sent(job):
        return False
    out = nonces.taken(account).items()
    filled = [taken for key, taken in out if key.startswith(nonces.FILL)]
    return any(nonce is None or taken < nonce for taken in filled)


def _gas(chain: Chain, call: Call) -> int:
    needed = chain.estimate(minter().address, call.to, call.data, call.value)
    newest = chain.block()
    most = most_gas(newest.gas_limit) if newest else needed
    if needed > most:
        raise TooBigError(f"It takes {needed} gas; a transaction may have {most}.")
    return min(most, needed * GAS_PERCENT // 100)


def _begun(chain: Chain, job: jobs.Job, call: Call, nonce: int, gas: int, fees: Fees) -> Sending:
    raw, signed = _signed(chain, call, nonce, gas, fees)
    sending = Sending(account_of(chain), nonce, job.key, gas, raw, (signed,), attempt=job.attempt)
    # First: once it is kept it may be sent, and its terms can't be others any more.
    editions.mark(job.mint, "sent", signed.at, signed.hash)
    sends.begin(sending)
    return sending


def _gone_on(job: jobs.Job, sending: Sending) -> Sending:
    """With what an earlier run left, which may have ended between any two of its writes."""
    last = sending.last
    if all(mark.detail != last.hash for mark in job.mint.history):
        what = "sent" if len(sending.signed) == 1 else "replaced"
        editions.mark(job.mint, what, now(), last.hash)
    if sending.attempt == job.attempt:
        return sending
    after = sending.taken_up(job.attempt, now())
    sends.go_on(after, sending)
    return after


def _replaced(chain: Chain, job: jobs.Job, sending: Sending) -> Sending:
    fees = raised(sending, chain.fees())
    raw, signed = _signed(chain, job.call(chain), sending.nonce, sending.gas, fees)
    after = sending.replaced(raw, signed)
    sends.go_on(after, sending)
    editions.mark(job.mint, "replaced", signed.at, signed.hash)
    return after


def _signed(chain: Chain, call: Call, nonce: int, gas: int, fees: Fees) -> tuple[bytes, Signed]:
    made = minter().sign_transaction(
        Transaction(
            chain_id=chain.id,
            nonce=nonce,
            to=call.to,
            data=call.data,
            gas=gas,
            max_fee=fees.max_fee,
            priority_fee=fees.priority_fee,
            value=call.value,
        )
    )
    return made.raw, Signed(made.hash, fees, now())


def _sent(chain: Chain, job: jobs.Job, sending: Sending, pace: Pace) -> dict[str, Any]:
    try:
        chain.send(sending.raw)
    except (NonceTooLowError, UnderpricedError) as error:
        # In a block already, this one or another with its nonce; or something dearer has the
        # nonce for now. Which of them it is, is seen when one looks.
        logger().info("not taken", key=job.key, nonce=sending.nonce, why=str(error))
        return _answer("wait", job.key, pause(1, pace), sending.nonce)
    logger().info("sent", key=job.key, nonce=sending.nonce, hash=sending.last.hash)
    return _answer("wait", job.key, pause(pace.confirmations, pace), sending.nonce)


def _answer(
    do: str, key: str, seconds: int = 0, nonce: int = -1, hash_: str = ""
) -> dict[str, Any]:
    return {"do": do, "seconds": seconds, "key": key, "nonce": nonce, "hash": hash_}
