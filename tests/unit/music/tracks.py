"""Tracks in every state, made the way the platform makes them."""

import json
from pathlib import Path
from typing import Any

from music.api.create_track import handler as create_track
from music.on.media_ready import handler as media_ready
from tests.unit.aws import ARTIST, Context, Person, call

EVENTS = Path(__file__).parents[3] / "events"


def sample(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.sample.json").read_text())
    return loaded


def draft(title: str = "Sea Change", by: Person = ARTIST, size: int = 1000) -> dict[str, Any]:
    body = {
        "title": title,
        "kind": "audio",
        "file": {"size": size, "content_type": "audio/wav"},
    }
    created: dict[str, Any] = call(create_track, "POST", "/tracks", body=body, by=by).body
    return created


def about(created: dict[str, Any], name: str, **more: Any) -> dict[str, Any]:
    """The sample of an event, made to speak of this track's upload."""
    upload_id = created["upload"]["upload_id"]
    media_id = created["track"]["id"].replace("trk_", "med_")
    run = {"run_id": f"{upload_id}-0123456789"} if name == "media_ready" else {}
    prefix = {"prefix": f"media/{media_id}/{run['run_id']}/"} if run else {}
    known = {"media_id": media_id, "upload_id": upload_id, "owner_id": ARTIST.id}
    return sample(name) | known | run | prefix | more


def deliver(handler: Any, name: str, detail: dict[str, Any]) -> dict[str, Any]:
    """Hand an event to its function as its queue does."""
    body = {"id": "event", "detail-type": name, "source": "didit360.media", "detail": detail}
    record = {"messageId": "message", "eventSource": "aws:sqs", "body": json.dumps(body)}
    answer: dict[str, Any] = handler({"Records": [record]}, Context())
    return answer


def ready(title: str = "Sea Change", by: Person = ARTIST, **more: Any) -> dict[str, Any]:
    created = draft(title, by)
    assert deliver(media_ready, "media_ready", about(created, "media_ready", **more)) == {
        "batchItemFailures": []
    }
    return created
