"""One run of the workflow over one uploaded object: its names, its order and its states."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from didit360 import folders

if TYPE_CHECKING:
    from media.domain.renditions import Rendition


class State(StrEnum):
    GRANTED = "granted"
    UPLOADED = "uploaded"
    PROCESSING = "processing"
    READY = "ready"
    FAILED = "failed"
    SUPERSEDED = "superseded"


class Superseded(Exception):  # noqa: N818  named for what happened
    """A newer file has taken this run's place, or its track was deleted: stop, say nothing."""


@dataclass(frozen=True, slots=True)
class Job:
    """What the workflow is started with; every step gets it unchanged as `job`."""

    media_id: str
    upload_id: str
    run_id: str
    owner_id: str
    kind: str
    bucket: str
    key: str
    version_id: str
    size: int
    normalise: bool = False
    """Deliver it at the loudness that players turn it to, in place of telling them the gain."""
    av1: bool = False
    """Make an AV1 rendition too, where the picture is worth it."""
    follows: str | None = None
    """The media that this track goes on from without a gap."""

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Job":
        known = [name for name in cls.__dataclass_fields__ if name in given]
        return cls(**{name: given[name] for name in known})

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def prefix(self) -> str:
        """Where listeners find this run."""
        return f"media/{self.media_id}/{self.run_id}/"

    @property
    def lossless_prefix(self) -> str:
        """Where those find the rest of it whose plan includes what is lossless."""
        return folders.beside(self.prefix)

    def folder(self, rendition: "Rendition") -> str:
        """Where the objects of a rendition lie."""
        return f"{self.lossless_prefix if rendition.lossless else self.prefix}{rendition.id}/"

    @property
    def images_prefix(self) -> str:
        """Where everybody finds the run's cover."""
        return f"images/{self.media_id}/{self.run_id}/"

    @property
    def work_prefix(self) -> str:
        """Scratch between steps; never served."""
        return f"work/{self.media_id}/{self.run_id}/"


@dataclass(frozen=True, slots=True)
class OriginalKey:
    """`{owner_id}/{media_id}/{upload_id}`, the only shape of key that a grant gives."""

    owner_id: str
    media_id: str
    upload_id: str

    _SHAPE = re.compile(r"([\w-]{1,64})/(med_[0-9A-Za-z]{26})/(upl_[0-9A-Za-z]{26})")

    @classmethod
    def parse(cls, key: str) -> "OriginalKey | None":
        match = cls._SHAPE.fullmatch(key) if key.isascii() else None
        return cls(*match.groups()) if match else None


def run_id_of(upload_id: str, version_id: str) -> str:
    """One run per object version, so a repeated event starts nothing new."""
    return f"{upload_id}-{sha256(version_id.encode()).hexdigest()[:10]}"


def ordered(sequencer: str) -> str:
    """S3's sequencer as a string that compares in the order of the object's events.

    S3 says: right-pad the shorter of two with zeros, then compare lexicographically. They are hex
    numbers of at most some twenty digits; 64 leaves room.
    """
    return sequencer.upper().ljust(64, "0")


def following(order: str) -> str:
    """What sorts after an event's place in the order, and before any later event of S3's own."""
    return order[:-1] + "1"
