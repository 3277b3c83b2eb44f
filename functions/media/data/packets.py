"""What a file's packets tell: how long it is, and its pictures. They are read and not decoded.

What headers state is only believed where the packets bear it out: a header may be wrong by years.
"""

from collections.abc import Iterator
from pathlib import Path

from media.data import ffmpeg

IN_A_ROW = "setts=ts=max(if(isnan(PTS)\\,0\\,PTS)\\,if(N\\,PREV_OUTPTS+PREV_OUTDURATION\\,0))"
"""Packets that all state the same time come one after the other all the same."""


def length(path: Path | str, index: int | None = None, *, seconds: float) -> float:
    """Seconds that a stream of sound lasts; without an index, the longest of all there are."""
    last = [0.0]
    chosen = ["-map", "0:a?", "-map", "0:v?"]
    if index is not None:
        chosen = ["-map", f"0:{index}", "-bsf:a", IN_A_ROW]
    ffmpeg.run(
        ["-i", str(path), *chosen, "-c", "copy", "-f", "null", "-"],
        seconds=seconds,
        on_progress=last.append,
        memory_bytes=ffmpeg.LOOKING_BYTES,
    )
    return max(last)


def pictures(path: Path | str, index: int, *, seconds: float) -> Iterator[tuple[float, float]]:
    """When each packet of a video stream is shown, and for how long, in the file's order.

    Those that an edit list hides are left out.
    """
    arguments = [
        *["-select_streams", str(index), "-of", "csv=p=0:nk=1", "-show_entries"],
        *["packet=pts_time,dts_time,duration_time,flags"],
    ]
    with ffmpeg.inspect(path, arguments, seconds=seconds, level="error") as said:
        for line in said:
            fields = line.decode("ascii", "replace").strip().split(",")
            if len(fields) >= 4 and "D" not in fields[3]:
                pts, dts, lasts = fields[:3]
                # AVI gives its pictures an order and no time.
                yield _time(pts, _time(dts, 0.0)), _time(lasts, 0.0)


def _time(text: str, without: float) -> float:
    try:
        return float(text)
    except ValueError:
        return without
