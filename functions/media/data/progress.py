"""How far a run is: kept in its row, and told on the bus each time that the percentage grows."""

from typing import TYPE_CHECKING, Any

from didit360 import events
from media.data import records
from media.domain.jobs import Job, State, Superseded
from media.domain.progress import Stage, encoded, percent

if TYPE_CHECKING:
    from media.data.rows import UploadRow


def start(job: Job, chunks: int, *, decode: bool = False) -> None:
    """The run has a plan of `chunks` parts, and may `decode` the source as a whole before them.

    Raises Superseded if the run is no longer wanted.
    """
    Row = records.model()  # noqa: N806
    row = Row(job.media_id, job.upload_id)
    set_out = [
        Row.state.set(State.PROCESSING),
        Row.chunks.set(chunks),
        Row.decoded_first.set(decode),
    ]
    if not records.update(row, set_out, records.open_to(job)):
        raise Superseded(job.run_id)
    _further(row, job, percent(Stage.LOOKING, 1), Stage.LOOKING)


def reached(job: Job, stage: Stage, fraction: float = 0.0) -> bool:
    """The run is in a stage, at `fraction` of it (0 to 1): told when the percentage grows.

    False: the run is no longer wanted, and its work may stop.
    """
    row = records.row(job.media_id, job.upload_id)
    wanted = row is not None and row.run_id == job.run_id and row.state in records.UNDER_WAY
    if row is not None and wanted:
        _further(row, job, percent(stage, fraction), stage)
    return wanted


def encoding(job: Job, chunk_index: int, fraction: float) -> bool:
    """A chunk's encoder is at `fraction` (0 to 1). The percentage only grows, and is told.

    False: the run is no longer wanted, and its work may stop.
    """
    Row = records.model()  # noqa: N806
    row = Row(job.media_id, job.upload_id)
    share = round(min(max(fraction, 0.0), 1.0), 3)
    came = [
        Row.state.set(State.PROCESSING),
        Row.chunk_progress[str(chunk_index)].set(share),
    ]
    if not records.update(row, came, records.open_to(job)):
        return False
    shares = _shares(row)
    now_at = encoded(shares, int(row.chunks or 1), decoded=bool(row.decoded_first))
    _further(row, job, now_at, Stage.ENCODING)
    return True


def _further(row: "UploadRow", job: Job, to: int, stage: Stage) -> None:
    """Say that the run has come to a percentage, unless it was there before."""
    Row = type(row)  # noqa: N806
    if to <= int(row.percent or 0):
        return
    further = Row.percent.does_not_exist() | (Row.percent < to)
    if not records.update(row, [Row.percent.set(to)], records.open_to(job) & further):
        return
    told: dict[str, Any] = {**records.about(row), "percent": to, "stage": stage.value}
    parts = int(row.chunks or 1)
    if stage == Stage.ENCODING and parts > 1:
        done = sum(share >= 1 for share in _shares(row).values())
        told["parts"] = {"done": min(done, parts), "of": parts}
    events.publish("media_progressed", told)


def _shares(row: "UploadRow") -> dict[str, float]:
    shares = row.chunk_progress.as_dict() if row.chunk_progress else {}
    return {name: float(share) for name, share in shares.items()}
