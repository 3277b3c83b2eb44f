"""One-time schedules of EventBridge Scheduler: each plan of a release has one of its own.

A schedule's name is the release's id and the plan's number, so that making it twice makes one, and
that of a plan which is no longer the one finds nothing to do when it fires.
"""

import json
from contextlib import suppress
from datetime import UTC

from didit360.clients import client
from didit360.settings import setting
from music.domain.release import Plan


def make(release_id: str, plan: Plan) -> None:
    """Safe to repeat."""
    scheduler = client("scheduler")
    with suppress(scheduler.exceptions.ConflictException):
        scheduler.create_schedule(
            Name=_name(release_id, plan),
            GroupName=setting("SCHEDULE_GROUP"),
            ScheduleExpression=f"at({plan.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": setting("SCHEDULE_TARGET_ARN"),
                "RoleArn": setting("SCHEDULE_ROLE_ARN"),
                "Input": json.dumps({"detail": detail(release_id, plan)}),
            },
        )


def cancel(release_id: str, plan: Plan) -> None:
    """Safe to repeat, and once it has fired."""
    scheduler = client("scheduler")
    with suppress(scheduler.exceptions.ResourceNotFoundException):
        scheduler.delete_schedule(Name=_name(release_id, plan), GroupName=setting("SCHEDULE_GROUP"))


def detail(release_id: str, plan: Plan) -> dict[str, str | int]:
    """What is sent at the moment."""
    return {"release_id": release_id, "number": plan.number}


def _name(release_id: str, plan: Plan) -> str:
    return f"{release_id}-{plan.number}"
