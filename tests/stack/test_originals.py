"""An artist's file comes back as it was sent, to nobody else, and only while it is kept."""

from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
import requests

from tests.house import Person
from tests.stack.journeys import ended, made, send
from tests.unit.media.files import make, sine


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("song") / "a.flac", sine(seconds=2))


def test_the_very_bytes_come_back_as_a_file_of_the_tracks_name(
    artist: Person, another_artist: Person, fan: Person, song: Path
) -> None:
    track = made(artist, song, title="Über / alles")
    path = f"/music/tracks/{track['id']}/original"

    said = artist.client.original(track["id"])

    assert (said["file_name"], said["size"]) == ("Über _ alles.flac", song.stat().st_size)
    answer = requests.get(said["url"], timeout=30)
    assert answer.content == song.read_bytes()
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="Uber _ alles')
    assert fan.call("GET", path).status_code == 403
    assert another_artist.call("GET", path).status_code == 404
    artist.client.delete_track(track["id"])
    assert artist.call("GET", path).status_code == 404


def test_a_link_opens_one_version_of_one_file(artist: Person, song: Path) -> None:
    first, second = (made(artist, song, title=title) for title in ("one", "two"))
    url = urlsplit(artist.client.original(first["id"])["url"])
    other = urlsplit(artist.client.original(second["id"])["url"])

    assert requests.get(urlunsplit(url._replace(path=other.path)), timeout=30).status_code == 403
    query = {name: value for name, (value,) in parse_qs(url.query).items()}
    for changed in ({"versionId": "null"}, {"response-content-disposition": "inline"}):
        forged = urlunsplit(url._replace(query=urlencode(query | changed)))
        assert requests.get(forged, timeout=30).status_code == 403


def test_of_a_refused_file_nothing_is_left_to_download(artist: Person, tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_bytes(b"no song" * 100)
    track = ended(artist, send(artist, tmp_path / "a.flac"))
    assert track["state"] == "failed"

    answer = artist.call("GET", f"/music/tracks/{track['id']}/original")

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:didit360:problem:no-original"
