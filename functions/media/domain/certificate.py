"""What is certified of a stream's joins, and what follows from it for the chunks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from itertools import pairwise
from statistics import median
from typing import Any

from media.domain.chunks import Chunk, again
from media.domain.renditions import Rendition
from media.domain.seams import MARGIN_DB, Figure

MOST_ROUNDS = 3
LONGER = {"aac": (256, 1024), "opus": (64, 256)}
"""Frames of warm-up that are tried, one after the other, where the usual ones do not do."""


class Verdict(StrEnum):
    AS_INSIDE = "as_inside"
    """No worse than places inside its chunks are."""
    SILENT = "silent"
    """The error is below -80 dBFS."""
    AS_UNBROKEN = "as_unbroken"
    """Worse than most places, and so it is for an encoder that does not stop there."""
    WORSE = "worse"
    """Worse than both. Once nothing more is encoded again, that is how it is delivered."""


@dataclass(frozen=True, slots=True)
class Row:
    """One join in one rendition: see media.domain.seams for its figures."""

    chunk: int
    """The later of the two."""
    rendition: str
    seconds: float
    snr_db: float
    inside_db: float | None
    low_db: float | None
    unbroken_db: float | None
    """Of an encoder that does not stop at the join; only asked of a suspect."""
    warm_up: int
    verdict: Verdict

    @classmethod
    def of(
        cls,
        chunk: int,
        rendition: str,
        seconds: float,
        found: Figure,
        *,
        unbroken_db: float | None,
        warm_up: int,
    ) -> "Row":
        return cls(
            chunk,
            rendition,
            round(seconds, 6),
            round(found.snr_db, 2),
            _rounded(found.inside_db),
            _rounded(found.low_db),
            _rounded(unbroken_db),
            warm_up,
            _verdict(found, unbroken_db),
        )

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Row":
        return cls(**{**given, "verdict": Verdict(given["verdict"])})

    @property
    def deficit_db(self) -> float | None:
        """How far it is below the median inside."""
        return None if self.inside_db is None else round(self.inside_db - self.snr_db, 2)


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of certifying found and asked for; it stands on the one before."""

    rows: Sequence[Row] = ()
    again: Sequence[Mapping[str, Any]] = ()
    decode: bool = False
    warm_ups: Mapping[str, int] = field(default_factory=dict)
    """Of what was encoded again: `<chunk>/<rendition>`."""

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Round":
        rows = [Row.from_dict(row) for row in given["rows"]]
        return cls(rows, given["again"], given["decode"], given["warm_ups"])

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def kept(self, pairs: Iterable[tuple[int, int]]) -> list[Row]:
        """Its rows of joins that nothing was encoded again beside; `pairs` are of chunks that
        join, the later as the second.
        """
        earlier = {later: before for before, later in pairs}
        touched = {(chunk["index"], name) for chunk in self.again for name in chunk["only"]}
        return [
            row
            for row in self.rows
            if not {(row.chunk, row.rendition), (earlier[row.chunk], row.rendition)} & touched
        ]

    def warm_up(self, chunk: int, rendition: Rendition) -> int:
        return self.warm_ups.get(f"{chunk}/{rendition.id}", rendition.warm_up)

    def followed_by(
        self, rows: Sequence[Row], chunks: Sequence[Chunk], renditions: Mapping[str, Rendition]
    ) -> "Round":
        """The next round from its rows; `chunks` are all of sound, in the order of time.

        The later chunk of a bad join gets a longer warm-up, in the bad renditions alone, until it
        has had the longest. Where that did not help, it is the earlier chunk whose encoder came to
        another end than an unbroken one, and it gets a longer one too.
        """
        earlier = {later.index: before for before, later in pairwise(chunks)}
        wanted: dict[int, dict[str, int]] = {}
        for row in rows:
            if row.verdict is Verdict.WORSE:
                rendition = renditions[row.rendition]
                self._lengthen(wanted, row.chunk, rendition)
                before = earlier[row.chunk]
                if self.warm_up(row.chunk, rendition) > rendition.warm_up and before.first:
                    self._lengthen(wanted, before.index, rendition)
        asked = []
        warm_ups = dict(self.warm_ups)
        for chunk in chunks:
            if longer := wanted.get(chunk.index):
                most = max(longer.values())
                asked.append(again(chunk, list(longer), most))
                warm_ups |= {f"{chunk.index}/{name}": most for name in longer}
        return Round(rows, asked, decode=False, warm_ups=warm_ups)

    def _lengthen(
        self, wanted: dict[int, dict[str, int]], chunk: int, rendition: Rendition
    ) -> None:
        present = self.warm_up(chunk, rendition)
        longer = next((n for n in LONGER[rendition.codec] if n > present), None)
        if longer:
            wanted.setdefault(chunk, {})[rendition.id] = longer


def certificate(rows: Sequence[Row], pictures: Mapping[str, int], parts: int) -> dict[str, Any]:
    """The document that is kept with the stream; see docs/media.md."""
    names = list(dict.fromkeys(row.rendition for row in rows))
    return {
        "version": 1,
        "parts": parts,
        "renditions": {
            name: _summary([row for row in rows if row.rendition == name]) for name in names
        },
        "pictures": dict(pictures),
        "seams": [{**asdict(row), "deficit_db": row.deficit_db} for row in rows],
    }


def _summary(rows: Sequence[Row]) -> dict[str, Any]:
    deficits = [row.deficit_db for row in rows if row.deficit_db is not None]
    insides = [row.inside_db for row in rows if row.inside_db is not None]
    return {
        "seams": len(rows),
        "median_snr_db": round(median(row.snr_db for row in rows), 2),
        "lowest_snr_db": min(row.snr_db for row in rows),
        "inside_median_snr_db": round(median(insides), 2) if insides else None,
        "median_deficit_db": round(median(deficits), 2) if deficits else None,
        "largest_deficit_db": max(deficits, default=None),
        "verdicts": {
            str(verdict): sum(row.verdict is verdict for row in rows) for verdict in Verdict
        },
    }


def _verdict(found: Figure, unbroken_db: float | None) -> Verdict:
    if not found.audible:
        return Verdict.SILENT
    if not found.suspect:
        return Verdict.AS_INSIDE
    if unbroken_db is not None and unbroken_db - found.snr_db < MARGIN_DB:
        return Verdict.AS_UNBROKEN
    return Verdict.WORSE


def _rounded(decibels: float | None) -> float | None:
    return None if decibels is None else round(decibels, 2)
