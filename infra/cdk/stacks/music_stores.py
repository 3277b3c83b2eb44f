"""Music: what its areas keep things in, and what they read of others."""

from dataclasses import dataclass

from infra.cdk.parts.bucket import Bucket
from infra.cdk.parts.table import Table


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Given to each area's stack; an area's own tables are made there."""

    catalogue: Table
    pictures: Bucket
    """Where people send pictures (media's)."""
