"""Some people, and what they ask of accounts."""

import importlib
from typing import Any

from tests.unit.aws import Person, Reply, call

ADA = Person("0b7c1f6e-0000-4000-8000-00000000000a", "")
BEN = Person("0b7c1f6e-0000-4000-8000-00000000000b", "")
CLEO = Person("0b7c1f6e-0000-4000-8000-00000000000c", "")
MODERATOR = Person("0b7c1f6e-0000-4000-8000-00000000000d", "moderator")
ADMIN = Person("0b7c1f6e-0000-4000-8000-00000000000e", "admin")


def ask(
    operation: str,
    method: str,
    path: str,
    *,
    by: Person | None = ADA,
    body: Any = None,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> Reply:
    """One request to one operation of accounts."""
    handler = importlib.import_module(f"accounts.api.{operation}").handler
    return call(
        handler, method, path, by=by, body=body, headers=headers, query=query, stage="accounts"
    )


def me(by: Person = ADA) -> dict[str, Any]:
    reply = ask("get_me", "GET", "/me", by=by)
    assert reply.status == 200, reply.text
    body: dict[str, Any] = reply.body
    return body


def come(*people: Person) -> None:
    """Everybody makes their first call."""
    for person in people:
        me(person)


def change(body: dict[str, Any], by: Person = ADA, **headers: str) -> Reply:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask("update_me", "PATCH", "/me", body=body, by=by, headers=told)


def follow(other: Person, by: Person = ADA) -> Reply:
    return ask("follow", "PUT", f"/me/following/{other.id}", by=by)


def unfollow(other: Person, by: Person = ADA) -> Reply:
    return ask("unfollow", "DELETE", f"/me/following/{other.id}", by=by)


def block(other: Person, by: Person = ADA) -> Reply:
    return ask("block", "PUT", f"/me/blocks/{other.id}", by=by)


def unblock(other: Person, by: Person = ADA) -> Reply:
    return ask("unblock", "DELETE", f"/me/blocks/{other.id}", by=by)
