"""Real music and film through the whole house: what a listener decodes is what the artist sent."""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests
from numpy.typing import NDArray

from infra.cli import check
from infra.local import tune
from media.data import ffmpeg
from tests.house import Person
from tests.real_files import bunny, songs
from tests.stack.journeys import Heard, made, media_of

Samples = NDArray[np.float64]


@pytest.fixture(scope="session")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Half a minute of real rock: a copy of packets, not a new encoding."""
    cut = tmp_path_factory.mktemp("song") / "song.ogg"
    ffmpeg.run(["-i", str(songs()["Feelings"]), "-t", "30", "-c", "copy", str(cut)], seconds=60)
    return cut


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve seconds of Big Buck Bunny, 720p with sound."""
    cut = tmp_path_factory.mktemp("film") / "film.mp4"
    copy = ["-t", "12", "-map", "0", "-c", "copy", "-f", "mp4", str(cut)]
    ffmpeg.run(["-ss", "60", "-i", str(bunny()), *copy], seconds=60)
    return cut


@pytest.fixture(scope="session")
def melody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("melody") / "melody.wav"
    tune.write(file)
    return file


@pytest.fixture(scope="session")
def rock(artist: Person, song: Path, heard: Heard) -> dict[str, Any]:
    assert heard
    return made(artist, song, title="Rock")


@pytest.fixture(scope="session")
def lossless(artist: Person, melody: Path, heard: Heard) -> dict[str, Any]:
    assert heard
    return made(artist, melody, title="Melody")


@pytest.fixture(scope="session")
def moving(artist: Person, film: Path, heard: Heard) -> dict[str, Any]:
    assert heard
    return made(artist, film, "video", "Film")


def checked(fan: Person, track: dict[str, Any], folder: Path) -> list[check.Finding]:
    grant = fan.client.playback(track["id"])
    return check.check(track, grant, folder, lambda _: None)


