"""What an artist can mint: a track, a video or a release that everybody finds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Work:
    """As music told of it last. `revision` rises with each change; a lower one is older news."""

    id: str
    """trk_... of a track or video, rel_... of a release."""
    artist_id: str
    kind: str
    """track, video or release."""
    title: str
    revision: int
    public: bool
    facts: dict[str, Any]
    """What its event said: contributors, genres, artwork; of a track also its master."""

    @property
    def track_ids(self) -> tuple[str, ...]:
        """Of a release its tracks in their order, else itself alone."""
        if self.kind == "release":
            return tuple(self.facts["track_ids"])
        return (self.id,)

    @property
    def stream(self) -> str | None:
        """Of a track: where its HLS playlist is now, under the edge's address; nothing lossless."""
        master = self.facts.get("master")
        return (master.get("standard") or master["stream"]) if master else None


class NotReadyError(Exception):
    """Something of a work cannot be heard (yet, or any more)."""

    def __init__(self, work_id: str) -> None:
        super().__init__(work_id)
        self.work_id = work_id


def content_hash(work: Work, tracks: Mapping[str, Work]) -> bytes:
    """SHA-256 of the master: of a release, of its tracks' hashes one after the other.

    `tracks`: the works of `work.track_ids`, by id. NotReadyError for one that is not to be heard.
    """
    digests = [_master(track_id, tracks) for track_id in work.track_ids]
    if work.kind != "release":
        return digests[0]
    return hashlib.sha256(b"".join(digests)).digest()


def _master(track_id: str, tracks: Mapping[str, Work]) -> bytes:
    track = tracks.get(track_id)
    if track is None or not track.public or not track.facts.get("master"):
        raise NotReadyError(track_id)
    return bytes.fromhex(track.facts["master"]["sha256"])
