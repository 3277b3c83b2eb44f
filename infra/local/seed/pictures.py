"""Artwork for seeded releases: a few shapes in two colours, sent the way artists send theirs."""

import io
from typing import TYPE_CHECKING

import requests

from didit360 import pictures
from infra.local.seed.names import Names
from infra.local.seed.stores import as_product
from music.data import releases

if TYPE_CHECKING:
    from PIL.Image import Image

    from infra.local.seed.plan import Plan
    from infra.local.seed.plant import Tell
    from infra.local.stack import LocalStack

SIDE = 1400
_SHAPES = 5


def paint(house: "LocalStack", plan: "Plan", most: int, tell: "Tell") -> None:
    """Send artwork for the first releases that have none; media draws it, music takes it."""
    names = Names(365)
    with as_product(house, "music"):
        for number, record in enumerate(plan.records[:most], 1):
            picture = drawn(names)
            known = releases.find(record.id)
            if known is not None and known.artwork is None:
                _send(record.artist.id, record.id, picture)
            tell("artwork", number, min(most, len(plan.records)))


def _send(artist_id: str, release_id: str, picture: bytes) -> None:
    wanted = pictures.NewPicture(size=len(picture), content_type="image/jpeg")
    grant = pictures.grant("release", artist_id, release_id, wanted)
    answer = requests.post(grant.url, data=grant.fields, files={"file": picture}, timeout=30)
    answer.raise_for_status()


def drawn(names: Names) -> bytes:
    """A square JPEG."""
    file = io.BytesIO()
    _drawn(names).save(file, "JPEG", quality=85)
    return file.getvalue()


def _drawn(names: Names) -> "Image":
    from PIL import Image, ImageDraw

    chance = names.random
    ground, ink = (tuple(chance.randrange(256) for _ in range(3)) for _ in range(2))
    image = Image.new("RGB", (SIDE, SIDE), ground)
    draw = ImageDraw.Draw(image)
    for shape in range(_SHAPES):
        x, y, size = (chance.randrange(SIDE) for _ in range(3))
        colour = tuple(
            (g * (_SHAPES - shape) + i * shape) // _SHAPES for g, i in zip(ground, ink, strict=True)
        )
        if chance.random() < 0.5:
            draw.ellipse((x - size / 2, y - size / 2, x + size / 2, y + size / 2), fill=colour)
        else:
            draw.rectangle((x, y, x + size, y + size / 3), fill=colour)
    return image
