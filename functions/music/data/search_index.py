"""What can be found, kept as the domain events tell it: twice, late or in any order.

An entry's row stays when it is withdrawn (nobody finds it then), so that late news of it can be
told from new news. A name or a title that other rows repeat is read and written under a lock of
the row that it is of: whoever comes second sees what the first one wrote.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from didit360 import database
from music.domain.popularity import popularity
from music.domain.search_entry import Entry, News

if TYPE_CHECKING:
    from didit360.database import Transaction

_PUT = """
insert into search_entries (
    id, kind, owner_id, shown, revision, said_at, title, owner_name, more, release_ids, releases,
    genres, language, country, explicit, year, popularity, tier, card
) values (
    %(id)s, %(kind)s, %(owner_id)s, true, %(revision)s, %(at)s, %(title)s, %(owner_name)s,
    %(more)s, %(release_ids)s, %(releases)s, %(genres)s, %(language)s, %(country)s, %(explicit)s,
    %(year)s, %(popularity)s::real,
    (select coalesce(max(tier), 0) from search_tiers where least <= %(popularity)s::real), %(card)s
)
on conflict (id) do update set
    kind = excluded.kind, owner_id = excluded.owner_id, shown = true,
    revision = excluded.revision, said_at = excluded.said_at, title = excluded.title,
    owner_name = excluded.owner_name, more = excluded.more, release_ids = excluded.release_ids,
    releases = excluded.releases, genres = excluded.genres, language = excluded.language,
    country = excluded.country, explicit = excluded.explicit, year = excluded.year,
    popularity = excluded.popularity, tier = excluded.tier, card = excluded.card,
    checked_at = excluded.checked_at
where (search_entries.revision, search_entries.said_at) <= (excluded.revision, excluded.said_at)
    or search_entries.checked_at < %(unless_checked_since)s::timestamptz
"""

_WITHDRAW = """
insert into search_entries (id, kind, owner_id, shown, revision, said_at, title)
values (%(id)s, %(kind)s, %(owner_id)s, false, %(revision)s, %(at)s, '')
on conflict (id) do update set
    shown = false, revision = excluded.revision, said_at = excluded.said_at, title = '',
    owner_name = '', more = '', releases = '', genres = '{}', language = null, country = null,
    explicit = false, year = null, card = '{}', checked_at = excluded.checked_at
where (search_entries.revision, search_entries.said_at) <= (excluded.revision, excluded.said_at)
"""

_HOLD_PLACES = """
insert into search_entries (id, kind, owner_id, shown, revision, said_at, title)
select id, kind, owner_id, false, 0, '-infinity', ''
from unnest(%s::text[], %s::text[], %s::text[]) as wanted (id, kind, owner_id) order by id
on conflict (id) do nothing
"""

_OF_RELEASES = """
update search_entries as track set releases = now_said.releases, year = now_said.year
from (
    select t.id, coalesce(string_agg(r.title, ' ' order by r.id), '') as releases,
        min(r.year) as year
    from search_entries t left join search_entries r on r.id = any(t.release_ids) and r.shown
    where t.id = any(%s) group by t.id
) as now_said
where track.id = now_said.id and track.shown
    and (track.releases, track.year) is distinct from (now_said.releases, now_said.year)
