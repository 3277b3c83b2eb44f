"""Chromium at the whole running house: real files go in, streams come out and are played."""

import re
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
import requests

from infra.cli import check
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from media.data import ffmpeg
from tests.browser.conftest import SECONDS, Drive
from tests.browser.test_playing import played_through, refused
from tests.house import PASSWORD, Person, wait_until
from tests.real_files import bunny, songs
from tests.stack.journeys import made


@dataclass(frozen=True)
class Published:
    """A track that can be heard, and a grant for it."""

    track: dict[str, Any]
    grant: dict[str, Any]

    def playlists(self) -> dict[str, str]:
        """Every playlist's text by its URL."""
        master = self.grant["playlist_url"]
        text = self.fetch(master)
        named = re.findall(r'^#EXT-X-I-FRAME-STREAM-INF:.*URI="([^"]+)"', text, re.MULTILINE)
        iframes = [urljoin(master, uri) for uri in named]
        assert bool(iframes) == (self.track["kind"] == "video")
        urls = [*check.renditions(text, master), *iframes]
        return {master: text} | {url: self.fetch(url) for url in urls}

    def fetch(self, url: str) -> str:
        """A text file behind the grant."""
        answer = requests.get(url, cookies=self.grant["cookies"], timeout=30)
        answer.raise_for_status()
        return answer.text

    def rendition(self, name: str) -> str:
        """Where one rendition's own playlist is."""
        master = self.grant["playlist_url"]
        urls = check.renditions(self.fetch(master), master)
        return next(url for url in urls if url.endswith(f"/{name}/media.m3u8"))


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Six seconds of a song without loss, and of the film."""
    folder = tmp_path_factory.mktemp("cuts")
    song, film = folder / "song.flac", folder / "film.mp4"
    cut = ["-t", str(SECONDS), "-i"]
    ffmpeg.run(["-ss", "30", *cut, str(songs()["Metal madness"]), str(song)], seconds=60)
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"]
    ffmpeg.run(["-ss", "60", *cut, str(bunny()), *codecs, str(film)], seconds=60)
    return {"audio": song, "video": film}


@pytest.fixture(scope="module")
def published(artist: Person, cuts: dict[str, Path]) -> dict[str, Published]:
    tracks = {kind: made(artist, path, kind) for kind, path in cuts.items()}
    return {
        kind: Published(track, artist.client.playback(track["id"]))
        for kind, track in tracks.items()
    }


@pytest.mark.parametrize("kind", ["audio", "video"])
def test_every_playlist_is_accepted_by_a_strict_parser(
    strictly: Callable[[dict[str, str]], dict[str, str]],
    published: dict[str, Published],
    kind: str,
) -> None:
    playlists = published[kind].playlists()
    assert len(playlists) >= 4
    assert strictly(playlists) == {}


@pytest.mark.parametrize("rendition", ["master", "aac-64", "aac-256", "opus-128", "flac"])
def test_music_is_played_to_its_exact_end_and_from_anywhere(
    drive: Drive, house: LocalStack, published: dict[str, Published], rendition: str
) -> None:
    song = published["audio"]
    url = song.grant["playlist_url"] if rendition == "master" else song.rendition(rendition)
    seen = drive(
        "play", base=house.url, playlist=url, cookies=song.grant["cookies"], seek=SECONDS - 1
    )
    assert seen["outcome"] == "ended", seen["errors"]
    assert seen["errors"] == seen["complaints"] == []
    facts = song.track["facts"]
    # A millisecond is what a media element's clock keeps; the samples are counted elsewhere.
    assert seen["duration"] == pytest.approx(facts["samples"] / facts["sample_rate"], abs=0.025)
    assert played_through(seen)
    assert seen["loudest"] > 0.1
    assert seen["soughtTo"] == pytest.approx(SECONDS - 1, abs=0.05)
    assert seen["endedAgainAt"] == pytest.approx(seen["duration"], abs=0.05)


def test_film_is_played_to_its_end_with_sound(
    drive: Drive, house: LocalStack, published: dict[str, Published]
) -> None:
    film = published["video"]
    seen = drive(
        "play",
        base=house.url,
        playlist=film.grant["playlist_url"],
        cookies=film.grant["cookies"],
        seek=SECONDS - 2,
    )
    assert seen["outcome"] == "ended", seen["errors"]
    assert played_through(seen)
    assert seen["loudest"] > 0.01
    assert seen["size"][1] in {360, 480, 720}
    assert len(seen["levels"]) == 3


def test_the_house_stays_silent_without_its_grant(
    drive: Drive, house: LocalStack, published: dict[str, Published]
) -> None:
    song, film = published["audio"].grant, published["video"].grant
    nothing: dict[str, str] = {}
    for cookies in (nothing, film["cookies"]):
        seen = drive("play", base=house.url, playlist=song["playlist_url"], cookies=cookies)
        assert refused(seen)


def open_requests(moderator: Person) -> set[str]:
    """The ids of all requests for roles that wait for a moderator."""
    found, page = set(), "?limit=100"
    while page:
        listed = moderator.call("GET", f"/accounts/role-requests{page}").json()
        found |= {request["id"] for request in listed["items"]}
        page = f"?limit=100&cursor={listed['next']}" if listed["next"] else ""
    return found


def grant_next(moderator: Person, journey: Future[Any], others: set[str]) -> None:
    """Grant the role that somebody asks for besides the others; not once the journey has ended."""

    def asked() -> list[str | None]:
        return [*(open_requests(moderator) - others)] or ([None] if journey.done() else [])

    request = wait_until(asked, 120, "a request for a role")[0]
    if request:
        decision = {"outcome": "granted", "reason": "Welcome."}
        path = f"/accounts/role-requests/{request}/decision"
        assert moderator.call("PUT", path, decision).status_code == 200


def test_a_person_signs_up_uploads_listens_watches_and_deletes(
    drive: Drive, house: LocalStack, cuts: dict[str, Path], moderator: Person
) -> None:
    files = [
        {"path": str(cuts["audio"]), "title": "A song", "kind": "audio"},
        {"path": str(cuts["video"]), "title": "A film", "kind": "video"},
    ]
    given = {"base": house.url, "email": "ada@test.example", "password": PASSWORD, "files": files}
    others = open_requests(moderator)
    with ThreadPoolExecutor(1) as pool:
        journey = pool.submit(drive, "journey", **given)
        grant_next(moderator, journey, others)
        seen = journey.result()
    assert seen["complaints"] == []
    song, film = seen["seen"]
    assert (song["title"], film["title"]) == ("A song", "A film")
    assert song["height"] == 0
    assert film["height"] > 0
    assert song["duration"] == pytest.approx(SECONDS, abs=0.1)
    assert "dB" in song["gain"]
    # The waveform is the song's: many heights, not a flat line.
    assert song["drawn"] > 5
    for track, kind, name in ((song, "audio", "A song.flac"), (film, "video", "A film.mp4")):
        assert track["original"] == {"name": name, "size": cuts[kind].stat().st_size}
    # Above the seek bar a film shows what is there, and a song nothing.
    assert song["thumbnail"] == 0
    assert film["thumbnail"] > 50


def test_a_fan_listens_by_a_link_and_by_an_id(
    drive: Drive, house: LocalStack, published: dict[str, Published]
) -> None:
    sign_up(house, "listener@test.example", PASSWORD, "fan")
    track = published["audio"].track
    seen = drive(
        "fan",
        base=house.url,
        email="listener@test.example",
        password=PASSWORD,
        track=track["id"],
    )
    assert seen["byLink"] == seen["byField"] == track["title"]
    assert "track" in seen["said"]
    assert seen["joins"]
    assert all("404" in complaint for complaint in seen["complaints"])
