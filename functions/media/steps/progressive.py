"""Join the best AAC rendition's frames into one M4A for downloads, without encoding again."""

import shutil
from typing import Any

from media.data import progress, storage
from media.data.segments import fetch
from media.domain import m4a, manifest
from media.domain.jobs import Job
from media.domain.manifest import Manifest
from media.domain.plan import Plan
from media.domain.playlists import segment_name
from media.domain.progress import Stage

DOWNLOAD = "download.m4a"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, plan}` in; `{download}` out, the file's name in the run's folder or None (video)."""
    job, plan = Job.from_dict(event["job"]), Plan.from_dict(event["plan"])
    if plan.parts > 1:
        # Of one part, others are still at work when this is.
        progress.reached(job, Stage.PACKAGING)
    if plan.download is None:
        return {"download": None}
    rendition = plan.rendition(plan.download)
    prefix = job.folder(rendition)
    names = map(manifest.name, range(plan.parts))
    manifests = (Manifest.from_dict(storage.get_json(job, name)) for name in names)
    count = sum(len(m.renditions[rendition.id].segments) for m in manifests)
    with storage.scratch() as folder:
        frames = folder / "frames"
        chunks = []
        with frames.open("wb") as file:
            for segment in fetch(prefix + segment_name(n) for n in range(1, count + 1)):
                fragment = m4a.read_fragment(segment)
                chunks.append((fragment.durations, fragment.sizes))
                file.write(fragment.payload)
        init = storage.get_bytes(prefix + "init.mp4")
        whole = folder / DOWNLOAD
        with whole.open("wb") as out, frames.open("rb") as file:
            out.write(m4a.header(init, chunks, rendition.priming))
            shutil.copyfileobj(file, out, 1 << 20)
        frames.unlink()
        storage.put(whole, job.prefix + DOWNLOAD, "audio/mp4")
    return {"download": DOWNLOAD}
