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
_GIVEN_UP = 5


def keep(tx: "Transaction", name: str, detail: Mapping[str, Any]) -> int:
    """Keep an event with its transaction; the row's number."""
    rows = tx.all(
        "insert into outbox (name, detail) values (%s, %s) returning id",
        [name, json.dumps(detail)],
    )
    return int(rows[0]["id"])


def send(said: Sequence[tuple[int, str, Mapping[str, Any]]]) -> None:
    """Say what has been committed. What is not, or stays a row all the same, is for `relay`."""
    from didit360 import database

    sent = []
    try:
        for number, name, detail in said:
            events.publish(name, detail)
            sent.append(number)
    except Exception:  # noqa: BLE001  the request is done, and the event is kept
        logger().warning("an event waits in the outbox", exc_info=True)
    if not sent:
        return
    try:
        with database.transaction() as tx:
            _forget(tx, sent)
    except Exception:  # noqa: BLE001  as before: to fail now would have the request done again
        logger().warning("an event stays in the outbox and is said again", exc_info=True)


def relay() -> int:
    """Say what has waited for more than half a minute; how many events that were.

    What the bus refuses keeps nobody waiting: it comes last the next time. EventNotAcceptedError
    when all else is said, so that an alarm tells; at once where five in a row are refused.
    """
    from didit360 import database

    total, refused, in_a_row = 0, 0, 0
    while in_a_row < _GIVEN_UP:
        with database.transaction() as tx:
            waiting = tx.all(
                "select id, name, detail from outbox"
                " where kept_at < now() - interval '30 seconds'"
                " order by kept_at, id limit %s for update skip locked",
                [_AT_ONCE],
            )
            said, later = [], []
            for row in waiting:
                if in_a_row >= _GIVEN_UP:
                    break
                try:
                    events.publish(row["name"], row["detail"])
                except Exception:  # noqa: BLE001  whatever is wrong with this one
                    logger().exception("an event goes on waiting", event_name=row["name"])
                    later.append(row["id"])
                    in_a_row += 1
                else:
                    said.append(row["id"])
                    in_a_row = 0
            _forget(tx, said)
            tx.run("update outbox set kept_at = now() where id = any(%s)", [later])
        total += len(said)
        refused += len(later)
        if len(waiting) < _AT_ONCE:
            break
    if refused:
        raise events.EventNotAcceptedError(f"{refused} events wait on; {total} were said.")
    return total


def _forget(tx: "Transaction", ids: Sequence[int]) -> None:
    """What another one holds is theirs to forget: nobody waits for it."""
    tx.run(
        "delete from outbox where id in"
        " (select id from outbox where id = any(%s) for update skip locked)",
        [ids],
    )
