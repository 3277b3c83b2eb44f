"""A track has left the catalogue: let its media go.

Woken by the table's stream and not by the operation that deletes, so that the event is
said even if that operation dies after its write.
"""

from typing import Any

from didit360 import events
from didit360.reactions import on_removal


def track_removed(row: dict[str, Any]) -> None:
    if "media_id" not in row:  # the artist's row of open drafts
        return
    events.publish("media_released", {"media_id": row["media_id"], "owner_id": row["artist_id"]})


handler = on_removal(track_removed)
