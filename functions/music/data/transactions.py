"""DynamoDB's transactions as the tables of music write them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pynamodb.exceptions import TransactWriteError
    from pynamodb.transactions import TransactWrite


def transaction() -> "TransactWrite":
    from pynamodb.connection import Connection
    from pynamodb.transactions import TransactWrite

    return TransactWrite(connection=Connection())


def reasons(error: "TransactWriteError") -> list[str | None]:
    """Why each item was not written; None of those that did not stand in the way."""
    return [reason.code if reason else None for reason in error.cancellation_reasons]
