"""PostgreSQL: one connection a thread, short transactions, and events that are said with them.

Where to connect stands in libpq's own variables (PGHOST, PGUSER ...). On AWS the password is a
token of IAM (DATABASE_AUTH=iam) and the way goes through RDS Proxy; on one machine it is in
the file that PGPASSFILE names. psycopg is imported when first needed, see didit360.clients.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString, TypeVar

from didit360.clients import client
from didit360.log import logger
from didit360.problems import Unavailable
from didit360.settings import setting

if TYPE_CHECKING:
    from psycopg import Connection

Row = dict[str, Any]
Parameters = Sequence[Any] | Mapping[str, Any]
T = TypeVar("T")

_CONNECT_SECONDS = 5
_ATTEMPTS = 5

_kept = threading.local()


@dataclass
class Transaction:
    """What is done in it is done together or not at all."""

    _connection: "Connection[Row]"
    _said: list[tuple[int, str, Mapping[str, Any]]] = field(default_factory=list)

    def all(self, sql: LiteralString, parameters: Parameters = ()) -> list[Row]:
        """The rows that a statement answers."""
        return self._connection.execute(sql, parameters).fetchall()

    def one(self, sql: LiteralString, parameters: Parameters = ()) -> Row | None:
        """The first row, if there is one."""
        return self._connection.execute(sql, parameters).fetchone()

    def run(self, sql: LiteralString, parameters: Parameters = ()) -> int:
        """How many rows a statement changed."""
        return self._connection.execute(sql, parameters).rowcount

    def many(self, sql: LiteralString, rows: Sequence[Parameters]) -> None:
        """The same statement for each of the rows, in one round trip."""
        with self._connection.cursor() as cursor:
            cursor.executemany(sql, rows)

    def say(self, name: str, detail: Mapping[str, Any]) -> None:
        """An event that is said if, and only if, this transaction commits: see didit360.outbox."""
        from didit360 import outbox

        self._said.append((outbox.keep(self, name, detail), name, detail))


@contextmanager
def transaction() -> Iterator[Transaction]:
    """`with transaction() as tx:` commits at its end, rolls back if anything is raised.

    Unavailable where PostgreSQL is not, or where others hold what is asked for too long.
    """
    with _telling(), _transaction() as under_way:
        yield under_way


def attempt(step: Callable[[Transaction], T]) -> T:
    """The outcome of `step` in a transaction; again from the start when it met another's locks.

    Unavailable as above, and after several such meetings.
    """
    from psycopg import errors

    with _telling():
        for _ in range(_ATTEMPTS - 1):
            try:
                with _transaction() as tx:
                    return step(tx)
            except (errors.DeadlockDetected, errors.SerializationFailure):
                continue
        with _transaction() as tx:
            return step(tx)


def all(sql: LiteralString, parameters: Parameters = ()) -> list[Row]:  # noqa: A001
    """The rows of one read."""
    return _read(lambda connection: connection.execute(sql, parameters).fetchall())


def one(sql: LiteralString, parameters: Parameters = ()) -> Row | None:
    """The first row of one read, if there is one."""
    return _read(lambda connection: connection.execute(sql, parameters).fetchone())


def prepare() -> None:
    """Import what a connection takes ahead of the first request (SnapStart)."""
    import psycopg  # noqa: F401


def forget() -> None:
    """Close this thread's connection."""
    connection = getattr(_kept, "connection", None)
    if connection is not None:
        connection.close()
    _kept.connection = None


@contextmanager
def _transaction() -> Iterator[Transaction]:
    with ExitStack() as stack:
        connection = _begin(stack)
        under_way = Transaction(connection)
        yield under_way
    if under_way._said:
        from didit360 import outbox

        outbox.send(under_way._said)


@contextmanager
def _telling() -> Iterator[None]:
    """psycopg's OperationalError is what no request is to blame for: no connection, no lock in
    time, a statement that takes too long."""
    from psycopg import OperationalError

    try:
        yield
    except OperationalError as error:
        logger().exception("PostgreSQL does not serve")
        raise Unavailable("That cannot be done right now. Try again in a while.") from error


def _read(ask: Callable[["Connection[Row]"], T]) -> T:
    from psycopg import OperationalError

    with _telling():
        connection = _connection()
        try:
            return ask(connection)
        except OperationalError:
            # Whoever was at the other end may have gone while this environment was frozen.
            if not connection.closed:
                raise
        return ask(_connection())


def _begin(stack: ExitStack) -> "Connection[Row]":
    from psycopg import OperationalError

    try:
        connection = _connection()
        stack.enter_context(connection.transaction())
    except OperationalError:
        forget()
        connection = _connection()
        stack.enter_context(connection.transaction())
    return connection


def _connection() -> "Connection[Row]":
    connection: Connection[Row] | None = getattr(_kept, "connection", None)
    if connection is None or connection.closed:
        connection = _kept.connection = _connect()
    return connection


def _connect() -> "Connection[Row]":
    import psycopg
    from psycopg.rows import dict_row

    iam = os.environ.get("DATABASE_AUTH") == "iam"
    proofs: dict[str, Any] = {"password": _token(), "sslrootcert": _authorities()} if iam else {}
    return psycopg.Connection.connect(
        autocommit=True,
        row_factory=dict_row,
        connect_timeout=_CONNECT_SECONDS,
        # A prepared statement would pin the proxy's connection to this one.
        prepare_threshold=None,
        **proofs,
    )


def _token() -> str:
    """Fifteen minutes' leave to connect as PGUSER."""
    return client("rds").generate_db_auth_token(
        DBHostname=setting("PGHOST"), Port=int(setting("PGPORT")), DBUsername=setting("PGUSER")
    )


def _authorities() -> str:
    """RDS Proxy's certificates are Amazon Trust Services': they are in what the SDK trusts."""
    import botocore

    return str(Path(botocore.__file__).with_name("cacert.pem"))
