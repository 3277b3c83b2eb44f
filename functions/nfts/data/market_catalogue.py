"""What tokens are editions of, beside what the chain says of them."""

from typing import TYPE_CHECKING, Any

from nfts.data import market_lots, market_turn
from nfts.domain.listed import Facts, Listed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from didit360.database import Transaction

_PUT = """
insert into catalogue (
    token_id, edition_id, work_id, kind, edition_kind, artist_id, title, artist_name, genres,
    explicit, artwork, offered, revision
) values (
    %(token_id)s, %(edition_id)s, %(work_id)s, %(kind)s, %(edition_kind)s, %(artist_id)s,
    %(title)s, %(artist_name)s, %(genres)s, %(explicit)s, %(artwork)s, %(offered)s, %(revision)s
)
on conflict (token_id) do update set
    edition_id = excluded.edition_id, work_id = excluded.work_id, kind = excluded.kind,
    edition_kind = excluded.edition_kind, artist_id = excluded.artist_id, title = excluded.title,
    genres = excluded.genres, explicit = excluded.explicit, artwork = excluded.artwork,
    offered = excluded.offered, checked_at = excluded.checked_at,
    (artist_name, revision) = (
        select excluded.artist_name, excluded.revision
        where catalogue.revision <= excluded.revision
            or catalogue.checked_at < %(unless_checked_since)s::timestamptz
        union all
        select catalogue.artist_name, catalogue.revision
        limit 1
    )
"""

_DESCRIBE = """
update catalogue set genres = %(genres)s, explicit = %(explicit)s, artwork = %(artwork)s,
    offered = %(offered)s
where work_id = %(work)s returning token_id::text
"""

_RENAME = """
with before as (
    select token_id, artist_name from catalogue
    where artist_id = %(artist)s and revision <= %(revision)s
)
update catalogue
set artist_name = %(name)s, revision = %(revision)s, checked_at = clock_timestamp()
from before where before.token_id = catalogue.token_id
returning catalogue.token_id::text, before.artist_name <> %(name)s as seen
"""


def put(listed: Listed) -> None:
    """Show a token as this. Safe to repeat."""
    read(lambda: listed)


def read(
    ask: "Callable[[], Listed | None]", *, unless_checked_since: "datetime | None" = None
) -> None:
    """Show a token as the stores have it. Safe to repeat, in any order.

    They are read when this writer's turn has come, so the last one knows best. A person's card
    alone may lag behind what was told of it: a later name stays. A rebuild knows better than what
    was not checked since it began, whatever that says of itself.
    """

    def step(tx: "Transaction") -> None:
        listed = ask()
        if listed:
            tx.run(_PUT, _row(listed) | {"unless_checked_since": unless_checked_since})
            market_lots.refresh(tx, {str(listed.token_id)})

    market_turn.alone(step)


def describe(work_id: str, ask: "Callable[[], Facts]") -> None:
    """What a work is like now; of one that is not minted, nothing. Safe to repeat, in any order."""

    def step(tx: "Transaction") -> None:
        rows = tx.all(_DESCRIBE, _facts(ask()) | {"work": work_id})
        market_lots.refresh(tx, {row["token_id"] for row in rows})

    market_turn.alone(step)


def rename(artist_id: str, name: str, revision: int) -> None:
    """Somebody's name, unless a later one is known. Safe to repeat.

    What changed may be something else of them: the row has its revision all the same, as a
    rebuild would put it.
    """

    def step(tx: "Transaction") -> None:
        rows = tx.all(_RENAME, {"name": name, "revision": revision, "artist": artist_id})
        market_lots.refresh(tx, {row["token_id"] for row in rows if row["seen"]})

    market_turn.alone(step)


def remove(token_id: int) -> None:
    """Show a token no more. Safe to repeat."""

    def step(tx: "Transaction") -> None:
        tx.run("delete from catalogue where token_id = %s", [str(token_id)])
        market_lots.refresh(tx, {str(token_id)})

    market_turn.alone(step)


def sweep(began: "datetime") -> int:
    """Take out what was in no store since then; how much that was."""

    def step(tx: "Transaction") -> int:
        rows = tx.all(
            "delete from catalogue where checked_at < %s returning token_id::text", [began]
        )
        market_lots.refresh(tx, {row["token_id"] for row in rows})
        return len(rows)

    return market_turn.alone(step)


def _row(listed: Listed) -> dict[str, Any]:
    return _facts(listed.facts) | {
        "token_id": str(listed.token_id),
        "edition_id": listed.edition_id,
        "work_id": listed.work_id,
        "kind": listed.kind,
        "edition_kind": listed.edition_kind,
        "artist_id": listed.artist_id,
        "title": listed.title,
        "artist_name": listed.artist_name,
        "revision": listed.revision,
    }


def _facts(facts: Facts) -> dict[str, Any]:
    from psycopg.types.json import Jsonb

    return {
        "genres": list(facts.genres),
        "explicit": facts.explicit,
        "artwork": Jsonb(facts.artwork) if facts.artwork else None,
        "offered": facts.offered,
    }
