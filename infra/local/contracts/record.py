"""What is known of a deployment: one file a chain, written before each step and after it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Step:
    """One contract on its way: `raw` is sent again until it is in a block."""

    address: str
    transaction: str
    raw: str
    arguments: list[str]
    block: int | None = None


@dataclass
class Record:
    """`path` is contracts/deployments/<stage>/<chain id>.json, or the local chain's own."""

    path: Path
    chain_id: int
    contracts: dict[str, Step] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path, chain_id: int) -> Record:
        """What was written, or an empty one."""
        if not path.exists():
            return cls(path, chain_id)
        said = json.loads(path.read_text())
        steps = {name: Step(**step) for name, step in said["contracts"].items()}
        return cls(path, said["chain_id"], steps)

    def write(self) -> None:
        """Whole or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        said = {
            "chain_id": self.chain_id,
            "contracts": {name: asdict(step) for name, step in self.contracts.items()},
        }
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(said, indent=1) + "\n")
        draft.replace(self.path)

    @property
    def addresses(self) -> dict[str, str]:
        return {name: step.address for name, step in self.contracts.items()}

    @property
    def start_block(self) -> int:
        """The first block that holds one of them."""
        return min((step.block or 0 for step in self.contracts.values()), default=0)
