"""Exports: one archive of everything that is held about a person."""

from collections.abc import Iterator
from math import ceil
from typing import TYPE_CHECKING, Any, LiteralString

from accounts.domain.my_data import (
    ARCHIVE_KEPT,
    DAY,
    EXPORTS_A_DAY,
    PATIENCE,
    PRODUCTS,
    Export,
)
from didit360 import database, ids
from didit360.clock import now, rfc3339
from didit360.problems import Conflict, NotFound, TooManyRequests

if TYPE_CHECKING:
    from datetime import datetime

    from didit360.database import Row, Transaction

_AT_ONCE = 1000


class ExportNotFoundError(NotFound):
    code = "no-such-export"

    def __init__(self) -> None:
        super().__init__("There is no such export.")


def ask(person_id: str) -> Export:
    """Begin one. Conflict while another is being collected; TooManyRequests after some a day."""
    with database.transaction() as tx:
        rows = tx.all(
            "insert into exports (id, person_id) values (%s, %s) on conflict do nothing"
            " returning *",
            [ids.new("exp"), person_id],
        )
        if rows:
            _must_have_room(tx, person_id, rows[0]["id"])
            export = _export(rows[0])
            tx.say(
                "export_asked",
                {
                    "export_id": export.id,
                    "person_id": person_id,
                    "prefix": export.prefix,
                    "at": rfc3339(now()),
                },
            )
    if not rows:
        raise Conflict("An export is being made already.", code="export-open")
    return export


def _must_have_room(tx: "Transaction", person_id: str, export_id: str) -> None:
    """TooManyRequests if a new one is more than a person may have made in a day."""
    row = tx.one(
        "select asked_at from exports where person_id = %s and id <> %s and state <> 'failed'"
        " and asked_at > %s order by asked_at desc limit 1 offset %s",
        [person_id, export_id, now() - DAY, EXPORTS_A_DAY - 1],
    )
    if row is not None:
        free_at: datetime = row["asked_at"] + DAY
        raise TooManyRequests(
            f"At most {EXPORTS_A_DAY} exports are made a day. Ask again at {rfc3339(free_at)}.",
            retry_after=max(1, ceil((free_at - now()).total_seconds())),
            code="too-many-exports",
        )


def of(person_id: str, export_id: str) -> Export:
    """One of the person's own. ExportNotFoundError."""
    row = database.one(
        "select * from exports where id = %s and person_id = %s", [export_id, person_id]
    )
    if row is None:
        raise ExportNotFoundError
    return _export(row)


def arrived(export_id: str, product: str) -> Export | None:
    """Note that a product has answered; None of an export that nobody waits for any more."""
    with database.transaction() as tx:
        row = tx.one(
            "update exports set parts = array(select distinct unnest(parts || %s::text))"
            " where id = %s and state = 'collecting' returning *",
            [product, export_id],
        )
    return _export(row) if row else None


def ready(export_id: str, size: int) -> bool:
    """It can be fetched from now on; False if nobody waits for it any more."""
    moment = now()
    with database.transaction() as tx:
        return bool(
            tx.run(
                "update exports set state = 'ready', size = %s, ready_at = %s, expires_at = %s"
                " where id = %s and state = 'collecting'",
                [size, moment, moment + ARCHIVE_KEPT, export_id],
            )
        )


def is_ready(export_id: str) -> bool:
    row = database.one("select 1 from exports where id = %s and state = 'ready'", [export_id])
    return row is not None


def give_up(person_id: str) -> list[str]:
    """Nobody is to fetch any of a person's exports from now on; their ids. Safe to repeat."""
    with database.transaction() as tx:
        rows = tx.all(
            "update exports set state = 'failed' where person_id = %s returning id", [person_id]
        )
    return [row["id"] for row in rows]


def fail_overdue() -> list[str]:
    """Give up what has waited too long for a product; the exports' ids."""
    with database.transaction() as tx:
        rows = tx.all(
            "update exports set state = 'failed', reason = 'No answer from ' ||"
            " array_to_string(array(select unnest(%(all)s::text[]) except"
            "  select unnest(parts) order by 1), ', ') || '. Please ask again.'"
            " where state = 'collecting' and asked_at < %(before)s returning id",
            {"all": sorted(PRODUCTS), "before": now() - PATIENCE},
        )
    return [row["id"] for row in rows]


def own_part(person_id: str) -> dict[str, Iterator[dict[str, Any]]]:
    """Everything that accounts holds of a person, by where it lies; read while it is written."""
    few = {name: iter(database.all(sql, {"me": person_id})) for name, sql in _FEW.items()}
    return few | {name: _pages(sql, person_id, key) for name, (sql, key) in _MANY.items()}


_FEW: dict[str, LiteralString] = {
    "profile": "select id, handle, name, bio, links, country, birth_date, age_refused_at,"
    " notifications, roles, avatar, avatar_problem, followers, following, created_at, updated_at"
    " from people where id = %(me)s",
    "former_handles": "select handle, until from released_handles where person_id = %(me)s",
    "role_requests": "select id, role, reason, links, state, created_at, decided_at, answer,"
    " effective_at from role_requests where person_id = %(me)s order by created_at",
    "plans": "select plan, starts_at, ends_at, replaced_at, source, granted_at"
    " from plan_grants where person_id = %(me)s order by granted_at",
    "exports": "select id, state, asked_at, ready_at, expires_at from exports"
    " where person_id = %(me)s order by asked_at",
}
_MANY: dict[str, tuple[LiteralString, str]] = {
    "following": (
        "select followed_id, p.handle, at from follows join people p on p.id = followed_id"
        " where follower_id = %(me)s and (at, followed_id) > (%(at)s, %(id)s)"
        " order by at, followed_id limit %(limit)s",
        "followed_id",
    ),
    "followers": (
        "select follower_id, p.handle, at from follows join people p on p.id = follower_id"
        " where followed_id = %(me)s and (at, follower_id) > (%(at)s, %(id)s)"
        " order by at, follower_id limit %(limit)s",
        "follower_id",
    ),
    # By its primary key: no index has whom one blocks in order of time.
    "blocked": (
        "select blocked_id, p.handle, at from blocks join people p on p.id = blocked_id"
        " where person_id = %(me)s and blocked_id > %(id)s order by blocked_id limit %(limit)s",
        "blocked_id",
    ),
}


def _pages(sql: LiteralString, person_id: str, key: str) -> Iterator[dict[str, Any]]:
    """A person may have any number of these: a page is all that is in memory."""
    after: dict[str, Any] = {"at": "-infinity", "id": ""}
    while True:
        rows = database.all(sql, {"me": person_id, "limit": _AT_ONCE, **after})
        yield from rows
        if len(rows) < _AT_ONCE:
            return
        after = {"at": rows[-1]["at"], "id": rows[-1][key]}


def _export(row: "Row") -> Export:
    return Export(
        id=row["id"],
        person_id=row["person_id"],
        kept_state=row["state"],
        parts=frozenset(row["parts"]),
        reason=row["reason"],
        size=row["size"],
        asked_at=row["asked_at"],
        ready_at=row["ready_at"],
        expires_at=row["expires_at"],
    )
