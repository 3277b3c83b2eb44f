"""Requests for roles: asked by a person, decided once by a moderator."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from accounts.data import profiles
from accounts.domain.roles import RequestState, RoleRequest
from didit360 import database, ids
from didit360.clock import now, rfc3339
from didit360.identity import Role
from didit360.problems import Conflict, NotFound

if TYPE_CHECKING:
    from didit360.database import Row, Transaction


class RequestNotFoundError(NotFound):
    code = "no-such-request"

    def __init__(self) -> None:
        super().__init__("There is no such request.")


class DecidedOtherwiseError(Conflict):
    code = "decided-already"

    def __init__(self, state: str) -> None:
        super().__init__(f"This request was decided before: {state}.")


def ask(person_id: str, role: Role, reason: str, links: Sequence[str]) -> RoleRequest:
    """Keep a new request. Conflict if one for this role is open, or the role is theirs."""
    with database.transaction() as tx:
        mine = profiles.lock(tx, person_id).get(person_id)
        if mine is None:
            raise profiles.ErasedError
        if role in mine.roles:
            raise Conflict("You have this role already.", code="role-held")
        rows = tx.all(
            "insert into role_requests (id, person_id, role, reason, links)"
            " values (%s, %s, %s, %s, %s) on conflict do nothing returning *",
            [ids.new("rrq"), person_id, role, reason, json.dumps(list(links))],
        )
    if not rows:
        raise Conflict("You have asked for this role: wait for the answer.", code="asked-already")
    return _request(rows[0])


def of(
    person_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[RoleRequest], dict[str, Any] | None]:
    """A person's own, newest first."""
    start = after or {"at": "infinity", "id": ""}
    rows = database.all(
        "select * from role_requests where person_id = %(person)s"
        " and (created_at, id) < (%(at)s, %(id)s)"
        " order by created_at desc, id desc limit %(limit)s",
        {"person": person_id, **start, "limit": limit + 1},
    )
    return _page(rows, limit)


def in_state(
    state: RequestState, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[RoleRequest], dict[str, Any] | None]:
    """Everybody's, oldest first: who has waited longest is next."""
    start = after or {"at": "-infinity", "id": ""}
    rows = database.all(
        "select * from role_requests where state = %(state)s"
        " and (created_at, id) > (%(at)s, %(id)s)"
        " order by created_at, id limit %(limit)s",
        {"state": state, **start, "limit": limit + 1},
    )
    return _page(rows, limit)


def decide(request_id: str, moderator: str, outcome: RequestState, answer: str) -> RoleRequest:
    """Grant or refuse; the same decision again changes nothing.

    RequestNotFoundError; DecidedOtherwiseError.
    """
    with database.transaction() as tx:
        row = tx.one("select * from role_requests where id = %s for update", [request_id])
        if row is None or row["person_id"] is None:
            raise RequestNotFoundError
        if row["state"] != RequestState.OPEN:
            if (row["state"], row["answer"]) != (outcome, answer):
                raise DecidedOtherwiseError(row["state"])
            return _request(row)
        if row["person_id"] == moderator:
            raise Conflict("Nobody decides about themselves.", code="own-request")
        [row] = tx.all(
            "update role_requests set state = %s, answer = %s, decided_by = %s, decided_at = now()"
            " where id = %s returning *",
            [outcome, answer, moderator, request_id],
        )
        tx.say(
            "role_granted" if outcome == "granted" else "role_refused",
            {
                "person_id": row["person_id"],
                "role": row["role"],
                "request_id": request_id,
                "at": rfc3339(now()),
            },
        )
    return _request(row)


def given(tx: "Transaction", request_id: str) -> None:
    """The role is in the tokens that are issued from now on. Safe to repeat."""
    tx.run(
        "update role_requests set effective_at = now()"
        " where id = %s and state = 'granted' and effective_at is null",
        [request_id],
    )


def forget(tx: "Transaction", person_id: str) -> None:
    """What was decided stays, without who asked and what they wrote."""
    tx.run("delete from role_requests where person_id = %s and state = 'open'", [person_id])
    tx.run(
        "update role_requests set reason = '', links = '[]', answer = null where person_id = %s",
        [person_id],
    )


def _page(rows: "list[Row]", limit: int) -> tuple[list[RoleRequest], dict[str, Any] | None]:
    found = [_request(row) for row in rows[:limit]]
    more = len(rows) > limit
    last = found[-1] if more else None
    return found, {"at": last.created_at.isoformat(), "id": last.id} if last else None


def _request(row: "Row") -> RoleRequest:
    return RoleRequest(
        id=row["id"],
        person_id=row["person_id"],
        role=Role(row["role"]),
        reason=row["reason"],
        links=tuple(row["links"]),
        state=RequestState(row["state"]),
        created_at=row["created_at"],
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        answer=row["answer"],
        effective_at=row["effective_at"],
    )
