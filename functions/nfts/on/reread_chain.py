"""Read the chain into the Ledger once more from its start, some blocks at a time.

`didit360 rebuild-market` asks for each step, {"block"}; the answer is the next one, without a part
when all is read that is settled. What is newer, on/follow_chain reads again itself.
"""

from typing import Any

from nfts.data import chain, follower

Step = dict[str, Any]


def handler(step: Step, _: object) -> Step:
    node = chain.connect()
    changed, rest = follower.read_again(node, step.get("block") or node.settings.start_block)
    return {
        "part": None if rest is None else "chain",
        "block": rest,
        "chain": str(node.settings.chain_id),
        "was": "chain",
        "done": changed,
    }
