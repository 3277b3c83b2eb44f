"""How much what can be found is asked for: counts that are read where they are kept, not added up.

An event only says that a track's count has changed: the count itself is read. What it has grown by
since it was last read goes to the track's artist and releases too. So events may come twice or
never: the next one of the track puts it right, and a rebuild does for all. What nobody finds is not
counted: nothing else would bring back the ids of somebody who was erased.
"""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from didit360 import database
from music.domain.popularity import popularity

if TYPE_CHECKING:
    from didit360.database import Transaction

_GREW = """
with before as (
    select coalesce((select plays from search_counts where id = %(track)s for update), 0) as plays
)
insert into search_counts (id, plays)
select id, %(plays)s - before.plays from before, unnest(%(ids)s::text[]) as id
where %(plays)s <> before.plays order by id
on conflict (id) do update set plays = greatest(search_counts.plays + excluded.plays, 0)
returning id, plays, followers
"""


def played(plays: Mapping[str, int]) -> None:
    """Tracks were played so many times by now. Safe to repeat."""
    for track_id, count in sorted(plays.items()):
        database.attempt(partial(_played, track_id=track_id, count=count))


def _played(tx: "Transaction", track_id: str, count: int) -> None:
    tx.one("select pg_advisory_xact_lock(hashtextextended(%s, 360))", [track_id])
    # Kept as it is: an erasure that hides it meanwhile comes after this, and takes the counts.
    entry = tx.one(
        "select owner_id, release_ids from search_entries where id = %s and shown"
        " for no key update",
        [track_id],
    )
    if entry is None:
        return
    ids = [track_id, entry["owner_id"], *entry["release_ids"]]
    rows = tx.all(_GREW, {"track": track_id, "plays": count, "ids": sorted(set(ids))})
    rise(tx, {row["id"]: popularity(row["plays"], row["followers"]) for row in rows})


def rise(tx: "Transaction", popularities: Mapping[str, float]) -> None:
    """What is so popular now; entries that already say so are not written."""
    tx.run(
        "update search_entries as e set popularity = new.popularity,"
        " tier = (select coalesce(max(tier), 0) from search_tiers where least <= new.popularity)"
        " from unnest(%s::text[], %s::real[]) as new (id, popularity)"
        " where e.id = new.id and e.popularity <> new.popularity",
        [list(popularities), list(popularities.values())],
    )
