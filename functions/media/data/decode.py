"""Decode a recording once, and take from that pass its samples, its peaks and its loudness."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path

from media.data import ffmpeg
from media.domain.loudness import Loudness
from media.domain.peaks import Peaks
from media.domain.source import Audio

DOWNMIX = "aresample=rematrix_maxval=1.0:out_chlayout=stereo:tsf=fltp"
"""How surround becomes the stereo that listeners get, as in media.data.encode."""


@dataclass(frozen=True, slots=True)
class Decoded:
    peaks: Peaks
    loudness: Loudness

    @property
    def samples(self) -> int:
        """Per channel."""
        return self.peaks.samples


def decode(path: Path, audio: Audio, *, end: int | None = None, seconds: float) -> Decoded:
    """Read a file's sound, up to the timestamp `end` in samples. Raises ffmpeg.ToolFailed.

    ffmpeg writes PCM to one pipe, which becomes peaks, and the loudness of every 100 ms so far to
    another, of which only the last counts.
    """
    peaks = Peaks(audio.sample_rate, audio.channels)
    meter = _Meter()
    downmix = f"{DOWNMIX}," if audio.channels > 2 else ""
    until = "" if end is None else f"atrim=end_pts={end},"
    graph = (
        f"[0:{audio.index}]{until}asplit=2[pcm][measured];"
        f"[measured]{downmix}ebur128=peak=true:metadata=1:framelog=quiet,"
        f"ametadata=mode=print:file=pipe\\\\:{meter.fd}[metered]"
    )
    arguments = [
        # A tenth of bad packets is damage; a few are a scratch that a listener may not notice.
        *["-max_error_rate", "0.1", "-threads", "1", "-i", str(path)],
        *["-filter_complex", graph, "-filter_complex_threads", "1"],
        *["-map", "[pcm]", "-ac", str(audio.channels), "-ar", str(audio.sample_rate)],
        *["-c:a", "pcm_s16le", "-f", "s16le", "pipe:1", "-map", "[metered]", "-f", "null", "-"],
    ]
    with meter:
        for block in ffmpeg.stream(arguments, seconds=seconds, pass_fds=[meter.fd]):
            meter.hand_over()
            peaks.add(block)
    return Decoded(peaks, Loudness.from_ebur128(meter.last, peaks.samples / audio.sample_rate))


class _Meter:
    """The reading end of the pipe that ametadata prints to; keeps the last frame's keys."""

    def __init__(self) -> None:
        self._reading, self.fd = os.pipe()
        self._ours = True
        self.last: dict[str, str] = {}
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> "_Meter":
        self._thread.start()
        return self

    def hand_over(self) -> None:
        """Close our copy of the writing end once ffmpeg has its own, so that its end is the end."""
        if self._ours:
            os.close(self.fd)
            self._ours = False

    def __exit__(self, *_: object) -> None:
        self.hand_over()
        self._thread.join(timeout=10)

    def _read(self) -> None:
        with os.fdopen(self._reading, "r", encoding="ascii", errors="replace") as lines:
            for line in lines:
                key, equals, value = line.strip().partition("=")
                if equals:
                    self.last[key] = value
