"""What nodes answer, as blocks, receipts, logs and errors of ours."""

from typing import Any

from eth_utils.address import to_checksum_address

from nfts.data.chain_errors import RefusedError, RevertedError
from nfts.domain import abi
from nfts.domain.blocks import Block, ChainSettings, Contracts, Currency, Log, Pending, Receipt

Answer = dict[str, Any]


def block(said: Answer | None) -> Block | None:
    if said is None:
        return None
    return Block(
        number=_number(said["number"]),
        hash=said["hash"],
        parent_hash=said["parentHash"],
        timestamp=_number(said["timestamp"]),
        gas_limit=_number(said["gasLimit"]),
    )


def log(said: Answer) -> Log:
    return Log(
        address=to_checksum_address(said["address"]),
        topics=tuple(_bytes(topic) for topic in said["topics"]),
        data=_bytes(said["data"]),
        block_number=_number(said["blockNumber"]),
        block_hash=said["blockHash"],
        transaction_hash=said["transactionHash"],
        transaction_index=_number(said["transactionIndex"]),
        index=_number(said["logIndex"]),
    )


def receipt(said: Answer | None) -> Receipt | None:
    if said is None or said.get("blockNumber") is None:
        return None
    deployed = said.get("contractAddress")
    return Receipt(
        transaction_hash=said["transactionHash"],
        block_number=_number(said["blockNumber"]),
        block_hash=said["blockHash"],
        succeeded=_number(said["status"]) == 1,
        gas_used=_number(said["gasUsed"]),
        effective_gas_price=_number(said["effectiveGasPrice"]),
        contract=to_checksum_address(deployed) if deployed else None,
        logs=tuple(log(one) for one in said["logs"]),
    )


def pending(said: Answer | None) -> Pending | None:
    if said is None:
        return None
    at = said.get("blockNumber")
    return Pending(
        hash=said["hash"],
        sender=to_checksum_address(said["from"]),
        nonce=_number(said["nonce"]),
        block_number=None if at is None else _number(at),
        max_fee=_number(said.get("maxFeePerGas", "0x0")),
        priority_fee=_number(said.get("maxPriorityFeePerGas", "0x0")),
        to=to_checksum_address(said["to"]) if said.get("to") else None,
        data=_bytes(said.get("input") or "0x"),
    )


def settings(said: Answer) -> ChainSettings:
    """What the chain's parameter says."""
    contracts = {name: to_checksum_address(at) for name, at in said["contracts"].items()}
    return ChainSettings(
        chain_id=int(said["chain_id"]),
        contracts=Contracts(**contracts),
        confirmations=int(said["confirmations"]),
        block_seconds=float(said["block_seconds"]),
        start_block=int(said["start_block"]),
        currencies=tuple(Currency(**currency) for currency in said["currencies"]),
    )


def reverted(error: RefusedError) -> RevertedError:
    """With the contract's own error, where the node hands its data on."""
    data = _revert_data(error.data)
    said = abi.decode_error(data)
    if said is None:
        return RevertedError("", {}, data)
    return RevertedError(said.name, said.arguments, data)


def _revert_data(said: object) -> bytes:
    """Most nodes give 0x-hex; some wrap it, some say "Reverted 0x…"."""
    if isinstance(said, dict):
        said = said.get("data") or said.get("result")
    if not isinstance(said, str):
        return b""
    try:
        return _bytes(said.removeprefix("Reverted ").strip())
    except ValueError:
        return b""


def _number(text: str) -> int:
    return int(text, 16)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix("0x"))
