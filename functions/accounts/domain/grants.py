"""Plans that were granted, and which of them counts when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from didit360.plans import ENTITLEMENTS, Plan


@dataclass(frozen=True, slots=True)
class Grant:
    """A plan from one moment to another, until a later grant took over."""

    id: str
    plan: Plan
    starts_at: datetime
    ends_at: datetime | None
    replaced_at: datetime | None
    """From here on a later grant says what is; never before `starts_at`."""
    source: str
    granted_at: datetime

    @property
    def until(self) -> datetime | None:
        ends = [end for end in (self.ends_at, self.replaced_at) if end is not None]
        return min(ends, default=None)

    @property
    def counts(self) -> bool:
        """Whether there is any moment left in which it holds."""
        return self.until is None or self.starts_at < self.until

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at and (self.until is None or at < self.until)

    def says(
        self, plan: Plan, starts_at: datetime | None, ends_at: datetime | None, source: str
    ) -> bool:
        """Whether granting this would change nothing."""
        same_start = starts_at is None or starts_at == self.starts_at
        asked = (plan, ends_at, source)
        return (
            same_start
            and self.replaced_at is None
            and (self.plan, self.ends_at, self.source) == asked
        )


def current(grants: Iterable[Grant], at: datetime) -> Grant | None:
    """What holds; None: the free plan."""
    return next((grant for grant in grants if grant.holds(at)), None)


def entitlements(grant: Grant | None) -> list[str]:
    plan = grant.plan if grant else Plan.FREE
    return sorted(ENTITLEMENTS[Plan.FREE] | ENTITLEMENTS[plan])
