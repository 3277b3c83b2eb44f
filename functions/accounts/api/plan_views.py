"""What the API shows of plans."""

from pydantic import Field

from accounts.domain.grants import Grant, current, entitlements
from didit360.clock import now, rfc3339
from didit360.http import Model
from didit360.plans import Plan


class GrantView(Model):
    plan: Plan
    starts_at: str
    ends_at: str | None = Field(description="where it ends, or a later grant takes over")
    source: str
    granted_at: str


class PlanView(Model):
    plan: Plan
    entitlements: list[str]
    ends_at: str | None
    history: list[GrantView] = Field(description="everything that was granted, newest first")


def plan_view(grants: list[Grant]) -> PlanView:
    held = current(grants, now())
    until = held.until if held else None
    return PlanView(
        plan=held.plan if held else Plan.FREE,
        entitlements=entitlements(held),
        ends_at=rfc3339(until) if until else None,
        history=[
            GrantView(
                plan=grant.plan,
                starts_at=rfc3339(grant.starts_at),
                ends_at=rfc3339(grant.until) if grant.until else None,
                source=grant.source,
                granted_at=rfc3339(grant.granted_at),
            )
            for grant in grants
        ],
    )
