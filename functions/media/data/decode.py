"""Decode a recording once, and take from that pass its samples, its peaks and its loudness."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Self

from media.data import ffmpeg
from media.data.ffmpeg import MIB
from media.domain.joins import Cutter
from media.domain.loudness import Loudness
from media.domain.peaks import Peaks
from media.domain.source import Audio

PLACED = "aresample=first_pts=0:async=1"
"""Where the sound of a film stands beside its pictures, as in media.data.encode."""
COUNTED = "asetpts=round(N/SR/TB)"
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


def decode(
    path: Path,
    audio: Audio,
    *,
    end: int | None = None,
    seconds: float,
    cutter: Cutter | None = None,
    placed: bool = False,
) -> Decoded:
    """Read a file's sound, up to the timestamp `end` in samples. Raises ffmpeg.ToolFailed.

    ffmpeg writes PCM to one pipe, which becomes peaks, and the loudness of every 100 ms so far to
    another, of which only the last counts. A `cutter` is given the sound as it is delivered: mixed
    to stereo if there are more channels, and, if `placed`, in its place beside the pictures of a
    film, holes filled. Where that is not the sound as it is read, it takes a pipe of its own.
    """
    peaks = Peaks(audio.sample_rate, audio.channels)
    meter = _Meter()
    downmix = f"{DOWNMIX}," if audio.channels > 2 else ""
    until = "" if end is None else f"atrim=end_pts={end},"
    apart = _Delivered(cutter) if cutter and (downmix or placed) else None
    branches = "asplit=3[pcm][measured][whole]" if apart else "asplit=2[pcm][measured]"
    graph = (
        f"[0:{audio.index}]{until}{branches};"
        f"[measured]{downmix}ebur128=peak=true:metadata=1:framelog=quiet,"
        f"ametadata=mode=print:file=pipe\\\\:{meter.fd}[metered]"
    )
    rate = str(audio.sample_rate)
    delivered: list[str] = []
    if apart:
        graph += f";[whole]{PLACED if placed else COUNTED},{downmix}anull[delivered]"
        delivered = ["-map", "[delivered]", "-ac", str(min(audio.channels, 2)), "-ar", rate]
        delivered += ["-c:a", "pcm_s16le", "-f", "s16le", f"pipe:{apart.fd}"]
    arguments = [
        # A tenth of bad packets is damage; a few are a scratch that a listener may not notice.
        *["-max_error_rate", "0.1", "-threads", "1", "-i", str(path)],
        *["-filter_complex", graph, "-filter_complex_threads", "1"],
        *["-map", "[pcm]", "-ac", str(audio.channels), "-ar", rate],
        *["-c:a", "pcm_s16le", "-f", "s16le", "pipe:1", "-map", "[metered]", "-f", "null", "-"],
        *delivered,
    ]
    with ExitStack() as pipes:
        readers: list[_Reader] = [meter, apart] if apart else [meter]
        for reader in readers:
            pipes.enter_context(reader)
        for block in ffmpeg.stream(arguments, seconds=seconds, pass_fds=[r.fd for r in readers]):
            for reader in readers:
                reader.hand_over()
            peaks.add(block)
            if cutter and not apart:
                cutter.add(block)
    if cutter:
        cutter.close()
    return Decoded(peaks, Loudness.from_ebur128(meter.last, peaks.samples / audio.sample_rate))


class _Reader:
    """The reading end of a pipe that ffmpeg writes to, read to its end in a thread."""

    def __init__(self) -> None:
        self._reading, self.fd = os.pipe()
        self._ours = True
        self._pool = ThreadPoolExecutor(1)

    def take(self, pipe: BinaryIO) -> None:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self._done = self._pool.submit(self._run)
        return self

    def hand_over(self) -> None:
        """Close our copy of the writing end once ffmpeg has its own, so that its end is the end."""
        if self._ours:
            os.close(self.fd)
            self._ours = False

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.hand_over()
        self._pool.shutdown()
        if kind is None:
            self._done.result()

    def _run(self) -> None:
        with os.fdopen(self._reading, "rb") as pipe:
            try:
                self.take(pipe)
            finally:
                # Had it failed, ffmpeg would fail of it too, as if the file were broken.
                while pipe.read(MIB):
                    pass


class _Meter(_Reader):
    """Takes what ametadata prints; keeps the last frame's keys."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, str] = {}

    def take(self, pipe: BinaryIO) -> None:
        for line in pipe:
            key, equals, value = line.decode("ascii", "replace").strip().partition("=")
            if equals:
                self.last[key] = value


class _Delivered(_Reader):
    def __init__(self, cutter: Cutter) -> None:
        super().__init__()
        self._cutter = cutter

    def take(self, pipe: BinaryIO) -> None:
        while block := pipe.read(MIB):
            self._cutter.add(block)
