"""Compare every join of two chunks with the source, and say which to encode again."""

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from didit360.log import logger
from media.data import progress, seams, storage
from media.data.seams import Heard, Join
from media.data.segments import fetch
from media.domain import joins, manifest
from media.domain.certificate import MOST_ROUNDS, Round, Row, Verdict, certificate
from media.domain.chunks import Chunk
from media.domain.idr import begins_with_idr
from media.domain.jobs import Job
from media.domain.joins import Excerpt
from media.domain.manifest import Manifest
from media.domain.plan import Plan
from media.domain.playlists import Stream, segment_name
from media.domain.progress import Stage
from media.domain.rejections import Misplaced
from media.domain.seams import PLACE, figure, shift
from media.domain.source import Audio, Source

CERTIFICATE = "seams.json"
AT_ONCE = 4
"""Joins that are heard at the same time, on the two processors that the step has."""
NEAR = 65_536
"""Samples on each side of a join that show whether it is where the source has it."""
HEAD = 65_536
"""Bytes of a fragment, which reach into its first picture."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{job, source, plan, chunks, measured, round}` in; `{again, decode, round}` out.

    `again` are the chunks to encode again, as Encode takes them; `decode` asks for the source to
    be decoded once, and all sound to be encoded from that: parts of it were not where the file
    says. Writes the certificate. Raises Misplaced.
    """
    job, this = Job.from_dict(event["job"]), event["round"]
    plan = Plan.from_dict(event["plan"], event["chunks"])
    progress.reached(job, Stage.CHECKING)
    done = {"again": [], "decode": False, "round": this + 1}
    if plan.parts == 1:
        return done
    before = Round.from_dict(storage.get_json(job, _record(this - 1))) if this else Round()
    run = _Run.of(job, Source.from_dict(event["source"]), plan)
    pictures = _pictures(run)
    found = _certified(run, event["measured"], before, this)
    if this >= MOST_ROUNDS:
        found = replace(found, again=())
    storage.put_json(job, _record(this), found.as_dict())
    if not found.decode:
        written = certificate(found.rows, pictures, plan.parts)
        body = json.dumps(written, separators=(",", ":")).encode()
        storage.put_bytes(body, job.prefix + CERTIFICATE, "application/json")
        if not found.again:
            _warn(run, found)
    return {**done, "again": list(found.again), "decode": found.decode}


@dataclass(frozen=True, slots=True)
class _Run:
    job: Job
    source: Source
    plan: Plan
    manifests: Mapping[int, Manifest]
    streams: Mapping[str, Stream]

    @classmethod
    def of(cls, job: Job, source: Source, plan: Plan) -> "_Run":
        names = (job.work_prefix + manifest.name(index) for index in range(plan.parts))
        manifests = [Manifest.from_dict(json.loads(body)) for body in fetch(names)]
        streams = manifest.streams(plan, manifests)
        return cls(job, source, plan, {m.index: m for m in manifests}, {s.id: s for s in streams})


def _certified(run: _Run, measured: Mapping[str, Any], before: Round, this: int) -> Round:
    """The round's rows and requests; it asks for nothing but a decode where parts are misplaced."""
    audio = run.source.audio
    excerpts = joins.excerpts(run.plan, audio.sample_rate) if audio else []
    if audio is None or not excerpts:
        return Round()
    chunks = joins.sound_chunks(run.plan)
    rows = before.kept(_joined(run.plan))
    known = {(row.chunk, row.rendition) for row in rows}
    wrong = _wrong_lengths(run, audio, measured)
    if not wrong:
        gain = run.plan.gain_db or 0.0
        with ThreadPoolExecutor(AT_ONCE) as pool:
            asked = []
            for chunk, excerpt in zip(chunks[1:], excerpts, strict=True):
                here = _joins(run, chunk, excerpt, audio, gain)
                asked.append(pool.submit(_heard, run, chunk, here, before, known))
            for done, one in enumerate(asked, 1):
                made, misplaced = one.result()
                # Each round goes on where the one before stood.
                so_far = (this + done / len(asked)) / (MOST_ROUNDS + 1)
                progress.reached(run.job, Stage.CHECKING, so_far)
                rows += made
                wrong += misplaced
    if wrong and run.plan.decode:
        raise Misplaced("; ".join(wrong))
    if wrong:
        logger().warning("chunks are not in place", run_id=run.job.run_id, found=wrong)
        return Round(decode=True)
    rows.sort(key=lambda row: (row.chunk, row.rendition))
    return before.followed_by(rows, chunks, {r.id: r for r in run.plan.renditions})


def _wrong_lengths(run: _Run, audio: Audio, measured: Mapping[str, Any]) -> list[str]:
    """The renditions of sound that are not exactly as long as the source."""
    samples, rate = measured.get("placed") or measured["samples"], audio.sample_rate
    sound = [r for r in run.plan.renditions if r.kind == "audio"]
    # A resampler ends on a whole sample of its own, up or down; none counts the source's.
    slack = 0 if any(r.sample_rate == rate for r in sound) else 1
    wrong = []
    for rendition in sound:
        wanted = (2 * samples * rendition.timescale + rate) // (2 * rate)
        ticks = sum(segment[0] for segment in run.streams[rendition.id].segments)
        if abs(ticks - wanted) > slack:
            wrong.append(f"{rendition.id} lasts {ticks} samples and not {wanted}")
    return wrong


