"""What the API shows of a track."""

from collections.abc import Set
from typing import Any, Literal

from pydantic import Field

from didit360 import pictures
from didit360.clock import rfc3339
from didit360.http import Model
from didit360.pictures import PictureView
from music.api.detail_fields import DetailsView, details_view
from music.api.moderation import TakeDownView, take_down
from music.domain.track import State, Track


class LoudnessView(Model):
    integrated_lufs: float | None = Field(description="EBU R128 integrated loudness")
    range_lu: float | None
    true_peak_dbtp: float | None
    gain_db: float = Field(description="add this when playing to reach -14 LUFS")


class VideoView(Model):
    width: int
    height: int
    frame_rate: float
    frames: int


class FactsView(Model):
    """What was measured in the artist's file; `gain_db` is what remains to add."""

    duration_ms: int
    sample_rate: int | None
    channels: int | None
    samples: int | None
    codec: str | None
    container: str
    lossless: bool
    sha256: str
    video: VideoView | None
    loudness: LoudnessView | None
    normalised_db: float | None = Field(
        None, description="gain that the sound was delivered with, where the artist asked for it"
    )


class RenditionView(Model):
    id: str
    kind: Literal["audio", "video"]
    codecs: str
    bandwidth: int
    sample_rate: int | None = None
    channels: int | None = None
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None


class PartsView(Model):
    done: int
    of: int


class ProcessingView(Model):
    """The newest file, until it is what listeners hear."""

    upload_id: str
    state: State
    percent: int
    stage: str | None = Field(
        description="what is being done: looking, decoding, encoding, checking, packaging"
    )
    parts: PartsView | None = Field(description="of a file that is encoded in many parts")
    reason: str | None = Field(description="why it failed and what to do about it")


class TrackView(Model):
    id: str
    artist_id: str
    title: str
    kind: Literal["audio", "video"]
    state: State
    percent: int | None = Field(description="of the processing, while it runs")
    stage: str | None = Field(description="of the processing: what is being done")
    reason: str | None = Field(description="of a failure: what to do about it")
    created_at: str
    updated_at: str
    facts: FactsView | None
    renditions: list[RenditionView]
    processing: ProcessingView | None = Field(
        description="of the newest file; shown to the artist only"
    )
    same_recording_as: list[str] = Field(
        description="the artist's own earlier tracks with this recording; shown to the artist only"
    )
    artwork: PictureView | None = Field(
        description="of the newest release that it is published in, or out of its own file"
    )
    details: DetailsView
    releases: list[str] = Field(description="that it stands in; shown to the artist only")
    taken_down: TakeDownView | None = Field(
        description="by a moderator; nobody else but the artist sees the track then"
    )


def view(track: Track, *, to_owner: bool, hidden: Set[str] = frozenset()) -> TrackView:
    """A track as its artist sees it, or as everybody else does; without the ids of `hidden`."""
    stream, processing = track.stream, track.processing if to_owner else None
    state = track.state
    under_way = processing if state is State.PROCESSING else None
    return TrackView(
        id=track.id,
        artist_id=track.artist_id,
        title=track.title,
        kind=track.kind,
        state=state,
        percent=under_way.percent if under_way else None,
        stage=under_way.stage if under_way else None,
        reason=processing.reason if processing and state is State.FAILED else None,
        created_at=rfc3339(track.created_at),
        updated_at=rfc3339(track.updated_at),
        facts=FactsView(**_known(FactsView, stream.facts)) if stream else None,
        renditions=[
            RenditionView(**_known(RenditionView, rendition))
            for rendition in (stream.renditions if stream else [])
        ],
        processing=ProcessingView(
            upload_id=processing.upload_id,
            state=processing.state,
            percent=processing.percent,
            stage=processing.stage,
            parts=PartsView(**processing.parts) if processing.parts else None,
            reason=processing.reason,
        )
        if processing
        else None,
        same_recording_as=list(track.same_recording_as) if to_owner else [],
        artwork=pictures.shown(track.picture),
        details=details_view(track.details, to_owner=to_owner, hidden=hidden),
        releases=sorted(track.releases) if to_owner else [],
        taken_down=take_down(track.taken_down),
    )


def _known(model: type[Model], said: dict[str, Any]) -> dict[str, Any]:
    # An event may say more one day than this version of the API shows.
    return {name: said[name] for name in model.model_fields if name in said}
