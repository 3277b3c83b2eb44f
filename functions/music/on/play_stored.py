"""A play was stored: count it, and say so.

Woken by the table's stream, so that a play counts even if what stored it dies after its write.
The stream may tell it twice, and is then counted once and said again.
"""

from typing import Any

from didit360 import events
from didit360.reactions import on_change
from music.data import charts


def play_stored(before: dict[str, Any] | None, play: dict[str, Any] | None) -> None:
    if before is not None or play is None:
        return
    charts.count(play)
    events.publish(
        "play_counted",
        {
            "play_id": play["play_id"],
            "track_id": play["track_id"],
            "artist_id": play["artist_id"],
            "release_id": play.get("release_id"),
            "listener": play["listener"],
            "country": play.get("country"),
            "genres": list(play["genres"]),
            "played_at": play["played_at"],
        },
    )


handler = on_change(play_stored)
