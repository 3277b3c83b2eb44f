"""What an uploaded file is, read from ffprobe's facts: streams we use, their shape, and refusals.

Nothing free-form comes through: names of codecs and containers are checked against those of
media.domain.accepted, numbers are bounded, and tags are not read at all.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any

from media.domain.accepted import (
    CONTAINERS,
    IMAGES,
    LONGEST_SECONDS,
    LOSSLESS_AUDIO,
    LOSSY_AUDIO,
    MOST_CHANNELS,
    PROTECTED_TAGS,
    SAMPLE_RATES,
    SHORTEST_SECONDS,
    SIDES,
    SOUGHT_EXACTLY,
    VIDEO,
)
from media.domain.rejections import Rejected


@dataclass(frozen=True, slots=True)
class Audio:
    index: int
    codec: str
    lossless: bool
    sample_rate: int
    channels: int
    layout: str | None
    bit_depth: int | None
    """Of the samples as recorded: 16, 24, 32; None for lossy codecs, which have none."""
    bit_rate: int | None
    start: float


@dataclass(frozen=True, slots=True)
class Video:
    index: int
    codec: str
    coded_width: int
    coded_height: int
    rotation: int
    """Degrees clockwise that a player turns the picture by: 0, 90, 180 or 270."""
    sample_aspect_ratio: str
    """Width to height of one pixel, "1/1" when square or unknown."""
    width: int
    """As shown: square pixels, turned."""
    height: int
    frame_rate: str
    """Average frames a second, as a fraction: "30000/1001"."""
    variable_frame_rate: bool
    frames: int | None
    bit_rate: int | None
    pixel_format: str
    interlaced: bool
    transfer: str | None
    start: float
    peak_rate: str | None = None
    """Of a variable rate: what its pictures keep to where they come fastest."""


@dataclass(frozen=True, slots=True)
class Cover:
    index: int
    codec: str


@dataclass(frozen=True, slots=True)
class Source:
    kind: str
    container: str
    size: int
    duration: float
    """Seconds as the container says; what is decoded in the end may differ."""
    bit_rate: int
    audio: Audio | None
    video: Video | None
    cover: Cover | None

    @classmethod
    def from_probe(cls, probe: Mapping[str, Any], kind: str) -> "Source":
        """Judge ffprobe's facts of a file uploaded as `kind` (audio, video). Raises Rejected."""
        form = probe.get("format", {})
        container = CONTAINERS.get(str(form.get("format_name", "")).split(",")[0])
        if container is None:
            raise Rejected("unsupported_container")
        streams = [s for s in probe.get("streams", []) if s.get("codec_type") in ("audio", "video")]
        if not streams:
            raise Rejected("no_streams")
        if _is_protected(probe):
            raise Rejected("encrypted")
        size = _whole(form.get("size")) or 0
        sound = _chosen([s for s in streams if s["codec_type"] == "audio"])
        picture = _chosen([s for s in streams if _is_moving(s)]) if kind == "video" else None
        if kind == "video" and picture is None:
            raise Rejected("no_picture")
        if kind == "audio" and sound is None:
            raise Rejected("no_audio")
        audio = _audio(sound) if sound else None
        used = [s for s in (sound, picture) if s]
        duration = _duration(form, used, audio, size, container)
        if duration < SHORTEST_SECONDS:
            raise Rejected("too_short")
        if duration > LONGEST_SECONDS:
            raise Rejected("too_long")
        bit_rate = int(size * 8 / duration)
        if audio and audio.bit_rate is None and picture is None:
            audio = replace(audio, bit_rate=bit_rate)
        return cls(
            kind=kind,
            container=container,
            size=size,
            duration=duration,
            bit_rate=bit_rate,
            audio=audio,
            video=_video(picture) if picture else None,
            cover=_cover(streams, picture),
        )

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> "Source":
        parts: dict[str, Any] = {"audio": Audio, "video": Video, "cover": Cover}
        return cls(
            **{
                name: parts[name](**value) if name in parts and value is not None else value
                for name, value in given.items()
            }
        )

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def states_its_length(self) -> bool:
        """Whether `duration` counts samples, so that less of them means a cut file.

        What a WAV or its like states is judged by media.domain.stated, as ffmpeg believes none.
        """
        return self.container in {"mp4", "flac", "caf"} or (
            self.container == "matroska" and self.kind == "video"
        )

    @property
    def is_counted_by_bytes(self) -> bool:
        """Whether nothing but samples, all of one size, is in it: as long as its bytes are many."""
        plain = self.audio is not None and self.audio.codec.startswith("pcm_")
        return plain and self.kind == "audio" and self.container not in {"mp4", "matroska"}

    @property
    def sought_exactly(self) -> bool:
        """Whether ffmpeg, told to begin at a time, gives the very sample of that time first.

        Not so for Ogg Vorbis, WMA and Matroska, whose times are rounded, nor for the sound of
        films, which may have holes.
        """
        audio = self.audio
        if self.video is not None or audio is None:
            return False
        codecs = SOUGHT_EXACTLY.get(self.container, frozenset())
        return audio.codec in codecs or ("pcm" in codecs and audio.codec.startswith("pcm_"))

    @property
    def sought_by_picture(self) -> bool:
        """Whether a worker may begin at a key frame, and count on each picture's own time."""
        return self.video is not None and self.container in {"mp4", "matroska"}


