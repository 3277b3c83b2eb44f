"""Export and erasure: every product that holds something of a person takes its part."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PRODUCTS = frozenset({"accounts", "media", "music", "nfts"})
"""Who answers to `export_requested` and `erasure_requested`."""

PATIENCE = timedelta(hours=1)
"""For all of them to have answered."""
TOKEN_LIFE = timedelta(minutes=65)
"""An ID token is good for an hour (infra/cdk/stacks/identity.py), whatever became of its person."""
ARCHIVE_KEPT = timedelta(days=7)
EXPORTS_A_DAY = 2
"""That a person may have made within 24 hours; those that failed do not count."""
DAY = timedelta(days=1)


class ExportState(StrEnum):
    COLLECTING = "collecting"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Export:
    id: str
    person_id: str
    kept_state: str
    parts: frozenset[str]
    reason: str | None
    size: int | None
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime | None

    def state(self, at: datetime) -> ExportState:
        over = self.expires_at is not None and self.expires_at <= at
        return ExportState.EXPIRED if over else ExportState(self.kept_state)

    @property
    def is_complete(self) -> bool:
        return self.parts >= PRODUCTS

    @property
    def prefix(self) -> str:
        """Where the products put what they hold, as JSON files."""
        return f"{self.id}/parts/"

    @property
    def archive(self) -> str:
        return f"{self.id}/didit360.zip"


def fingerprint(person_id: str) -> str:
    """What is kept of an erased person's id: enough to know it again, not to find it out."""
    return hashlib.sha256(person_id.encode()).hexdigest()
