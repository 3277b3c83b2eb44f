"""Objects of runs that no row wants: written by a worker after its run had ended."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from didit360 import folders
from didit360.clients import client
from didit360.ids import is_id
from didit360.log import logger
from media.data import fingerprints, records, storage
from media.data.sweeps import marks
from media.data.sweeps.each import each
from media.domain.jobs import State

MOST = 500
"""Folders of a media looked at in one call, below each of the prefixes."""
_AFTER = "~"
"""Sorts after every name of ours."""


def sweep(before: datetime) -> int:
    """Remove folders of unwanted runs in which nothing was written since `before`; how many."""
    removed, failed = each(("media/", "images/", "work/"), partial(_below, before=before))
    if failed:
        raise failed
    return removed


def _below(prefix: str, before: datetime) -> int:
    mark = f"leftovers {prefix}"
    found = client("s3").list_objects_v2(
        Bucket=storage.streams(),
        Prefix=prefix,
        Delimiter="/",
        StartAfter=marks.get(mark) or prefix,
        MaxKeys=MOST,
    )
    below = [entry["Prefix"] for entry in found.get("CommonPrefixes", [])]
    removed, failed = each(below, partial(_tidied, before=before))
    more = found["IsTruncated"] and below
    marks.put(mark, f"{below[-1]}{_AFTER}" if more else "")
    if failed:
        raise failed
    return removed


def _tidied(folder: str, before: datetime) -> int:
    kind, media_id = folder.split("/")[:2]
    if not is_id(media_id, "med"):
        return 0  # a picture that somebody sent: whoever shows it lets it go
    removed = 0
    names = list(_names(folder))
    wanted = _wanted(media_id, scratch=kind == "work")
    for name in names:
        run_id = folders.run_of(name)
        if run_id not in wanted and _quiet(f"{folder}{name}/", before):
            logger().warning("left over", prefix=f"{folder}{name}/")
            storage.delete_prefix(f"{folder}{name}/")
            if kind == "media":
                fingerprints.forget(media_id, run_id)
            removed += 1
    return removed


def _names(folder: str) -> Iterator[str]:
    pages = (
        client("s3")
        .get_paginator("list_objects_v2")
        .paginate(Bucket=storage.streams(), Prefix=folder, Delimiter="/")
    )
    for page in pages:
        for entry in page.get("CommonPrefixes", []):
            yield entry["Prefix"].split("/")[2]


def _wanted(media_id: str, *, scratch: bool) -> set[str]:
    """Runs that are under way; of streams also those that are heard, or still may be."""
    wanted: set[str | None] = set()
    for row in records.uploads(media_id):
        if row.under_way or row.state in records.UNDER_WAY:
            wanted.add(row.run_id)
        if not scratch:
            wanted.add(row.published_run)
            if row.state == State.SUPERSEDED:
                wanted.add(row.run_id)
    return {run_id for run_id in wanted if run_id}


def _quiet(prefix: str, before: datetime) -> bool:
    """Whether nothing below was written lately, as far as one page of it tells."""
    found = client("s3").list_objects_v2(Bucket=storage.streams(), Prefix=prefix)
    return all(entry["LastModified"] <= before for entry in found.get("Contents", []))