def _joins(run: _Run, chunk: Chunk, excerpt: Excerpt, audio: Audio, gain: float) -> list[Join]:
    written = run.manifests[chunk.index].renditions
    return [
        Join(r, chunk.spans[r.id].first_frame, excerpt, audio, gain)
        for r in run.plan.of(chunk)
        # The sound may end before the planned end of a film, or of a file that says too much.
        if r.kind == "audio" and written[r.id].segments
    ]


def _heard(
    run: _Run, chunk: Chunk, here: Sequence[Join], before: Round, known: set[tuple[int, str]]
) -> tuple[list[Row], list[str]]:
    """Rows of a join in its lossy renditions, but for those known; and how it is misplaced."""
    here = [join for join in here if (chunk.index, join.rendition.id) not in known]
    if not here:
        return [], []
    rows, shifts = [], []
    with storage.scratch() as folder:
        pcm = storage.get_bytes(run.job.work_prefix + here[0].excerpt.name)
        (folder / seams.SOURCE).write_bytes(pcm)
        numbers = {j.rendition.id: seams.fetch(run.job, j, _stream(run, j), folder) for j in here}
        heard = seams.hear(here, run.streams, numbers, folder)
        for join, one in zip(here, heard, strict=True):
            shifts.append(_shifts(one, join.rendition.frame, lenient=run.plan.decode))
            warm_up = before.warm_up(chunk.index, join.rendition)
            if row := _row(join, one, folder, chunk.index, warm_up):
                rows.append(row)
    # One rendition at its place shows that the source was read at its place.
    wrong = [side for side in zip(*shifts, strict=True) if 0 not in side]
    return rows, [f"chunk {chunk.index} or the one before is off by {side}" for side in wrong]


def _row(join: Join, heard: Heard, folder: Path, chunk: int, warm_up: int) -> Row | None:
    """None for what is lossless, and for a chunk that ends at once."""
    rendition = join.rendition
    if rendition.lossless or heard.frames(rendition.frame) < heard.at + PLACE:
        return None
    found = figure(heard.wanted, heard.heard, rendition.frame, heard.at)
    unbroken = None
    if found.suspect:
        other = seams.unbroken(join, folder)
        unbroken = figure(other.wanted, other.heard, rendition.frame, other.at).snr_db
    return Row.of(chunk, rendition.id, join.time, found, unbroken_db=unbroken, warm_up=warm_up)


def _shifts(heard: Heard, frame: int, *, lenient: bool) -> tuple[int | None, int | None]:
    """By how many samples each side of a join comes late; None if it is not the source's.

    `lenient` lets what is not the source's pass: it was read in one go, and is only hard to encode.
    """
    join = heard.at * frame
    sides = (
        slice(max(0, join - NEAR), join),
        slice(join + PLACE * frame, join + PLACE * frame + NEAR),
    )
    before, after = (shift(heard.wanted[side], heard.heard[side]) for side in sides)
    return (before or 0, after or 0) if lenient else (before, after)


def _pictures(run: _Run) -> dict[str, int]:
    """How many pictures each rendition has. Raises Misplaced if a chunk of them does not join."""
    rungs = [r for r in run.plan.renditions if r.kind == "video"]
    asked = []
    for chunk in run.plan.chunks:
        for rendition in (r for r in run.plan.of(chunk) if r.kind == "video"):
            span, written = chunk.spans[rendition.id], run.manifests[chunk.index].renditions
            ticks = sum(segment[0] for segment in written[rendition.id].segments)
            if span.frames is not None and ticks not in (0, span.frames * rendition.frame):
                raise Misplaced(f"{rendition.id}: {ticks} ticks in chunk {chunk.index}")
            if ticks:
                key = run.job.folder(rendition) + segment_name(span.first_segment)
                asked.append((key, rendition.codec))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        heads = pool.map(lambda one: seams.first_bytes(one[0], HEAD), asked)
        for (key, codec), head in zip(asked, heads, strict=True):
            if not begins_with_idr(head, codec):
                raise Misplaced(f"{key} does not begin with an IDR picture")
    counts = {
        r.id: sum(segment[0] for segment in run.streams[r.id].segments) // r.frame for r in rungs
    }
    if len(set(counts.values())) > 1:
        raise Misplaced(f"renditions differ in their pictures: {counts}")
    return counts


def _warn(run: _Run, found: Round) -> None:
    """Tell of the joins that are delivered worse than they should be."""
    if worse := [asdict(row) for row in found.rows if row.verdict is Verdict.WORSE]:
        logger().warning("joins may be heard", run_id=run.job.run_id, joins=worse)


def _stream(run: _Run, join: Join) -> Stream:
    return run.streams[join.rendition.id]


def _joined(plan: Plan) -> list[tuple[int, int]]:
    """The chunks of sound that join, the earlier first."""
    sound = joins.sound_chunks(plan)
    return [(one.index, other.index) for one, other in pairwise(sound)]


def _record(this: int) -> str:
    """Where a round lies under the run's work prefix."""
    return f"certified-{this}.json"
