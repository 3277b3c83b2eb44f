"""Who follows whom, and who blocks whom.

Both people's rows are locked before anything is written, so that the counts are those of the rows
under any number of writers, and nobody follows somebody who blocks them at that moment.
"""

from typing import TYPE_CHECKING, Any, LiteralString

from accounts.data import profiles
from accounts.data.profiles import PersonNotFoundError
from accounts.domain.profile import Profile
from didit360 import database
from didit360.clock import now, rfc3339
from didit360.problems import Conflict, Forbidden

if TYPE_CHECKING:
    from datetime import datetime

    from didit360.database import Row, Transaction

MAX_FOLLOWING = 10_000

_AT_ONCE = 500


def follow(me: str, other: str) -> None:
    """Safe to repeat. PersonNotFoundError also for somebody who blocks the follower."""

    def step(tx: "Transaction") -> None:
        people = _both(tx, me, other)
        if _blocks(tx, other, me):
            raise PersonNotFoundError
        if _blocks(tx, me, other):
            raise Forbidden("You block this person: unblock them first.", code="blocked")
        if _follows(tx, me, other):
            return
        if people[me].following >= MAX_FOLLOWING:
            raise Conflict(f"You follow {MAX_FOLLOWING} people already.", code="too-many")
        tx.run("insert into follows (follower_id, followed_id) values (%s, %s)", [me, other])
        _count(tx, me, other, 1)
        _say(tx, "person_followed", follower_id=me, followed_id=other)

    database.attempt(step)


def unfollow(me: str, other: str) -> None:
    """Safe to repeat, and of somebody who is gone."""

    def step(tx: "Transaction") -> None:
        profiles.lock(tx, me, other)
        _unfollow(tx, me, other)

    database.attempt(step)


def block(me: str, other: str) -> None:
    """The other sees nothing of me; neither follows the other any more. Safe to repeat."""

    def step(tx: "Transaction") -> None:
        _both(tx, me, other)
        added = tx.run(
            "insert into blocks (person_id, blocked_id) values (%s, %s) on conflict do nothing",
            [me, other],
        )
        _unfollow(tx, me, other)
        _unfollow(tx, other, me)
        if added:
            _say(tx, "person_blocked", person_id=me, blocked_id=other)

    database.attempt(step)


def unblock(me: str, other: str) -> None:
    """Safe to repeat."""

    def step(tx: "Transaction") -> None:
        profiles.lock(tx, me, other)
        gone = "delete from blocks where person_id = %s and blocked_id = %s"
        if tx.run(gone, [me, other]):
            _say(tx, "person_unblocked", person_id=me, blocked_id=other)

    database.attempt(step)


def blocks(person_id: str, other: str) -> bool:
    """Whether the person blocks the other."""
    asked = "select 1 from blocks where person_id = %s and blocked_id = %s"
    return database.one(asked, [person_id, other]) is not None


def between(me: str, other: str) -> dict[str, bool]:
    """What the two are to each other."""
    row = database.one(
        "select exists (select from follows where follower_id = %(me)s and"
        "  followed_id = %(other)s) as following,"
        " exists (select from follows where follower_id = %(other)s and"
        "  followed_id = %(me)s) as follows_me,"
        " exists (select from blocks where person_id = %(me)s and"
        "  blocked_id = %(other)s) as blocked",
        {"me": me, "other": other},
    )
    return dict(row or {})


def followers(
    person_id: str, viewer: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Profile], dict[str, Any] | None]:
    """Newest first, without those who block the viewer; and where the next page starts."""
    return _page(
        "select f.at, p.* from follows f join people p on p.id = f.follower_id"
        " where f.followed_id = %(person)s and (f.at, f.follower_id) < (%(at)s, %(id)s)"
        " and p.state = 'active' and not exists (select from blocks b"
        "  where b.person_id = p.id and b.blocked_id = %(viewer)s)"
        " order by f.at desc, f.follower_id desc limit %(limit)s",
        {"person": person_id, "viewer": viewer},
        limit,
        after,
    )


def following(
    person_id: str, viewer: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Profile], dict[str, Any] | None]:
    """Newest first, without those who block the viewer; and where the next page starts."""
    return _page(
        "select f.at, p.* from follows f join people p on p.id = f.followed_id"
        " where f.follower_id = %(person)s and (f.at, f.followed_id) < (%(at)s, %(id)s)"
        " and p.state = 'active' and not exists (select from blocks b"
        "  where b.person_id = p.id and b.blocked_id = %(viewer)s)"
        " order by f.at desc, f.followed_id desc limit %(limit)s",
        {"person": person_id, "viewer": viewer},
        limit,
        after,
    )


