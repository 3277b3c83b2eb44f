"""Erasures: asked once, done when every product has taken its part."""

from accounts.data import avatars, role_requests
from accounts.domain.my_data import PATIENCE, PRODUCTS, TOKEN_LIFE, fingerprint
from didit360 import database, ids
from didit360.clock import now, rfc3339


def ask(person_id: str) -> str:
    """From now on the person is nobody here. Safe to repeat; the erasure's id."""
    with database.transaction() as tx:
        tx.run("update people set state = 'erasing' where id = %s", [person_id])
        rows = tx.all(
            "insert into erasures (id, person_id, person_hash) values (%s, %s, %s)"
            " on conflict (person_hash) do nothing returning id",
            [ids.new("ers"), person_id, fingerprint(person_id)],
        )
        for row in rows:
            said = {"erasure_id": row["id"], "person_id": person_id, "at": rfc3339(now())}
            tx.say("erasure_asked", said)
    if rows:
        return str(rows[0]["id"])
    known = database.one("select id from erasures where person_hash = %s", [fingerprint(person_id)])
    return str((known or {})["id"])


def take_own_part(erasure_id: str, person_id: str) -> None:
    """What nobody but the person needs goes. (Ties go by accounts.data.ties, in shares.)"""
    with database.transaction() as tx:
        role_requests.forget(tx, person_id)
        row = tx.one("select avatar from people where id = %s for update", [person_id])
        if row is not None and row["avatar"]:
            avatars.release(tx, person_id, row["avatar"]["image_id"])
        tx.run("delete from released_handles where person_id = %s", [person_id])
        tx.run(
            "update people set handle = %(handle)s, name = '', bio = '', links = '[]',"
            " country = null, birth_date = null, notifications = '{}', avatar = null,"
            " avatar_problem = null, updated_at = now() where id = %(id)s and state = 'erasing'",
            {"handle": f"erased_{erasure_id[4:].lower()}"[:30], "id": person_id},
        )


def part_done(erasure_id: str, product: str) -> None:
    """Note that a product has taken its part. With the last one the person is gone: what is kept
    of decisions has no name any more. Safe to repeat."""
    with database.transaction() as tx:
        row = tx.one("select * from erasures where id = %s for update", [erasure_id])
        if row is None or row["done_at"] is not None:
            return
        parts = {*row["parts"], product}
        tx.run("update erasures set parts = %s where id = %s", [sorted(parts), erasure_id])
        if not parts >= PRODUCTS:
            return
        person_id = row["person_id"]
        tx.run("delete from people where id = %s", [person_id])
        tx.run("update erasures set done_at = now() where id = %s", [erasure_id])
        said = {"erasure_id": erasure_id, "person_id": person_id, "at": rfc3339(now())}
        tx.say("person_erased", said)


def look_again() -> list[str]:
    """Ask once more for what a token made after its person was gone, now that all have expired."""
    moment = now()
    with database.transaction() as tx:
        rows = tx.all(
            "select id, person_id from erasures where done_at < %s and person_id is not null"
            " for update",
            [moment - TOKEN_LIFE],
        )
        for row in rows:
            said = {"erasure_id": row["id"], "person_id": row["person_id"], "at": rfc3339(moment)}
            tx.say("erasure_asked", said)
        ids_ = [row["id"] for row in rows]
        tx.run("update erasures set person_id = null where id = any(%s)", [ids_])
    return ids_


def nudge_overdue() -> list[str]:
    """Ask again for what has not been done for too long; the erasures' ids."""
    moment = now()
    with database.transaction() as tx:
        rows = tx.all(
            "update erasures set nudged_at = %(now)s"
            " where done_at is null and nudged_at < %(before)s returning id, person_id",
            {"now": moment, "before": moment - PATIENCE},
        )
        for row in rows:
            said = {"erasure_id": row["id"], "person_id": row["person_id"], "at": rfc3339(moment)}
            tx.say("erasure_asked", said)
    return [row["id"] for row in rows]