@pytest.mark.parametrize("what", ["rock", "lossless", "moving"])
def test_every_rendition_has_exactly_the_samples_and_frames_of_the_source(
    fan: Person, what: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found = checked(fan, request.getfixturevalue(what), tmp_path)

    assert len(found) >= 3
    assert [finding for finding in found if not finding.right] == []


def test_a_lossless_source_gets_all_five_and_a_lossy_one_no_flac(
    rock: dict[str, Any], lossless: dict[str, Any]
) -> None:
    every = ["aac-64", "aac-128", "aac-256", "opus-128", "flac"]
    assert [rendition["id"] for rendition in lossless["renditions"]] == every
    assert "flac" not in [rendition["id"] for rendition in rock["renditions"]]


def test_a_film_gets_the_rungs_below_its_own_size(moving: dict[str, Any]) -> None:
    sizes = {r["id"]: (r["width"], r["height"]) for r in moving["renditions"] if r["width"]}
    assert sizes == {"h264-720": (1280, 720), "h264-480": (854, 480), "h264-360": (640, 360)}


class Listener:
    """A fan's player, as bytes: one rendition, whole."""

    def __init__(self, fan: Person, track: dict[str, Any]) -> None:
        self.grant = fan.client.playback(track["id"])
        self.web = requests.Session()
        self.web.cookies.update(self.grant["cookies"])
        self.base = self.grant["playlist_url"].rpartition("/")[0]

    def rendition(self, name: str) -> str:
        """Where its playlist is, as the master names it."""
        master = self.grant["playlist_url"]
        urls = check.renditions(self.web.get(master, timeout=30).text, master)
        return next(url for url in urls if url.endswith(f"/{name}/media.m3u8"))

    def get(self, name: str, **headers: str) -> requests.Response:
        return self.web.get(f"{self.base}/{name}", headers=headers, timeout=30)

    def download(self, rendition: str, folder: Path) -> Path:
        url = self.rendition(rendition)
        file = folder / f"{rendition}.mp4"
        playlist = self.web.get(url, timeout=30).text
        with file.open("wb") as out:
            for part in check.segments(playlist, url):
                out.write(self.web.get(part, timeout=30).content)
        return file


def pcm(file: Path, rate: int | None = None) -> Samples:
    options = ["-ar", str(rate)] if rate else []
    args = ["-i", str(file), "-map", "0:a:0", "-ac", "2", *options, "-f", "f32le", "pipe:1"]
    raw = b"".join(ffmpeg.stream(args, seconds=60))
    return np.frombuffer(raw, dtype="<f4").astype(np.float64).reshape(-1, 2)


def snr(heard: Samples, sent: Samples) -> float:
    """Signal to noise in dB. A shift by one sample alone would bring it near 0."""
    noise = heard - sent
    return float(10 * np.log10((sent**2).sum() / (noise**2).sum()))


def test_flac_is_the_source_to_the_bit(
    artist: Person, lossless: dict[str, Any], melody: Path, tmp_path: Path
) -> None:
    heard = pcm(Listener(artist, lossless).download("flac", tmp_path))

    assert np.array_equal(heard, pcm(melody))


@pytest.mark.parametrize(("rendition", "least"), [("aac-256", 25), ("aac-128", 15), ("aac-64", 9)])
def test_lossy_renditions_are_the_source_in_time_and_close_to_it(
    fan: Person,
    lossless: dict[str, Any],
    melody: Path,
    tmp_path: Path,
    rendition: str,
    least: float,
) -> None:
    heard, sent = pcm(Listener(fan, lossless).download(rendition, tmp_path)), pcm(melody)

    # ffmpeg gives AAC's last frame whole; a player stops where the container says it ends.
    assert 0 <= len(heard) - len(sent) < 1024
    heard = heard[: len(sent)]
    assert snr(heard, sent) > least
    half = len(sent) // 2
    assert snr(heard[:2205], sent[:2205]) > snr(heard[half:], sent[half:]) - 12


def test_every_rung_of_the_ladder_looks_like_the_film(
    fan: Person, moving: dict[str, Any], film: Path, tmp_path: Path
) -> None:
    listener = Listener(fan, moving)
    for rendition, least in (("h264-720", 0.93), ("h264-360", 0.93)):
        width, height = {"h264-720": (1280, 720), "h264-360": (640, 360)}[rendition]
        file = listener.download(rendition, tmp_path)
        compare = f"[1:v]scale={width}:{height}[src];[0:v][src]ssim"
        text = subprocess.run(
            [ffmpeg.tool("ffmpeg"), "-i", file, "-i", film, "-lavfi", compare, "-f", "null", "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stderr
        assert float(text.rpartition("All:")[2].split()[0]) > least, rendition


def test_loudness_is_a_fact_and_the_gain_keeps_the_ceiling(
    fan: Person, rock: dict[str, Any]
) -> None:
    loudness = rock["facts"]["loudness"]
    gain = loudness["gain_db"]

    assert gain == pytest.approx(
        min(-14 - loudness["integrated_lufs"], -1 - loudness["true_peak_dbtp"]), abs=0.02
    )
    assert fan.client.playback(rock["id"])["gain_db"] == gain


def test_waveform_artwork_and_download_are_there(
    fan: Person, lossless: dict[str, Any], moving: dict[str, Any]
) -> None:
    listener = Listener(fan, lossless)
    zooms = listener.get("peaks.json").json()["zooms"]
    assert len(zooms) == 3
    assert listener.get("peaks.bin").content
    assert listener.get("download.m4a").content[4:8] == b"ftyp"
    for url in Listener(fan, moving).grant["poster_urls"]:
        assert Listener(fan, moving).web.get(url, timeout=30).content[:3] == b"\xff\xd8\xff"


def test_segments_are_cached_for_good_playlists_for_a_moment(
    fan: Person, rock: dict[str, Any]
) -> None:
    listener = Listener(fan, rock)
    segment = listener.get("aac-64/00001.m4s")
    playlist = listener.get("aac-64/media.m3u8")

    assert "immutable" in segment.headers["Cache-Control"]
    assert "immutable" not in playlist.headers["Cache-Control"]
    again = listener.get("aac-64/00001.m4s", **{"If-None-Match": segment.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    part = listener.get("aac-64/00001.m4s", Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, segment.content[10:20])


def test_progress_rises_to_ready_and_is_told_once_in_order(
    rock: dict[str, Any], heard: Heard
) -> None:
    media_id = media_of(rock)
    percents = [said["percent"] for said in heard.about(media_id, "media_progressed")]

    assert percents == sorted(set(percents))
    assert len(percents) >= 2
    assert len(heard.about(media_id, "media_uploaded")) == 1
    assert len(heard.about(media_id, "media_ready")) == 1
