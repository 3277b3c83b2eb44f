"""The avatar of a person: the newest picture that could be made, or none."""

import json
from typing import TYPE_CHECKING, Any

from accounts.data import profiles
from didit360 import database, ids
from didit360.clock import now, rfc3339

if TYPE_CHECKING:
    from didit360.database import Transaction


def ready(person_id: str, upload_id: str, image: dict[str, Any]) -> None:
    """Show it, unless a later upload or a removal came first; what is not shown is let go."""
    with database.transaction() as tx:
        row = _lock(tx, person_id)
        if row is None or upload_id < row["avatar_upload"]:
            release(tx, person_id, image["image_id"])
            return
        shown = row["avatar"] or {}
        if shown.get("image_id") == image["image_id"]:
            return
        _set(tx, person_id, upload_id, image)
        if shown:
            release(tx, person_id, shown["image_id"])


def failed(person_id: str, upload_id: str, problem: dict[str, Any]) -> None:
    """Tell the person why; what was shown stays."""
    with database.transaction() as tx:
        row = _lock(tx, person_id)
        if row is not None and upload_id > row["avatar_upload"]:
            tx.run(
                "update people set avatar_upload = %s, avatar_problem = %s,"
                " revision = revision + 1, updated_at = now() where id = %s",
                [upload_id, json.dumps(problem), person_id],
            )


def remove(person_id: str) -> None:
    """No avatar, nor one of an upload that is still under way. Safe to repeat."""
    with database.transaction() as tx:
        row = _lock(tx, person_id)
        if row is None:
            return
        shown = row["avatar"]
        _set(tx, person_id, ids.new("upl"), None)
        if shown:
            release(tx, person_id, shown["image_id"])


def _lock(tx: "Transaction", person_id: str) -> dict[str, Any] | None:
    return tx.one(
        "select avatar, avatar_upload from people where id = %s and state = 'active' for update",
        [person_id],
    )


def _set(tx: "Transaction", person_id: str, upload_id: str, image: dict[str, Any] | None) -> None:
    [row] = tx.all(
        "update people set avatar = %s, avatar_upload = %s, avatar_problem = null,"
        " revision = revision + 1, card_revision = card_revision + 1, updated_at = now()"
        " where id = %s returning *",
        [json.dumps(image) if image else None, upload_id, person_id],
    )
    profiles.changed(tx, profiles.profile(row))


def release(tx: "Transaction", person_id: str, image_id: str) -> None:
    """Let a picture go: every size of it."""
    tx.say(
        "image_released",
        {
            "image_id": image_id,
            "owner_id": person_id,
            "subject_id": person_id,
            "at": rfc3339(now()),
        },
    )
