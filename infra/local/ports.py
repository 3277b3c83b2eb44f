"""Where the programs of one instance listen, on 127.0.0.1."""

from __future__ import annotations

import os
from dataclasses import dataclass

from infra.local import processes


@dataclass(frozen=True)
class Ports:
    """One port a program."""

    edge: int = 8360
    engine: int = 4566
    postgres: int = 8364
    chain: int = 8365

    @classmethod
    def free(cls) -> Ports:
        """Ports that nobody uses: for a run beside another."""
        return cls(*(processes.free_port() for _ in range(4)))

    @classmethod
    def chosen(cls) -> Ports:
        """The usual ones, or those of EDGE_PORT, ENGINE_PORT, POSTGRES_PORT, CHAIN_PORT."""
        return cls(
            int(os.environ.get("EDGE_PORT", cls.edge)),
            int(os.environ.get("ENGINE_PORT", cls.engine)),
            int(os.environ.get("POSTGRES_PORT", cls.postgres)),
            int(os.environ.get("CHAIN_PORT", cls.chain)),
        )

    def require_free(self) -> None:
        """LocalError, in one sentence, when another program has one; the engine's is not asked."""
        processes.require_free(self.edge, "the edge", "EDGE_PORT")
        processes.require_free(self.postgres, "PostgreSQL", "POSTGRES_PORT")
        processes.require_free(self.chain, "the chain", "CHAIN_PORT")
