"""Make the pictures that go with a stream: the embedded cover, and poster candidates of a film."""

from pathlib import Path
from typing import Any

from PIL.Image import Image

from didit360.ids import twin
from didit360.log import logger
from media.data import images, renderings, storage
from media.domain.images import RULES
from media.domain.jobs import Job
from media.domain.source import Source

COVER_SIDES = {"artwork.jpg": 1200, "artwork-300.jpg": 300}
POSTERS_AT = (0.1, 0.5, 0.9)


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source}` in; out `{artwork: name|None, posters: [names], image: cover|None}`.

    Names are within the run. A cover also comes as artwork-300.jpg, and as a picture that everybody
    may see, in every size, as small as it is: `image` is what didit360.pictures shows. A picture
    that cannot be shown is left out: the music does not fail for it.
    """
    job, source = Job.from_dict(event["job"]), Source.from_dict(event["source"])
    if source.cover is None and source.video is None:
        return {"artwork": None, "posters": [], "image": None}
    with storage.scratch() as folder:
        path = storage.download(job, folder)
        return {**cover(job, source, path), "posters": posters(job, source, path)}


def cover(job: Job, source: Source, path: Path) -> dict[str, Any]:
    none = {"artwork": None, "image": None}
    if source.cover is None:
        return none
    try:
        picture = images.cover(path, source.cover.index)
    except images.UnusablePicture as error:
        logger().warning("cover left out", media_id=job.media_id, why=str(error))
        return none
    for name, side in COVER_SIDES.items():
        storage.put_bytes(images.jpeg(picture, side), job.prefix + name, "image/jpeg")
    return {"artwork": next(iter(COVER_SIDES)), "image": shown(job, picture)}


def shown(job: Job, picture: Image) -> dict[str, Any]:
    about = renderings.put_drawn(picture, RULES["track"], job.images_prefix)
    ids = {"image_id": twin(job.upload_id, "img"), "subject_id": job.media_id}
    return {**ids, "owner_id": job.owner_id, **about}


def posters(job: Job, source: Source, path: Path) -> list[str]:
    if source.video is None:
        return []
    names: list[str] = []
    for share in POSTERS_AT:
        try:
            picture = images.frame(path, source.video, share * source.duration)
        except images.UnusablePicture as error:
            logger().warning("poster left out", media_id=job.media_id, why=str(error))
            continue
        name = f"poster-{len(names) + 1}.jpg"
        body = images.jpeg(picture, images.POSTER_SIDE)
        storage.put_bytes(body, job.prefix + name, "image/jpeg")
        names.append(name)
    return names