def declared_duration(probe: Mapping[str, Any]) -> float | None:
    """The longest duration that ffprobe found stated anywhere, or None."""
    stated = [probe.get("format", {}), *probe.get("streams", [])]
    return max((d for d in (_number(s.get("duration")) for s in stated) if d), default=None)


def _duration(
    form: Mapping[str, Any],
    used: list[Mapping[str, Any]],
    audio: Audio | None,
    size: int,
    container: str,
) -> float:
    # The streams we use decide: a long subtitle or data stream must not.
    stated = [d for d in (_number(s.get("duration")) for s in used) if d]
    duration = max(stated, default=0.0) or _number(form.get("duration")) or 0.0
    if audio and audio.codec.startswith("pcm_") and len(used) == 1 and audio.bit_rate:
        # Recorders that never came back to fill in a WAV's length leave 0 or 4 GiB there.
        there = size * 8 / audio.bit_rate
        if not duration or container != "mp4":
            duration = min(duration or there, there)
    return duration


def _audio(stream: Mapping[str, Any]) -> Audio:
    codec = str(stream.get("codec_name", ""))
    lossless = codec in LOSSLESS_AUDIO or (codec.startswith("pcm_") and codec not in LOSSY_AUDIO)
    if not lossless and codec not in LOSSY_AUDIO:
        raise Rejected("unsupported_codec")
    rate = _whole(stream.get("sample_rate")) or 0
    channels = _whole(stream.get("channels")) or 0
    if rate == 0 or channels == 0:
        raise Rejected("broken")
    if rate not in SAMPLE_RATES:
        raise Rejected("unsupported_sample_rate")
    if channels > MOST_CHANNELS:
        raise Rejected("unsupported_channels")
    depth = _whole(stream.get("bits_per_raw_sample")) or _whole(stream.get("bits_per_sample"))
    layout = str(stream.get("channel_layout") or "")[:32]
    return Audio(
        index=int(stream["index"]),
        codec=codec,
        lossless=lossless,
        sample_rate=rate,
        channels=channels,
        layout=layout or None,
        bit_depth=(depth or 16) if lossless else None,
        bit_rate=_whole(stream.get("bit_rate")),
        start=_number(stream.get("start_time")) or 0.0,
    )


