"""What can go wrong with the chain, each kind by its name: workflows tell them apart by it.

No text here holds a node's address: it may carry the provider's key.
"""

from typing import Any


class ChainError(Exception):
    """Something about the chain did not work."""


class NotDeployedError(ChainError):
    """The chain's parameter or the nodes' secret is not filled: `didit360 contracts deploy`."""


class NodeUnreachableError(ChainError):
    """No node answers. Whether what was sent arrived is not known: ask again, or send it again."""


class WrongChainError(NodeUnreachableError):
    """The only nodes that answer are of another chain, and are not asked anything else."""


class RefusedError(ChainError):
    """A node answered with an error that has no kind of its own here."""

    def __init__(self, method: str, code: int, message: str, data: object = None) -> None:
        super().__init__(f"{method}: {message} ({code})")
        self.code = code
        self.message = message
        self.data = data


class RevertedError(ChainError):
    """The contract refused. `error` is what it called that: SaleClosed, Error, Panic, or "".

    "" stands for a refusal without words, or in words that abi.py does not know (see `data`).
    """

    def __init__(self, error: str, arguments: dict[str, Any], data: bytes) -> None:
        said = ", ".join(f"{name}={_shown(value)}" for name, value in arguments.items())
        super().__init__(f"{error}({said})" if error else f"reverted with 0x{data[:68].hex()}")
        self.error = error
        self.arguments = arguments
        self.data = data


class NonceTooLowError(ChainError):
    """The account's transaction with this nonce is in a block already: maybe this very one."""


class UnderpricedError(ChainError):
    """The fee is below what the node takes, or too little above that of what it replaces."""


class OutOfFundsError(ChainError):
    """The account cannot pay for the value and the most that the gas may cost."""


def _shown(value: Any) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)
