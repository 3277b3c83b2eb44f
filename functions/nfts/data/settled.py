"""Whether the chain has done something already, whoever remembers having sent it."""

from typing import TYPE_CHECKING

from nfts.data.chain_errors import NodeUnreachableError, WrongChainError

if TYPE_CHECKING:
    from nfts.data.chain import Chain
    from nfts.data.jobs import Job

RECENT = 2_000
"""Blocks that every provider searches at once."""


def found(chain: "Chain", job: "Job", *, recent: bool = False) -> str | None:
    """The transaction that did it; None if none did, by any node's word. AlreadyMintedError.

    Each node that answers is asked: one may not have the block yet in which another has counted it.
    `recent`: among the newest blocks alone.
    """
    lost: Exception | None = None
    answered = False
    for node in chain.each():
        try:
            done = _told_by(node, job, recent=recent)
        except (NodeUnreachableError, WrongChainError) as error:
            lost = error
            continue
        if done:
            return done
        answered = True
    if lost is not None and not answered:
        raise lost
    return None


def _told_by(chain: "Chain", job: "Job", *, recent: bool) -> str | None:
    first, last = chain.settings.start_block, chain.block_number()
    if recent:
        first = max(first, last - RECENT + 1)
    for log in chain.logs(first, last, [chain.contracts.releases], job.topics()):
        receipt = chain.receipt(log.transaction_hash)
        if receipt is not None and job.is_done_by(chain, receipt):
            return receipt.transaction_hash
    return None
