"""A track has left the catalogue: let its media go, its lyrics, and what is said of its recording.

Woken by the table's stream and not by the operation that deletes, so that the event is
said even if that operation dies after its write.
"""

import json
from typing import Any

from didit360 import events
from didit360.reactions import on_removal
from music.data import lyrics
from music.on.same import let_go


def track_removed(row: dict[str, Any]) -> None:
    if "media_id" not in row:  # a flag, lyrics, or the artist's row of open drafts
        return
    events.publish("media_released", {"media_id": row["media_id"], "owner_id": row["artist_id"]})
    same = json.loads(row.get("same") or "null") or {"track_ids": ()}
    let_go(row["id"], names=same["track_ids"])
    lyrics.remove(row["id"])


handler = on_removal(track_removed)
