"""Nonces of what is signed for the contracts: 0, 1, 2, ... of each signer and contract.

Eight that follow each other share a slot of the chain's storage: a number drawn by chance would
cost whoever takes the order 17,100 gas more. A number is given to one draft, and not again; where
the table was put back to an earlier time, those are passed over that the chain has seen by then.
"""

from typing import Any

from didit360.clients import client
from didit360.problems import Unavailable
from didit360.settings import setting
from nfts.data.selling_reads import House, Reads

_PART = "numbers"
_MOST_SEEN = 64


def draw(variable: str, reads: Reads, house: House, signer: str) -> int:
    """The next one; `variable` names the table that counts.

    Unavailable (503) after many that the chain has seen: the next request goes on behind them.
    """
    for _ in range(_MOST_SEEN):
        number = _next(variable, reads.chain.id, reads.address(house), signer)
        if not reads.used(house, signer, number):
            return number
    raise Unavailable("Numbers that were used are being passed over: try again.")


def _next(variable: str, chain_id: int, contract: str, signer: str) -> int:
    answer = client("dynamodb").update_item(
        TableName=setting(variable),
        Key=_key(chain_id, contract, signer),
        UpdateExpression="ADD drawn :one",
        ExpressionAttributeValues={":one": {"N": "1"}},
        ReturnValues="UPDATED_NEW",
    )
    return int(answer["Attributes"]["drawn"]["N"]) - 1


def drawn(variable: str, chain_id: int, contract: str, signer: str) -> int:
    """How many were given out: each below this one was."""
    found = client("dynamodb").get_item(
        TableName=setting(variable),
        Key=_key(chain_id, contract, signer),
        ConsistentRead=True,
    )
    return int(found["Item"]["drawn"]["N"]) if "Item" in found else 0


def _key(chain_id: int, contract: str, signer: str) -> Any:
    return {"id": {"S": f"{chain_id}#{contract}#{signer}"}, "part": {"S": _PART}}
