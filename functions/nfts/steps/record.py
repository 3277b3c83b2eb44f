"""Keep what the chain has done, and say so; then the nonce is nobody's any more."""

from typing import Any

from didit360 import events
from nfts.data import jobs, nonces, sends
from nfts.data.chain import Chain, connect
from nfts.data.minter import minter


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{hash, key}` in; out `{do, replaces}`: `send` where another transaction follows, or `done`.

    Run again, it keeps the same and says the same: whoever hears it twice knows it by its edition.
    """
    job = jobs.of_key(event["key"])
    if job is None:
        return _answer("done")
    chain = connect()
    receipt = chain.receipt(event["hash"])
    if receipt is None or not job.is_done_by(chain, receipt):
        # The chain has left its block at the last moment.
        return _answer("send")
    more, minted = job.record(chain, receipt)
    if minted:
        events.publish("nft_minted", minted)
    _let_go(chain, job.key, event["hash"])
    return _answer("send" if more else "done")


def _let_go(chain: Chain, key: str, hash_: str) -> None:
    """Its nonce, if it was for that; one that nothing took up is filled (on/overdue_mints)."""
    account = f"{chain.id}#{minter().address}"
    nonce = nonces.held(account, key)
    if nonce is None:
        return
    sending = sends.find(account, nonce)
    used = sending is not None and sending.key == key and hash_ in sending.hashes
    if used or chain.transaction_count(minter().address) > nonce:
        nonces.release(account, key, nonce)
    else:
        nonces.leave(account, key, nonce)


def _answer(do: str) -> dict[str, Any]:
    return {"do": do, "replaces": ""}
