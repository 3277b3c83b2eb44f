"""Build what can be found from the stores, a step at a time: `didit360 reindex` asks for each.

A step is {"part", "after", "began"}; the answer is the next one, with `done`, how many things the
step has looked at, and without a part when all is built. Steps may be repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from didit360 import people
from music.data import catalogue, releases, search_index, search_rebuild, tops
from music.domain import search_entry
from music.domain.search_entry import Entry
from music.on import catalogue_changed, release_changed

AT_ONCE = 100

Step = dict[str, Any]
Part = Callable[[Any, datetime], tuple[int, Any]]
"""What is done from a place on: how much, and the place to go on from (None: nothing is left)."""


def _people(after: Any, began: datetime) -> tuple[int, Any]:
    cards, rest = people.every_card(limit=AT_ONCE, after=after)
    for card in cards:
        said = asdict(card) | {"person_id": card.id, "at": began.isoformat()}
        _put(search_entry.person(said), began)
    return len(cards), rest


def _releases(after: Any, began: datetime) -> tuple[int, Any]:
    found, rest = releases.every(limit=AT_ONCE, after=after)
    for release in found:
        if release.public:
            said = release_changed.telling(release) | {"at": began.isoformat()}
            _put(search_entry.release(said), began)
    return len(found), rest


def _tracks(after: Any, began: datetime) -> tuple[int, Any]:
    found, rest = catalogue.every(limit=AT_ONCE, after=after)
    for track in found:
        said = catalogue_changed.telling(track)
        if said:
            said |= {"revision": track.saved or 1, "at": began.isoformat()}
            _put(search_entry.track(said), began)
    return len(found), rest


def _playlists(after: Any, began: datetime) -> tuple[int, Any]:
    found = search_rebuild.public_playlists(after=after or "", limit=AT_ONCE)
    for entry in found:
        _put(entry, began)
    return len(found), found[-1].news.id if len(found) == AT_ONCE else None


def _plays(after: Any, _: datetime) -> tuple[int, Any]:
    ids = search_rebuild.tracks(after=after or "", limit=AT_ONCE)
    search_rebuild.count(tops.play_counts(ids))
    return len(ids), ids[-1] if len(ids) == AT_ONCE else None


def _order(_: Any, __: datetime) -> tuple[int, Any]:
    search_rebuild.settle()
    return 0, None


def _stale(_: Any, began: datetime) -> tuple[int, Any]:
    return search_rebuild.sweep(began), None


PARTS: Mapping[str, Part] = {
    "people": _people,
    "releases": _releases,
    "tracks": _tracks,
    "playlists": _playlists,
    "stale": _stale,
    "plays": _plays,
    "order": _order,
}


def handler(step: Step, _: object) -> Step:
    part = step.get("part") or next(iter(PARTS))
    began = step.get("began") or search_rebuild.moment()
    done, rest = PARTS[part](step.get("after"), datetime.fromisoformat(began))
    names = list(PARTS)
    following = part if rest is not None else [*names, None][names.index(part) + 1]
    return {"part": following, "after": rest, "began": began, "done": done, "was": part}


def _put(entry: Entry, began: datetime) -> None:
    search_index.put(entry, unless_checked_since=began)
