"""DynamoDB's transactions over PynamoDB's models, all through one connection.

PynamoDB makes a client of botocore for each connection, and that takes far longer than the
transaction itself.
"""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pynamodb.connection import Connection
    from pynamodb.exceptions import TransactWriteError
    from pynamodb.transactions import TransactWrite


def transaction() -> "TransactWrite":
    """A context in which writes are gathered: they are done together at its end, or not at all."""
    from pynamodb.transactions import TransactWrite

    return TransactWrite(connection=_connection())


def reasons(error: "TransactWriteError") -> list[str | None]:
    """Why each item was not written; None of those that did not stand in the way."""
    return [reason.code if reason else None for reason in error.cancellation_reasons]


@cache
def _connection() -> "Connection":
    from pynamodb.connection import Connection

    return Connection()
