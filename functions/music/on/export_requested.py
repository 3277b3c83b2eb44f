"""Write down what music holds of a person: one file an area."""

import json
from typing import Any

from didit360 import events
from didit360.clients import client
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from didit360.settings import setting
from music.data import library, playlist_exports, plays

_AREAS = {"library": library, "playlists": playlist_exports, "plays": plays}


def export_requested(detail: Detail) -> None:
    """Safe to repeat."""
    for name, area in _AREAS.items():
        key = f"{detail['prefix']}music/{name}.json"
        _put(key, area.export_of(detail["person_id"]))
    events.publish(
        "export_part_ready",
        {
            "export_id": detail["export_id"],
            "person_id": detail["person_id"],
            "product": "music",
            "key": key,
            "at": rfc3339(now()),
        },
    )


def _put(key: str, content: Any) -> None:
    client("s3").put_object(
        Bucket=setting("EXPORTS_BUCKET"),
        Key=key,
        Body=json.dumps(content, indent=1, default=str, ensure_ascii=False).encode(),
        ContentType="application/json",
    )


handler = on_event(export_requested)
