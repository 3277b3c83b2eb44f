"""Works as music tells of them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nfts.on import release_published, release_withdrawn, track_published, track_withdrawn
from tests.unit.aws import ARTIST, Context

EVENTS = Path(__file__).parents[3] / "events"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
TRACK = "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG"
OTHER_TRACK = "trk_01K9QZ4T7M5V3N8X2B6C1D0EFH"
RELEASE = "rel_01K9QZ4T7M5V3N8X2B6C1D0EFG"

_HANDLERS: dict[str, Callable[..., Any]] = {
    "track_published": track_published.handler,
    "track_withdrawn": track_withdrawn.handler,
    "release_published": release_published.handler,
    "release_withdrawn": release_withdrawn.handler,
}


def told(name: str, **more: Any) -> dict[str, Any]:
    """The event's sample, of ARTIST, with some of it otherwise."""
    sample: dict[str, Any] = json.loads((EVENTS / f"{name}.sample.json").read_text())
    return sample | {"artist_id": ARTIST.id} | more


def tell(name: str, **more: Any) -> None:
    """Have nfts hear an event as it comes out of its queue."""
    body = json.dumps({"id": "e", "detail-type": name, "detail": told(name, **more)})
    records = [{"messageId": "m", "body": body, "eventSource": "aws:sqs"}]
    answer = _HANDLERS[name]({"Records": records}, Context())
    assert answer == {"batchItemFailures": []}
