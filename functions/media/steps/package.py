"""Write the playlists of a run from its workers' manifests; the master last, so all at once."""

from dataclasses import replace
from posixpath import normpath, relpath
from typing import Any

from media.data import progress, storage
from media.data.segments import Piece, upload
from media.domain import manifest, playlists
from media.domain.jobs import Job
from media.domain.manifest import Manifest
from media.domain.plan import Plan
from media.domain.playlists import Stream
from media.domain.progress import Stage
from media.domain.renditions import Rendition

MASTER = "master.m3u8"
STANDARD = "standard.m3u8"
"""The master without what is lossless, for listeners whose plan does not include that."""
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, plan}` in; `{master, standard, renditions}` out, as in the event media_ready."""
    job, plan = Job.from_dict(event["job"]), Plan.from_dict(event["plan"])
    progress.reached(job, Stage.PACKAGING, 0.5)
    manifests = [
        Manifest.from_dict(storage.get_json(job, manifest.name(index)))
        for index in range(plan.parts)
    ]
    streams = [
        replace(stream, beside=f"{relpath(job.lossless_prefix, job.prefix)}/")
        if rendition.lossless
        else stream
        for rendition, stream in zip(
            plan.renditions, manifest.streams(plan, manifests), strict=True
        )
    ]
    upload(_piece(job, stream.uri, playlists.media_playlist(stream)) for stream in streams)
    upload(
        _piece(job, iframes.iframes_uri, playlists.iframe_playlist(iframes))
        for iframes in (stream.iframes for stream in streams)
        if iframes
    )
    lossy = [stream for stream in streams if not stream.beside]
    standard = STANDARD if lossy != streams else None
    if standard:
        upload([_piece(job, standard, playlists.master_playlist(lossy))])
    upload([_piece(job, MASTER, playlists.master_playlist(streams))])
    described = [
        _described(rendition, stream)
        for rendition, stream in zip(plan.renditions, streams, strict=True)
    ]
    return {"master": MASTER, "standard": standard, "renditions": described}


def _piece(job: Job, name: str, text: str) -> Piece:
    return Piece(normpath(job.prefix + name), text.encode(), PLAYLIST_TYPE, storage.SHORT)


def _described(rendition: Rendition, stream: Stream) -> dict[str, Any]:
    facts = {
        "id": rendition.id,
        "kind": rendition.kind,
        "codecs": stream.codecs,
        "bandwidth": stream.bandwidth,
        "sample_rate": rendition.sample_rate,
        "channels": rendition.channels,
        "width": rendition.width,
        "height": rendition.height,
        "frame_rate": round(float(stream.frame_rate), 3) if stream.frame_rate else None,
    }
    return {name: value for name, value in facts.items() if value is not None}