def _video(stream: Mapping[str, Any]) -> Video:
    if stream.get("codec_name") not in VIDEO:
        raise Rejected("unsupported_codec")
    width, height = _whole(stream.get("width")) or 0, _whole(stream.get("height")) or 0
    if not width or not height:
        raise Rejected("broken")
    if max(width, height) >= SIDES.stop:
        raise Rejected("too_large")
    if min(width, height) < SIDES.start:
        raise Rejected("too_small")
    aspect = _ratio(stream.get("sample_aspect_ratio"), ":") or Fraction(1)
    if not Fraction(1, 8) <= aspect <= 8:
        aspect = Fraction(1)
    rotation = _rotation(stream)
    shown = (max(round(width * aspect), 1), height)
    average = _ratio(stream.get("avg_frame_rate"), "/")
    regular = _ratio(stream.get("r_frame_rate"), "/")
    rate = average or regular or Fraction(25)
    varies = bool(average and regular and abs(average - regular) > regular * Fraction(1, 200))
    return Video(
        index=int(stream["index"]),
        codec=str(stream["codec_name"]),
        coded_width=width,
        coded_height=height,
        rotation=rotation,
        sample_aspect_ratio=f"{aspect.numerator}/{aspect.denominator}",
        width=shown[1] if rotation in (90, 270) else shown[0],
        height=shown[0] if rotation in (90, 270) else shown[1],
        frame_rate=f"{rate.numerator}/{rate.denominator}",
        variable_frame_rate=varies,
        frames=_whole(stream.get("nb_frames")),
        bit_rate=_whole(stream.get("bit_rate")),
        pixel_format=str(stream.get("pix_fmt") or "")[:32],
        interlaced=stream.get("field_order") in {"tt", "bb", "tb", "bt"},
        transfer=str(stream.get("color_transfer") or "")[:32] or None,
        start=_number(stream.get("start_time")) or 0.0,
        peak_rate=f"{regular.numerator}/{regular.denominator}" if varies and regular else None,
    )


def _cover(streams: list[Mapping[str, Any]], picture: Mapping[str, Any] | None) -> Cover | None:
    stills = [s for s in streams if s["codec_type"] == "video" and s is not picture]
    attached = [s for s in stills if _is_attached(s)]
    still = next((s for s in attached or stills if s.get("codec_name") in IMAGES), None)
    return Cover(int(still["index"]), str(still["codec_name"])) if still else None


def _chosen(streams: list[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    default = (s for s in streams if s.get("disposition", {}).get("default"))
    return next(default, streams[0] if streams else None)


def _is_attached(stream: Mapping[str, Any]) -> bool:
    return bool(stream.get("disposition", {}).get("attached_pic"))


def _is_moving(stream: Mapping[str, Any]) -> bool:
    return (
        stream["codec_type"] == "video"
        and not _is_attached(stream)
        and stream.get("codec_name") not in IMAGES - {"mjpeg"}
    )


def _is_protected(probe: Mapping[str, Any]) -> bool:
    """FairPlay by its tag, Matroska and ASF by their headers, Common Encryption by its packets."""
    streams, packets = probe.get("streams", []), probe.get("packets", [])
    return (
        "DRM protected" in probe.get("warnings", "")
        or any(s.get("codec_tag_string") in PROTECTED_TAGS for s in streams)
        or any("enc_key_id" in s.get("tags", {}) for s in streams)
        or any(
            side_data.get("side_data_type") == "Encryption info"
            for packet in packets
            for side_data in packet.get("side_data_list", [])
        )
    )


def _rotation(stream: Mapping[str, Any]) -> int:
    for side_data in stream.get("side_data_list", []):
        if (turned := _number(side_data.get("rotation"))) is not None:
            # ffprobe counts anticlockwise.
            return round(-turned / 90) % 4 * 90
    return 0


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e12 else None


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number > 0 else None


def _ratio(value: Any, separator: str) -> Fraction | None:
    over, _, under = str(value).partition(separator)
    if not (over.isdigit() and under.isdigit()) or int(over) == 0 or int(under) == 0:
        return None
    return Fraction(int(over), int(under)).limit_denominator(100_000)