"""


def put(entry: Entry, *, unless_checked_since: datetime | None = None) -> None:
    """Let everybody find it, unless something later is known of it. Safe to repeat.

    A rebuild knows better than what was not checked since it began, whatever that says of itself.
    """
    database.attempt(lambda tx: _put(tx, entry, unless_checked_since))


def withdraw(news: News, kind: str, *, track_ids: Iterable[str] = ()) -> None:
    """Let nobody find it, unless something later is known of it. Safe to repeat."""

    def step(tx: "Transaction") -> None:
        if not tx.run(_WITHDRAW, _parameters(news) | {"kind": kind}):
            return
        if kind == "person":
            tx.run("delete from search_counts where id = %s", [news.id])
            tx.run(
                "update search_entries set owner_name = '' where owner_id = %s and id <> %s"
                " and owner_name <> ''",
                [news.id, news.id],
            )
        tx.run(_OF_RELEASES, [list(track_ids)])

    database.attempt(step)


def of_owner(owner_id: str, *, kinds: Iterable[str], at: datetime) -> int:
    """Let nobody find what an erased person owned; how many things that were."""

    def step(tx: "Transaction") -> int:
        hidden = tx.run(
            "update search_entries set shown = false, said_at = greatest(said_at, %s), title = '',"
            " owner_name = '', more = '', releases = '', genres = '{}', language = null,"
            " country = null, explicit = false, year = null, card = '{}'"
            " where owner_id = %s and kind = any(%s) and shown",
            [at, owner_id, list(kinds)],
        )
        # A name is often a word that nobody else has.
        tx.run("delete from search_words where entries = 0")
        return hidden

    return database.attempt(step)


def _put(tx: "Transaction", entry: Entry, unless_checked_since: datetime | None) -> None:
    news = entry.news
    of_person = entry.kind in ("artist", "person")
    owner_name, releases, year = ("", "", entry.year) if of_person else _said_elsewhere(tx, entry)
    if entry.followers is not None:
        tx.run(
            "insert into search_counts (id, followers) values (%s, %s)"
            " on conflict (id) do update set followers = excluded.followers",
            [news.id, entry.followers],
        )
    written = tx.run(
        _PUT,
        _parameters(news)
        | {
            "kind": entry.kind,
            "title": entry.title,
            "owner_name": owner_name,
            "more": entry.more,
            "release_ids": list(entry.release_ids),
            "releases": releases,
            "genres": list(entry.genres),
            "language": entry.language,
            "country": entry.country,
            "explicit": entry.explicit,
            "year": year,
            "popularity": _popularity(tx, news.id),
            "card": _json(entry.card),
            "unless_checked_since": unless_checked_since,
        },
    )
    if not written:
        # News that comes too late says nothing of somebody who is gone.
        tx.run(
            "delete from search_counts using search_entries e"
            " where search_counts.id = %s and e.id = search_counts.id and not e.shown",
            [news.id],
        )
        return
    if of_person:
        tx.run(
            "update search_entries set owner_name = %s where owner_id = %s and id <> %s and shown"
            " and owner_name <> %s",
            [entry.title, news.id, news.id, entry.title],
        )
    tx.run(_OF_RELEASES, [list(entry.track_ids)])


def _said_elsewhere(tx: "Transaction", entry: Entry) -> tuple[str, str, int | None]:
    """The owner's name; of a track, its releases' titles and the first one's year."""
    owner = entry.news.owner_id
    kinds = {owner: "person"} | dict.fromkeys(entry.release_ids, "release")
    tx.run(_HOLD_PLACES, [list(kinds), list(kinds.values()), [owner] * len(kinds)])
    rows = tx.all(
        "select id, title, year, shown from search_entries where id = any(%s)"
        " order by id for share",
        [list(kinds)],
    )
    name = next((row["title"] for row in rows if row["id"] == owner), "")
    releases = [row for row in rows if row["id"] != owner and row["shown"]]
    years = [row["year"] for row in releases if row["year"] is not None]
    return (
        name,
        " ".join(row["title"] for row in releases),
        min(years, default=None) if entry.release_ids else entry.year,
    )


def _popularity(tx: "Transaction", id_: str) -> float:
    row = tx.one("select plays, followers from search_counts where id = %s", [id_])
    return popularity(row["plays"], row["followers"]) if row else 0.0


def _parameters(news: News) -> dict[str, Any]:
    return {
        "id": news.id,
        "owner_id": news.owner_id,
        "revision": news.revision,
        "at": news.at,
    }


def _json(card: Mapping[str, Any]) -> Any:
    from psycopg.types.json import Jsonb

    return Jsonb(dict(card))
