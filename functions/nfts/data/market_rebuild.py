"""Steps of building the market's tables anew; each leaves them fit to be read."""

from typing import TYPE_CHECKING

from didit360 import database
from nfts.data import market_books, market_subjects, market_turn

if TYPE_CHECKING:
    from didit360.database import Transaction


def moment() -> str:
    """Now, by the clock that rows are checked by."""
    row = database.one("select clock_timestamp() as now")
    return str(row["now"].isoformat()) if row else ""


def subjects(after: str, limit: int) -> tuple[int, str | None]:
    """Read subjects anew, the first after a name; how many, and where to go on."""

    def step(tx: "Transaction") -> tuple[int, str | None]:
        rows = tx.all(
            "select distinct states from logs where states > %s order by states limit %s",
            [after, limit],
        )
        names = [row["states"] for row in rows]
        market_subjects.read_anew(tx, names)
        if len(names) == limit:
            return len(names), names[-1]
        market_subjects.clear(tx)
        return len(names), None

    return market_turn.alone(step)


def book(after: str) -> tuple[int, str | None]:
    """Add up the book after the one of that name; how many rows it has, and its own name."""
    names = ["", *market_books.BOOKS]
    name = names[names.index(after) + 1]

    def step(tx: "Transaction") -> int:
        return market_books.rebuild(tx, name)

    rows = market_turn.alone(step)
    return rows, name if name != names[-1] else None


def tokens(after: str, limit: int) -> list[str]:
    """The ids of the next tokens."""
    rows = database.all(
        "select token_id::text as id from tokens where token_id > %s::numeric"
        " order by token_id limit %s",
        [after, limit],
    )
    return [row["id"] for row in rows]
