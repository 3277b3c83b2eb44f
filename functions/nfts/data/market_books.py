"""The market's books in PostgreSQL: lines of logs, added up or kept one by one.

What a line adds can be taken out again: the same statement, with the sign turned.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, LiteralString

from nfts.domain.books import Line

if TYPE_CHECKING:
    from didit360.database import Transaction


@dataclass(frozen=True)
class Book:
    put: LiteralString
    """Takes `lines`, rows as JSON with their sign; those of all logs if None."""
    tidy: LiteralString
    """What follows where lines are taken out."""
    clear: LiteralString


BOOKS: dict[str, Book] = {
    "holdings": Book(
        """
        insert into holdings as kept (token_id, owner, quantity, lines)
        select token_id, owner, sum(quantity * sign), sum(sign)
        from book_lines('holdings', %(lines)s) as line,
            jsonb_to_record(line)
                as one (token_id numeric, owner text, quantity numeric, sign integer)
        group by token_id, owner
        on conflict (token_id, owner) do update set
            quantity = kept.quantity + excluded.quantity, lines = kept.lines + excluded.lines
        """,
        "delete from holdings where lines = 0",
        "delete from holdings",
    ),
    "token_counts": Book(
        """
        insert into token_counts as kept (token_id, minted, sold, resold, lines)
        select token_id, sum(coalesce(minted, 0) * sign), sum(coalesce(sold, 0) * sign),
            sum(coalesce(resold, 0) * sign), sum(sign)
        from book_lines('token_counts', %(lines)s) as line,
            jsonb_to_record(line) as one
                (token_id numeric, minted numeric, sold numeric, resold numeric, sign integer)
        group by token_id
        on conflict (token_id) do update set
            minted = kept.minted + excluded.minted, sold = kept.sold + excluded.sold,
            resold = kept.resold + excluded.resold, lines = kept.lines + excluded.lines
        """,
        "delete from token_counts where lines = 0",
        "delete from token_counts",
    ),
    "pots": Book(
        """
        insert into pots as kept (token_id, proceeds, fees, lines)
        select token_id, sum(proceeds * sign), sum(fees * sign), sum(sign)
        from book_lines('pots', %(lines)s) as line,
            jsonb_to_record(line)
                as one (token_id numeric, proceeds numeric, fees numeric, sign integer)
        group by token_id
        on conflict (token_id) do update set
            proceeds = kept.proceeds + excluded.proceeds, fees = kept.fees + excluded.fees,
            lines = kept.lines + excluded.lines
        """,
        "delete from pots where lines = 0",
        "delete from pots",
    ),
    "owed": Book(
        """
        insert into owed as kept (contract, account, currency, earned, withdrawn, lines)
        select contract, account, currency, sum(coalesce(earned, 0) * sign),
            sum(coalesce(withdrawn, 0) * sign), sum(sign)
        from book_lines('owed', %(lines)s) as line,
            jsonb_to_record(line) as one
                (contract text, account text, currency text, earned numeric, withdrawn numeric,
                sign integer)
        group by contract, account, currency
        on conflict (contract, account, currency) do update set
            earned = kept.earned + excluded.earned,
            withdrawn = kept.withdrawn + excluded.withdrawn, lines = kept.lines + excluded.lines
        """,
        "delete from owed where lines = 0",
        "delete from owed",
    ),
    "incomes": Book(
        """
        insert into incomes as kept (account, currency, amount, lines)
        select account, currency, sum(amount * sign), sum(sign)
        from book_lines('incomes', %(lines)s) as line,
            jsonb_to_record(line)
                as one (account text, currency text, amount numeric, sign integer)
        group by account, currency
        on conflict (account, currency) do update set
            amount = kept.amount + excluded.amount, lines = kept.lines + excluded.lines
        """,
        "delete from incomes where lines = 0",
        "delete from incomes",
    ),
    "payments": Book(
        """
        insert into payments as kept (split, payee, currency, amount, lines)
        select split, payee, currency, sum(amount * sign), sum(sign)
        from book_lines('payments', %(lines)s) as line,
            jsonb_to_record(line)
                as one (split text, payee text, currency text, amount numeric, sign integer)
        group by split, payee, currency
        on conflict (split, payee, currency) do update set
            amount = kept.amount + excluded.amount, lines = kept.lines + excluded.lines
        """,
        "delete from payments where lines = 0",
        "delete from payments",
    ),
    "fills": Book(
        """
        insert into fills as kept (contract, maker, nonce, quantity, lines)
        select contract, maker, nonce, sum(quantity * sign), sum(sign)
        from book_lines('fills', %(lines)s) as line,
            jsonb_to_record(line)
                as one (contract text, maker text, nonce numeric, quantity numeric, sign integer)
        group by contract, maker, nonce
        on conflict (contract, maker, nonce) do update set
            quantity = kept.quantity + excluded.quantity, lines = kept.lines + excluded.lines
        """,
        "delete from fills where lines = 0",
        "delete from fills",
    ),
    "transfers": Book(
        """
        insert into transfers
            (block, index, number, token_id, sender, receiver, quantity, tx_hash, at)
        select block, index, number, token_id, sender, receiver, quantity, tx_hash, at
        from book_lines('transfers', %(lines)s) as line,
            jsonb_to_record(line) as one
                (block bigint, index integer, number integer, token_id numeric, sender text,
                receiver text, quantity numeric, tx_hash text, at bigint, sign integer)
        where sign > 0
        on conflict do nothing
        """,
        """
        delete from transfers
        using book_lines('transfers', %(lines)s) as line,
            jsonb_to_record(line)
                as one (block bigint, index integer, number integer, sign integer)
        where one.sign < 0 and transfers.block = one.block and transfers.index = one.index
            and transfers.number = one.number
        """,
        "delete from transfers",
    ),
    "sales": Book(
        """
        insert into sales
            (block, index, token_id, how, seller, buyer, quantity, price, currency, royalty, fee,
            tx_hash, at)
        select block, index, token_id, how, seller, buyer, quantity, price, currency, royalty, fee,
            tx_hash, at
        from book_lines('sales', %(lines)s) as line,
            jsonb_to_record(line) as one
                (block bigint, index integer, token_id numeric, how text, seller text, buyer text,
                quantity numeric, price numeric, currency text, royalty numeric, fee numeric,
                tx_hash text, at bigint, sign integer)
        where sign > 0
        on conflict do nothing
        """,
        """
        delete from sales
        using book_lines('sales', %(lines)s) as line,
            jsonb_to_record(line) as one (block bigint, index integer, sign integer)
        where one.sign < 0 and sales.block = one.block and sales.index = one.index
        """,
        "delete from sales",
    ),
}
_HISTORIES = ("transfers", "sales")


def change(tx: "Transaction", more: Iterable[Line], less: Iterable[Line]) -> None:
    """Add these lines, and take those out."""
    by_book: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for sign, said in ((1, more), (-1, less)):
        for name, row in said:
            by_book[name].append(row | {"sign": sign})
    for name, rows in by_book.items():
        book, lines = BOOKS[name], {"lines": _json(rows)}
        if name in _HISTORIES:
            tx.run(book.tidy, lines)
            tx.run(book.put, lines)
        else:
            tx.run(book.put, lines)
            if any(row["sign"] < 0 for row in rows):
                tx.run(book.tidy)


def rebuild(tx: "Transaction", name: str) -> int:
    """Make a book anew from what the logs have added to it; how many rows it has."""
    tx.run(BOOKS[name].clear)
    return tx.run(BOOKS[name].put, {"lines": None})


def _json(rows: list[dict[str, Any]]) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(rows)
