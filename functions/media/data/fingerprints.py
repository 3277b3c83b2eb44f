"""Fingerprints of runs, and an index to find those that share codes with another.

From each of a fingerprint's 64 index codes (media.domain.recordings) to the runs that have it.
Looking a recording up costs as many queries, of at most EARLIEST rows each, and at most COMPARED
fingerprints read. Entries are a run's, not a track's: they go where the run's objects go, and the
functions that remove them know nothing of sound (nor of numpy).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from media.data.fingerprint_rows import FingerprintRow

EARLIEST = 50
"""Of the runs that share a code: the first one uploaded is what a copy is a copy of."""
COMPARED = 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A run, and what it sounds like."""

    media_id: str
    run_id: str
    owner_id: str
    product: str
    codes: bytes
    """As media.domain.recordings.as_bytes."""
    index: Sequence[str]
    """Of these codes, those by which it is found."""

    @property
    def upload_id(self) -> str:
        return self.run_id.partition("-")[0]

    @property
    def parts(self) -> list[str]:
        return [f"{self.product}#{code}" for code in self.index]


def keep(entry: Entry) -> None:
    """Remember a run's fingerprint. Safe to repeat."""
    Row = _model()  # noqa: N806
    # First what names the others: whatever ends here half-way can be removed.
    Row(
        entry.media_id,
        entry.run_id,
        media_id=entry.media_id,
        owner_id=entry.owner_id,
        product=entry.product,
        codes=entry.codes,
        index=list(entry.index),
    ).save()
    for part in entry.parts:
        Row(part, entry.run_id, media_id=entry.media_id).save()


def alike(entry: Entry, least_shared: int) -> list[Entry]:
    """Runs of other media of the product that share most codes with this one, the most first."""
    Row = _model()  # noqa: N806
    found: Counter[tuple[str, str]] = Counter()
    for part in entry.parts:
        rows = Row.query(part, limit=EARLIEST, consistent_read=True)
        found.update((row.media_id, row.run_id) for row in rows if row.media_id != entry.media_id)
    best = [key for key, count in found.most_common(COMPARED) if count >= least_shared]
    entries = {(row.part, row.run_id): row for row in Row.batch_get(best, consistent_read=True)}
    return [_entry(entries[key]) for key in best if key in entries]


def forget(media_id: str, run_id: str) -> None:
    """Remove what is remembered of one run. Safe to repeat."""
    Row = _model()  # noqa: N806
    try:
        _remove(Row.get(media_id, run_id, consistent_read=True))
    except Row.DoesNotExist:
        return


def release(media_id: str) -> None:
    """Remove what is remembered of a media id. Safe to repeat."""
    for row in _model().query(media_id, consistent_read=True):
        _remove(row)


def _remove(row: "FingerprintRow") -> None:
    for part in _entry(row).parts:
        type(row)(part, row.run_id).delete()
    row.delete()


def _entry(row: "FingerprintRow") -> Entry:
    return Entry(
        media_id=row.media_id,
        run_id=row.run_id,
        owner_id=row.owner_id,
        product=row.product,
        codes=row.codes,
        index=row.index,
    )


def _model() -> "type[FingerprintRow]":
    from media.data.fingerprint_rows import FingerprintRow

    return FingerprintRow
