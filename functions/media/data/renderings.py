"""Draw pictures in every size, and put them where they are shown from."""

import json
from typing import TYPE_CHECKING, Any

from media.data import drawing, storage
from media.domain import images
from media.domain.sent import Sent, record_of

if TYPE_CHECKING:
    from PIL.Image import Image


def keep(sent: Sent, encoded: bytes) -> dict[str, Any]:
    """Draw a picture and write it: what there is to know of it. Raises images.Refused."""
    about = {"image_id": sent.image_id, **sent.about, **put(encoded, sent.purpose, sent.path)}
    body = json.dumps(about, separators=(",", ":")).encode()
    key = record_of(sent.owner_id, sent.subject_id, sent.image_id)
    storage.put_bytes(body, key, "application/json", "no-store")
    return about


def put(encoded: bytes, purpose: str, path: str) -> dict[str, Any]:
    """Draw a picture for a purpose below `path`, and say what is there. Raises images.Refused."""
    rule = images.RULES[purpose]
    return put_drawn(drawing.opened(encoded, rule), rule, path)


def put_drawn(picture: "Image", rule: images.Rule, path: str) -> dict[str, Any]:
    """The same of a picture that was decoded already."""
    sizes = []
    for size in drawing.drawn(picture, rule):
        longer = max(size.width, size.height)
        webp, jpeg = f"{longer}.webp", f"{longer}.jpg"
        storage.put_bytes(size.webp, path + webp, "image/webp")
        storage.put_bytes(size.jpeg, path + jpeg, "image/jpeg")
        about = {"width": size.width, "height": size.height, "webp": webp, "jpeg": jpeg}
        sizes.append(about)
    return {
        "path": path,
        "sizes": sizes,
        "width": sizes[-1]["width"],
        "height": sizes[-1]["height"],
        "dominant_colour": drawing.dominant(picture),
        "blurhash": drawing.hashed(picture),
    }
