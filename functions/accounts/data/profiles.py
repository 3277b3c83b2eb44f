"""Profiles in PostgreSQL, and what is said on the bus when one changes."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from accounts.domain.handles import KEPT_DAYS, proposals
from accounts.domain.my_data import fingerprint
from accounts.domain.profile import Profile
from didit360 import database
from didit360.clock import now, rfc3339
from didit360.problems import Conflict, NotFound, Problem

if TYPE_CHECKING:
    from didit360.database import Row, Transaction


class PersonNotFoundError(NotFound):
    code = "no-such-person"

    def __init__(self) -> None:
        super().__init__("There is no such person.")


class HandleTakenError(Conflict):
    code = "handle-taken"

    def __init__(self) -> None:
        super().__init__("Somebody else has this handle.")


class ErasedError(Problem):
    """Whoever asked to be erased is nobody here, as long as their token may last."""

    status, code = HTTPStatus.GONE, "erased"

    def __init__(self) -> None:
        super().__init__("This account was erased, or is being erased.")


def ensure(person_id: str, roles: Iterable[str] = (), wish: str | None = None) -> Profile:
    """The person's profile; made if this is their first call. ErasedError.

    `roles` are those of the token: what an administrator gave outside of here is so noticed.
    """
    row = database.one("select * from people where id = %s", [person_id])
    if row is None:
        return _made(person_id, sorted(roles), wish)
    if row["state"] != "active":
        raise ErasedError
    if not set(roles) <= set(row["roles"]):
        with database.transaction() as tx:
            return give_roles(tx, person_id, roles) or profile(row)
    return profile(row)


def find(person: str) -> Profile:
    """Somebody by their handle or id. PersonNotFoundError."""
    # No handle is an id: an id has hyphens.
    row = database.one(
        "select * from people where id = %(it)s::text and state = 'active' union all"
        " select * from people where handle = %(it)s::citext and state = 'active' limit 1",
        {"it": person},
    )
    if row is None:
        raise PersonNotFoundError
    return profile(row)


def get(person_id: str) -> Profile | None:
    """The profile as it stands now; None of nobody, and of whoever is being erased."""
    row = database.one("select * from people where id = %s and state = 'active'", [person_id])
    return profile(row) if row else None


def lock(tx: "Transaction", *person_ids: str) -> dict[str, Profile]:
    """These people's rows, kept from other writers; always in one order, so that nobody waits in
    a circle. Of those that there are."""
    rows = tx.all(
        "select * from people where id = any(%s) and state = 'active' order by id for update",
        [list(person_ids)],
    )
    return {row["id"]: profile(row) for row in rows}


def change(tx: "Transaction", before: Profile, said: Mapping[str, Any]) -> Profile:
    """Write what a person says of themselves; `before` must be locked. HandleTakenError."""
    if all(getattr(before, name) == value for name, value in said.items()):
        return before
    handle = said.get("handle", before.handle)
    if handle != before.handle:
        _give_up_handle(tx, before, handle)
    from psycopg import errors

    try:
        row = _written(tx, before, said, handle)
    except errors.UniqueViolation:  # somebody took it in this very moment
        raise HandleTakenError from None
    return changed(tx, profile(row))


def note_age_refused(person_id: str) -> None:
    """Note that a birth date was refused as too young, but not which."""
    with database.transaction() as tx:
        tx.run("update people set age_refused_at = now() where id = %s", [person_id])


def give_roles(tx: "Transaction", person_id: str, roles: Iterable[str]) -> Profile | None:
    """Note roles that a person has; None of somebody who is gone. Safe to repeat."""
    row = tx.one(
        "update people set card_revision = card_revision + 1, roles = array("
        "  select distinct unnest(roles || %(roles)s::text[]) as role order by role)"
        " where id = %(id)s and state = 'active' and not roles @> %(roles)s::text[] returning *",
        {"id": person_id, "roles": sorted(roles)},
    )
    return changed(tx, profile(row)) if row else None


def changed(tx: "Transaction", after: Profile) -> Profile:
    """Say that the card is another one."""
    tx.say(
        "person_changed",
        {
            "person_id": after.id,
            "handle": after.handle,
            "name": after.name,
            "bio": after.bio,
            "avatar": after.avatar,
            "country": after.country,
            "roles": list(after.roles),
            "followers": after.followers,
            "revision": after.card_revision,
            "at": rfc3339(now()),
        },
    )
    return after


def profile(row: "Row") -> Profile:
    return Profile(
        **{name: row[name] for name in _KEPT},
        links=tuple(row["links"]),
        roles=tuple(row["roles"]),
    )


_SAID = ("name", "bio", "country", "birth_date")
_KEPT = (
    *("id", "handle", "name", "bio", "country", "birth_date", "age_refused_at", "notifications"),
    *("avatar", "avatar_problem", "followers", "following"),
    *("revision", "card_revision", "created_at"),
)


def _made(person_id: str, roles: list[str], wish: str | None) -> Profile:
    known = "select 1 from erasures where person_hash = %s"
    for handle in proposals(wish):
        with database.transaction() as tx:
            if tx.one(known, [fingerprint(person_id)]):
                raise ErasedError
            row = tx.one(
                "insert into people (id, handle, name, roles)"
                " select %(id)s, %(handle)s::citext, %(handle)s::text, %(roles)s::text[]"
                " where not exists (select from released_handles"
                "  where handle = %(handle)s::citext and until > now())"
                " on conflict do nothing returning *",
                {"id": person_id, "handle": handle, "roles": roles},
            )
            if row is not None:
                return changed(tx, profile(row))
        there = database.one("select * from people where id = %s", [person_id])
        if there is not None:
            if there["state"] != "active":
                raise ErasedError
            return profile(there)
    raise AssertionError("proposals never end")


def _give_up_handle(tx: "Transaction", before: Profile, wanted: str) -> None:
    """Leave the old handle to nobody for a while, if the wanted one is free for this person."""
    taken = tx.one(
        "select 1 from people where handle = %(wanted)s::citext union all"
        " select 1 from released_handles where handle = %(wanted)s::citext"
        " and person_id <> %(me)s and until > now()",
        {"wanted": wanted, "me": before.id},
    )
    if taken:
        raise HandleTakenError
    tx.run("delete from released_handles where handle = %s", [wanted])
    tx.run(
        "insert into released_handles (handle, person_id, until) values (%s, %s, %s)"
        " on conflict (handle) do update"
        " set person_id = excluded.person_id, until = excluded.until",
        [before.handle, before.id, now() + timedelta(days=KEPT_DAYS)],
    )


def _written(tx: "Transaction", before: Profile, said: Mapping[str, Any], handle: str) -> "Row":
    [row] = tx.all(
        "update people set handle = %(handle)s, name = %(name)s, bio = %(bio)s,"
        " links = %(links)s, country = %(country)s, birth_date = %(birth_date)s,"
        " notifications = %(notifications)s, revision = revision + 1,"
        " card_revision = card_revision + 1, updated_at = now() where id = %(id)s returning *",
        {
            **{name: said.get(name, getattr(before, name)) for name in _SAID},
            "handle": handle,
            "links": json.dumps(list(said.get("links", before.links))),
            "notifications": json.dumps(said.get("notifications", before.notifications)),
            "id": before.id,
        },
    )
    return row
