"""Look what became of what was sent, and say what to do: wait, send again, replace, or record."""

from typing import Any

from didit360.clock import now
from didit360.log import logger
from nfts.data import editions, jobs, nonces, sends
from nfts.data.chain import Chain, connect
from nfts.data.chain_errors import NodeUnreachableError, RevertedError, WrongChainError
from nfts.data.minter import minter
from nfts.data.settled import found
from nfts.domain.blocks import Receipt
from nfts.domain.failure import OverdueError
from nfts.domain.sending import Do, Pace, Seen, Sending, judge, pause


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{key, nonce, hash}` in; out `{do, seconds, replaces, key, nonce, hash}`.

    `do`: wait (so many seconds), send, or record (that the transaction `hash` did it). `replaces`
    is the hash of one that is stuck, for Send. `hash` in is that of one that did it already.
    """
    key, nonce = event["key"], event["nonce"]
    chain = connect()
    pace = Pace(chain.confirmations, chain.block_seconds)
    if event["hash"]:
        answer = _done_before(chain, event["hash"], pace)
    elif nonce < 0:
        answer = _answer("send")
    else:
        account = f"{chain.id}#{minter().address}"
        sending = sends.find(account, nonce)
        owned = sending is not None and sending.key == key
        answer = _followed(chain, sending, pace) if sending and owned else _answer("send")
    return answer | {"key": key, "nonce": nonce}


def _followed(chain: Chain, sending: Sending, pace: Pace) -> dict[str, Any]:
    seen, receipt = _seen(chain, sending)
    noticed = sending.seen(seen, receipt.block_hash if receipt else None, now())
    verdict = judge(noticed, seen, pace, now())
    _notice(sending, noticed, last=verdict.do is Do.FINAL)
    match verdict.do:
        case Do.WAIT:
            return _answer("wait", seconds=verdict.seconds)
        case Do.SEND:
            _mark(sending.key, "sent-again", sending.last.hash)
            return _answer("send")
        case Do.REPLACE:
            return _answer("send", replaces=sending.last.hash)
        case Do.GIVE_UP:
            logger().warning("its nonce is another's", key=sending.key, nonce=sending.nonce)
            nonces.release(sending.account, sending.key, sending.nonce)
            return _answer("send")
        case Do.OVERDUE:
            raise OverdueError("It is in no block after half an hour. What was sent still counts.")
        case Do.FINAL:
            return _final(chain, sending, receipt, pace)


def _seen(chain: Chain, sending: Sending) -> tuple[Seen, Receipt | None]:
    """By the first node that answers it all: two may be some blocks apart."""
    lost: Exception = NodeUnreachableError("No node is set.")
    for node in chain.each():
        try:
            return _seen_by(node, sending)
        except (NodeUnreachableError, WrongChainError) as error:
            lost = error
    raise lost


def _seen_by(chain: Chain, sending: Sending) -> tuple[Seen, Receipt | None]:
    # First: what is counted afterwards may be ours, in a block that came in between.
    counted = chain.transaction_count(minter().address)
    receipt = _receipt(chain, sending)
    head = chain.block_number()
    known = receipt is not None or chain.transaction(sending.last.hash) is not None
    waits = receipt is None and counted == sending.nonce
    market = chain.fees() if waits and sending.often_replaced else None
    where = receipt.block_number if receipt else None
    return Seen(head, counted, where, known, market), receipt


def _final(chain: Chain, sending: Sending, receipt: Receipt | None, pace: Pace) -> dict[str, Any]:
    if receipt is None or not _stands(chain, receipt):
        return _answer("wait", seconds=pause(1, pace))
    if receipt.succeeded:
        return _answer("record", hash_=receipt.transaction_hash)
    # The nonce is used up by it, whatever comes next.
    nonces.release(sending.account, sending.key, sending.nonce)
    job = jobs.of_key(sending.key)
    if job is None:
        return _answer("send")
    done = found(chain, job)
    if done:
        return _answer("wait", hash_=done)
    call = job.call(chain)
    chain.call(call.to, call.data, receipt.block_number, sender=minter().address)
    raise RevertedError("", {}, b"")


def _done_before(chain: Chain, hash_: str, pace: Pace) -> dict[str, Any]:
    receipt = chain.receipt(hash_)
    if receipt is None:
        return _answer("send")
    missing = pace.confirmations - (chain.block_number() - receipt.block_number + 1)
    if missing > 0 or not _stands(chain, receipt):
        return _answer("wait", seconds=pause(max(missing, 1), pace), hash_=hash_)
    return _answer("record", hash_=hash_)


def _stands(chain: Chain, receipt: Receipt) -> bool:
    """Whether the block it was seen in is the chain's."""
    block = chain.block(receipt.block_number)
    return block is not None and block.hash == receipt.block_hash


def _receipt(chain: Chain, sending: Sending) -> Receipt | None:
    receipts = (chain.receipt(hash_) for hash_ in sending.hashes)
    return next((receipt for receipt in receipts if receipt), None)


def _notice(before: Sending, after: Sending, *, last: bool) -> None:
    """Tell of a block that was left by the chain, and remember what the next look has to know."""
    if after == before:
        return
    if before.block_hash not in (None, after.block_hash):
        logger().warning("reorganised", key=before.key, was=before.block_hash, now=after.block_hash)
        _mark(before.key, "reorganised", before.block_hash)
    if not last:
        sends.go_on(after, before)


def _mark(key: str, what: str, detail: str | None) -> None:
    job = jobs.of_key(key)
    if job is not None:
        editions.mark(job.mint, what, now(), detail)


def _answer(do: str, *, seconds: int = 0, replaces: str = "", hash_: str = "") -> dict[str, Any]:
    return {"do": do, "seconds": seconds, "replaces": replaces, "hash": hash_}
