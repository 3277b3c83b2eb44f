"""What the API shows of what a person heard, and where they left it."""

from collections.abc import Sequence

from pydantic import Field

from didit360.http import Model
from didit360.identity import Caller
from music.api.track_refs import TrackRef, refs
from music.data.history import Heard
from music.data.positions import MOST_DEVICES, Position


class HeardTrack(Model):
    play_id: str
    played_at: str
    track_id: str
    track: TrackRef | None = Field(description="null when it is gone or hidden")


class HeardTracks(Model):
    items: list[HeardTrack]
    next: str | None


class DevicePosition(Model):
    device: str
    position_ms: int
    finished: bool
    at: str


class ItemPosition(Model):
    """Where one left an item: the latest position of all devices, and each device's."""

    item_id: str
    position_ms: int
    finished: bool
    at: str
    devices: list[DevicePosition] = Field(
        max_length=MOST_DEVICES,
        description="the latest first; the one that spoke longest ago makes room for an eleventh",
    )


class LeftTrack(Model):
    item_id: str
    device: str
    position_ms: int
    at: str
    track: TrackRef


def heard(found: Sequence[Heard], me: Caller) -> list[HeardTrack]:
    tracks = refs({one.track_id for one in found}, me)
    return [
        HeardTrack(
            play_id=one.play_id,
            played_at=one.played_at,
            track_id=one.track_id,
            track=tracks.get(one.track_id),
        )
        for one in found
    ]


def left(found: Sequence[Position], me: Caller) -> list[LeftTrack]:
    """Those that may be heard, each as the device has it that was the last to speak of it."""
    tracks = refs([one.item_id for one in found], me)
    return [
        LeftTrack(
            item_id=one.item_id,
            device=one.device,
            position_ms=one.position_ms,
            at=one.at,
            track=tracks[one.item_id],
        )
        for one in found
        if one.item_id in tracks
    ]


def position(item_id: str, found: Sequence[Position]) -> ItemPosition:
    """`found` is not empty, the latest first."""
    latest = found[0]
    return ItemPosition(
        item_id=item_id,
        position_ms=latest.position_ms,
        finished=latest.finished,
        at=latest.at,
        devices=[
            DevicePosition(
                device=one.device, position_ms=one.position_ms, finished=one.finished, at=one.at
            )
            for one in found
        ],
    )
