"""Plans granted to people, with everything that was granted before."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.data import profiles
from accounts.domain.grants import Grant
from didit360 import database, ids
from didit360.clock import now, rfc3339
from didit360.plans import Plan
from didit360.problems import Unprocessable

if TYPE_CHECKING:
    from didit360.database import Row


CLOCKS_DIFFER = timedelta(minutes=5)
"""A grant that starts so little ago starts now by the clock of whoever gives it."""


class PastError(Unprocessable):
    code = "past"

    def __init__(self) -> None:
        super().__init__("A plan starts now or later: what held before stays as it was.")


def of(person_id: str) -> list[Grant]:
    """All of them, newest first."""
    return [_grant(row) for row in database.all(_ALL, [person_id])]


def put(
    person_id: str,
    plan: Plan,
    starts_at: datetime | None,
    ends_at: datetime | None,
    *,
    source: str,
    by: str,
) -> list[Grant]:
    """From `starts_at` (now) on, this plan and no other; all grants then, newest first.

    What held before holds until then, and never for less than it did already. The same again
    changes nothing. PersonNotFoundError, PastError.
    """
    with database.transaction() as tx:
        if person_id not in profiles.lock(tx, person_id):
            raise profiles.PersonNotFoundError
        before = [_grant(row) for row in tx.all(_ALL, [person_id])]
        if before and before[0].says(plan, starts_at, ends_at, source):
            return before
        moment = now()
        start = starts_at or moment
        if start < moment - CLOCKS_DIFFER:
            raise PastError
        tx.run(
            "update plan_grants set replaced_at = greatest(starts_at, %(from)s)"
            " where person_id = %(person)s and (ends_at is null or ends_at > %(from)s)"
            " and (replaced_at is null or replaced_at > %(from)s)",
            {"person": person_id, "from": max(start, moment)},
        )
        tx.run(
            "insert into plan_grants (id, person_id, plan, starts_at, ends_at, source, granted_by)"
            " values (%s, %s, %s, %s, %s, %s, %s)",
            [ids.new("pln"), person_id, plan, start, ends_at, source, by],
        )
        tx.run("update people set plan_revision = plan_revision + 1 where id = %s", [person_id])
        tx.say("plan_changed", {"person_id": person_id, "plan": plan, "at": rfc3339(now())})
        return [_grant(row) for row in tx.all(_ALL, [person_id])]


def revision(person_id: str) -> int | None:
    """How often a person's plans have changed; None of nobody."""
    row = database.one(
        "select plan_revision from people where id = %s and state = 'active'", [person_id]
    )
    return int(row["plan_revision"]) if row else None


_ALL = "select * from plan_grants where person_id = %s order by granted_at desc, id desc"


def _grant(row: "Row") -> Grant:
    return Grant(
        id=row["id"],
        plan=Plan(row["plan"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        replaced_at=row["replaced_at"],
        source=row["source"],
        granted_at=row["granted_at"],
    )
