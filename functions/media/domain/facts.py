"""What the platform is told of a recording once it is a stream (media_ready)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from media.domain.source import Source

DOWNLOAD = "download.m4a"
"""What the progressive step makes when the plan has a download."""


def of(source: Source, plan: Mapping[str, Any], measured: Mapping[str, Any]) -> dict[str, Any]:
    """The `facts` of media_ready: what was found in the source, never in what was made of it.

    But for the gain: where the sound was delivered louder or softer, players add what is left.
    """
    audio, video = source.audio, source.video
    return {
        "kind": source.kind,
        "duration_ms": round(measured["duration"] * 1000),
        "sample_rate": audio.sample_rate if audio else None,
        "channels": audio.channels if audio else None,
        "samples": measured["samples"],
        "codec": video.codec if video else audio.codec if audio else None,
        "container": source.container,
        "lossless": bool(audio and audio.lossless and not video),
        "sha256": measured["sha256"],
        "video": {
            "width": video.width,
            "height": video.height,
            "frame_rate": round(float(Fraction(video.frame_rate)), 3),
            "frames": video.frames or round(measured["duration"] * Fraction(video.frame_rate)),
        }
        if video
        else None,
        "loudness": _left(measured["loudness"], plan.get("gain_db")),
        "normalised_db": plan.get("gain_db"),
    }


def _left(loudness: Mapping[str, Any] | None, applied: float | None) -> Mapping[str, Any] | None:
    if loudness is None or applied is None:
        return loudness
    # Never -0.0, which some would print.
    return {**loudness, "gain_db": round(loudness["gain_db"] - applied, 2) + 0.0}


def files(
    plan: Mapping[str, Any],
    measured: Mapping[str, Any],
    artwork: Mapping[str, Any],
    storyboard: Mapping[str, Any],
    packaged: Mapping[str, Any],
) -> dict[str, Any]:
    """The `files` of media_ready: names within the run's folder."""
    return {
        "master": packaged["master"],
        "standard": packaged["standard"],
        "download": DOWNLOAD if plan["download"] else None,
        "peaks_json": measured["files"]["peaks_json"],
        "peaks_bin": measured["files"]["peaks_bin"],
        "artwork": artwork["artwork"],
        "image": artwork.get("image"),
        "posters": artwork["posters"],
        "storyboard": storyboard["storyboard"],
    }
