"""Events that are said exactly if a transaction of PostgreSQL commits.

The pattern is the transactional outbox (Richardson, "Microservices Patterns", 3.3.7): the event
is a row of the same transaction. It is put on the bus right after the commit; what could not
be is put there by on/outbox.py, which looks every minute. An event may so be said twice or
after a later one: its readers are used to both.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from didit360 import events
from didit360.log import logger

if TYPE_CHECKING:
    from didit360.database import Transaction

_AT_ONCE = 50


def keep(tx: "Transaction", name: str, detail: Mapping[str, Any]) -> int:
    """Keep an event with its transaction; the row's number."""
    rows = tx.all(
        "insert into outbox (name, detail) values (%s, %s) returning id",
        [name, json.dumps(detail)],
    )
    return int(rows[0]["id"])


def send(said: Sequence[tuple[int, str, Mapping[str, Any]]]) -> None:
    """Say what has been committed. What the bus does not take stays, for `relay`."""
    from didit360 import database

    sent = []
    try:
        for number, name, detail in said:
            events.publish(name, detail)
            sent.append(number)
    except Exception:  # noqa: BLE001  the request is done, and the event is kept
        logger().warning("an event waits in the outbox", exc_info=True)
    if sent:
        with database.transaction() as tx:
            tx.run("delete from outbox where id = any(%s)", [sent])


def relay() -> int:
    """Say what has waited for more than half a minute; how many events that were."""
    from didit360 import database

    total = 0
    while True:
        with database.transaction() as tx:
            waiting = tx.all(
                "select id, name, detail from outbox"
                " where kept_at < now() - interval '30 seconds'"
                " order by id limit %s for update skip locked",
                [_AT_ONCE],
            )
            for row in waiting:
                events.publish(row["name"], row["detail"])
            tx.run("delete from outbox where id = any(%s)", [[row["id"] for row in waiting]])
        total += len(waiting)
        if len(waiting) < _AT_ONCE:
            return total