def blocked(
    person_id: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Profile], dict[str, Any] | None]:
    """Whom a person blocks, newest first; and where the next page starts."""
    return _page(
        "select f.at, p.* from blocks f join people p on p.id = f.blocked_id"
        " where f.person_id = %(person)s and (f.at, f.blocked_id) < (%(at)s, %(id)s)"
        " and p.state = 'active' order by f.at desc, f.blocked_id desc limit %(limit)s",
        {"person": person_id},
        limit,
        after,
    )


def cut(person_id: str) -> None:
    """Take everything away that ties others to a person, and correct the others' counts.

    A share at a time: a person may have any number of followers. Safe to repeat.
    """
    while database.attempt(lambda tx: _cut_some(tx, person_id)):
        pass


def _cut_some(tx: "Transaction", person_id: str) -> bool:
    followed = tx.all(
        "select followed_id as id from follows where follower_id = %s limit %s",
        [person_id, _AT_ONCE],
    )
    followers = tx.all(
        "select follower_id as id from follows where followed_id = %s limit %s",
        [person_id, _AT_ONCE],
    )
    others = [row["id"] for row in (*followed, *followers)]
    profiles.lock(tx, person_id, *others)
    for other in (row["id"] for row in followed):
        gone = "delete from follows where follower_id = %s and followed_id = %s"
        if tx.run(gone, [person_id, other]):
            _add(tx, other, followers=-1)
    tx.run(
        "with gone as (delete from follows where followed_id = %(me)s"
        "  and follower_id = any(%(followers)s) returning follower_id)"
        " update people set following = following - 1 from gone where id = follower_id",
        {"me": person_id, "followers": [row["id"] for row in followers]},
    )
    gone = "delete from blocks where %(me)s in (person_id, blocked_id) returning *"
    for row in tx.all(gone, {"me": person_id}):
        _say(tx, "person_unblocked", person_id=row["person_id"], blocked_id=row["blocked_id"])
    return bool(others)


def _page(
    sql: LiteralString, asked: dict[str, Any], limit: int, after: dict[str, Any] | None
) -> tuple[list[Profile], dict[str, Any] | None]:
    start = after or {"at": "infinity", "id": ""}
    rows = database.all(sql, {**asked, **start, "limit": limit + 1})
    page = rows[:limit]
    rest = _position(page[-1]) if len(rows) > limit else None
    return [profiles.profile(row) for row in page], rest


def _position(row: "Row") -> dict[str, Any]:
    at: datetime = row["at"]
    return {"at": at.isoformat(), "id": row["id"]}


def _both(tx: "Transaction", me: str, other: str) -> dict[str, Profile]:
    people = profiles.lock(tx, me, other)
    if me not in people or other not in people:
        raise PersonNotFoundError
    return people


def _blocks(tx: "Transaction", person_id: str, other: str) -> bool:
    asked = "select 1 from blocks where person_id = %s and blocked_id = %s"
    return tx.one(asked, [person_id, other]) is not None


def _follows(tx: "Transaction", follower: str, followed: str) -> bool:
    asked = "select 1 from follows where follower_id = %s and followed_id = %s"
    return tx.one(asked, [follower, followed]) is not None


def _unfollow(tx: "Transaction", follower: str, followed: str) -> None:
    gone = "delete from follows where follower_id = %s and followed_id = %s"
    if tx.run(gone, [follower, followed]):
        _count(tx, follower, followed, -1)
        _say(tx, "person_unfollowed", follower_id=follower, followed_id=followed)


def _count(tx: "Transaction", follower: str, followed: str, more: int) -> None:
    _add(tx, follower, following=more)
    _add(tx, followed, followers=more)


def _add(tx: "Transaction", person_id: str, *, followers: int = 0, following: int = 0) -> None:
    row = tx.one(
        "update people set followers = followers + %(followers)s,"
        " following = following + %(following)s,"
        " card_revision = card_revision + abs(%(followers)s)"
        " where id = %(id)s returning *",
        {"followers": followers, "following": following, "id": person_id},
    )
    if row and followers and row["state"] == "active":
        profiles.changed(tx, profiles.profile(row))


def _say(tx: "Transaction", name: str, **who: str) -> None:
    tx.say(name, {**who, "at": rfc3339(now())})
