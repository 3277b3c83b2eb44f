"""A second and a half of real music and of a real film, in every container that is accepted."""

from collections.abc import Mapping
from pathlib import Path

from media.data import ffmpeg
from tests.mutants import Seed
from tests.real_files import bunny, songs

SECONDS = 1.5
LIGHT = ["-ac", "1", "-ar", "24000"]
"""Less to encode where the mutation needs no more: half a thousand files are to be made."""
SMALL = ["-vf", "scale=160:90", "-r", "12"]

SOUNDS: Mapping[str, list[str]] = {
    "song.wav": [*LIGHT, "-c:a", "pcm_s16le"],
    "song.w64": [*LIGHT, "-c:a", "pcm_s24le"],
    "song.aiff": LIGHT,
    "song.caf": [*LIGHT, "-c:a", "pcm_s16be"],
    "song.flac": [*LIGHT, "-sample_fmt", "s16"],
    "song.mp3": [*LIGHT, "-b:a", "48k", "-metadata", "title=A title"],
    "song.m4a": [*LIGHT, "-c:a", "aac", "-b:a", "48k", "-movflags", "+faststart"],
    "alac.m4a": [*LIGHT, "-c:a", "alac", "-sample_fmt", "s16p"],
    "fragments.m4a": [
        *[*LIGHT, "-c:a", "aac", "-b:a", "48k", "-movflags", "frag_keyframe+empty_moov"],
        *["-frag_duration", "500000"],
    ],
    "song.mka": [*LIGHT, "-c:a", "flac", "-sample_fmt", "s16"],
    "song.opus": ["-ac", "1", "-c:a", "libopus", "-b:a", "48k"],
    "song.wma": [*LIGHT, "-c:a", "wmav2", "-b:a", "48k"],
}
FILMS: Mapping[str, list[str]] = {
    "film.mp4": ["-c:v", "libx264", "-c:a", "aac", "-movflags", "+faststart"],
    "film.mov": ["-c:v", "mpeg4", "-c:a", "pcm_s16le"],
    "film.mkv": ["-c:v", "libx264", "-c:a", "libopus"],
    "film.webm": ["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus"],
    "film.avi": ["-c:v", "mpeg4", "-c:a", "mp3"],
}


def seeds(folder: Path) -> dict[str, Seed]:
    """All of them by name, made in `folder`."""
    song = songs()["Feelings"]
    made = {
        name: _made(folder / name, song, [*options, "-map_metadata", "-1"])
        for name, options in SOUNDS.items()
        if name != "song.mp3"
    }
    made["song.mp3"] = _made(folder / "song.mp3", song, SOUNDS["song.mp3"])
    made["song.ogg"] = _made(folder / "song.ogg", song, ["-c", "copy"])
    for name, options in FILMS.items():
        given = [*SMALL, *LIGHT, *options]
        made[name] = _made(folder / name, bunny(), given, kind_of_film=True)
    return made


def _made(path: Path, source: Path, options: list[str], *, kind_of_film: bool = False) -> Seed:
    cut = ["-ss", "60", "-t", str(SECONDS), "-i", str(source)]
    exact = ["-fflags", "+bitexact", "-flags", "+bitexact"]
    ffmpeg.run([*cut, *options, *exact, str(path)], seconds=60)
    return Seed(path.name, path.read_bytes(), "video" if kind_of_film else "audio")
