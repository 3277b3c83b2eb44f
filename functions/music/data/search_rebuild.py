"""Put right what can be found, from the stores that have the truth, while people go on searching.

Every entry is put once more; what was found in no store since the rebuild began is then taken out.
Events go on meanwhile: what they have told since then counts as checked.
"""

from datetime import datetime
from typing import Any

from didit360 import database
from music.data import search_counts
from music.domain.popularity import popularity
from music.domain.search_entry import Entry, playlist

_TOMBSTONES_DAYS = 30
"""For so long late news of what was withdrawn may come: no queue keeps it for longer than 14."""

_PUBLIC = """
select id, owner_id, title, description, visibility, entry_count, version, updated_at
from playlists where visibility = 'public' and id > %s order by id limit %s
"""

_COUNTED = """
with tracks as (
    select id, owner_id, release_ids, kind from search_entries where shown
), of_tracks as (
    select t.id, t.owner_id, t.release_ids, coalesce(c.plays, 0) as plays
    from tracks t left join search_counts c using (id) where t.kind in ('track', 'video')
), sums as (
    select id, sum(plays) as plays from (
        select owner_id as id, plays from of_tracks
        union all
        select release_id, plays from of_tracks, unnest(release_ids) as release_id
    ) as parts group by id
)
insert into search_counts (id, plays)
select id, plays from sums order by id
on conflict (id) do update set plays = excluded.plays where search_counts.plays <> excluded.plays
"""

_BOUNDS = """
insert into search_tiers (tier, least)
select bounds.tier, greatest(percentile_cont(share) within group (order by popularity), 0.01)
from search_entries, (values (1::smallint, 0.9), (2::smallint, 0.99)) as bounds (tier, share)
where shown group by bounds.tier, share
on conflict (tier) do update set least = excluded.least
"""

_TIERS = """
update search_entries as e set tier = new.tier
from (
    select id, (select coalesce(max(t.tier), 0) from search_tiers t where least <= popularity)
        as tier
    from search_entries
) as new
where e.id = new.id and e.tier <> new.tier
"""

_FORGET_COUNTS = """
delete from search_counts c
where not exists (select from search_entries e where e.id = c.id)
"""


def moment() -> str:
    """Now, by the clock that entries are checked by."""
    row = database.one("select clock_timestamp() as now")
    return str(row["now"].isoformat()) if row else ""


def public_playlists(*, after: str, limit: int) -> list[Entry]:
    """Those that everybody may find, by id."""
    rows = database.all(_PUBLIC, [after, limit])
    entries = [
        playlist(row | {"playlist_id": row["id"], "revision": row["version"], "at": _at(row)})
        for row in rows
    ]
    return [entry for entry in entries if entry is not None]


def tracks(*, after: str, limit: int) -> list[str]:
    """Ids of the tracks and videos that can be found."""
    rows = database.all(
        "select id from search_entries where kind in ('track', 'video') and shown and id > %s"
        " order by id limit %s",
        [after, limit],
    )
    return [row["id"] for row in rows]


def count(plays: dict[str, int]) -> None:
    """Tracks have been played so many times."""
    with database.transaction() as tx:
        tx.run(
            "insert into search_counts (id, plays)"
            " select id, plays from unnest(%s::text[], %s::bigint[]) as said (id, plays)"
            " order by id on conflict (id) do update set plays = excluded.plays"
            " where search_counts.plays <> excluded.plays",
            [list(plays), list(plays.values())],
        )


def settle() -> None:
    """Artists and releases are as popular as their tracks; the popular first is set anew."""
    with database.transaction() as tx:
        tx.run(_COUNTED)
        rows = tx.all("select id, plays, followers from search_counts")
        now = {row["id"]: popularity(row["plays"], row["followers"]) for row in rows}
        search_counts.rise(tx, now)
        tx.run("delete from search_tiers")
        tx.run(_BOUNDS)
        tx.run(_TIERS)


def sweep(began: datetime) -> int:
    """Take out what no store had since then; how much that was."""
    with database.transaction() as tx:
        return tx.run("delete from search_entries where shown and checked_at < %s", [began])


def forget() -> int:
    """Let go of what was withdrawn so long ago that no news of it can come; how much that was.

    And of the counts of what is in no entry. Should it be published again, its artist's count has
    its plays twice until they are rebuilt.
    """
    with database.transaction() as tx:
        gone = tx.run(
            "delete from search_entries where not shown"
            " and checked_at < now() - make_interval(days => %s)",
            [_TOMBSTONES_DAYS],
        )
        tx.run("delete from search_words where entries = 0")
    with database.transaction() as tx:
        tx.run(_FORGET_COUNTS)
    return gone


def _at(row: dict[str, Any]) -> str:
    return str(row["updated_at"].isoformat())
