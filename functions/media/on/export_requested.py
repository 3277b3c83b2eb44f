"""Write down what media holds of a person: their uploads, and their pictures themselves."""

import json
from typing import Any

from didit360 import events
from didit360.clients import client
from didit360.clock import now, rfc3339
from didit360.reactions import Detail, on_event
from didit360.settings import setting
from media.data import holdings


def export_requested(detail: Detail) -> None:
    """Safe to repeat."""
    person_id, below = detail["person_id"], f"{detail['prefix']}media/"
    pictures = holdings.pictures_of(person_id, f"{below}pictures/")
    _put(f"{below}pictures.json", pictures)
    key = f"{below}uploads.json"
    _put(key, holdings.uploads_of(person_id))
    events.publish(
        "export_part_ready",
        {
            "export_id": detail["export_id"],
            "person_id": person_id,
            "product": "media",
            "key": key,
            "at": rfc3339(now()),
        },
    )


def _put(key: str, content: Any) -> None:
    client("s3").put_object(
        Bucket=setting("EXPORTS_BUCKET"),
        Key=key,
        Body=json.dumps(content, indent=1, ensure_ascii=False).encode(),
        ContentType="application/json",
    )


handler = on_event(export_requested)
