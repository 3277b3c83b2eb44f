"""Pictures and tags through the whole house: sent, drawn anew, served to everybody, and gone."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from mutagen.flac import FLAC, Picture
from PIL import Image

from infra.local import tune
from media.data import ffmpeg
from tests.house import Person, wait_until
from tests.real_files import broken_files
from tests.stack.journeys import Heard, Stored, ended, media_of, post, send

CYAN = (20, 180, 200)


def square(side: int, form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (side, side), CYAN).save(out, form)
    return out.getvalue()


def send_avatar(person: Person, body: bytes) -> str:
    """The upload's id."""
    file = {"size": len(body), "content_type": "image/png"}
    answer = person.call("POST", "/accounts/me/avatar", {"file": file})
    assert answer.status_code == 201, answer.text
    upload = answer.json()["upload"]
    assert post(upload, body).ok
    return str(upload["upload_id"])


def about(heard: Heard, upload_id: str, name: str) -> list[dict[str, Any]]:
    return [
        event["detail"]
        for event in heard.all()
        if event["detail-type"] == name and event["detail"]["upload_id"] == upload_id
    ]


def test_an_avatar_is_drawn_anew_and_served_to_everybody(
    fan: Person, heard: Heard, stored: Stored
) -> None:
    upload_id = send_avatar(fan, square(800) + b"passenger")
    (ready,) = wait_until(lambda: about(heard, upload_id, "image_ready"), what="the avatar")

    assert [size["width"] for size in ready["sizes"]] == [96, 192, 640]
    base = f"{fan.house.url}/{ready['path']}"
    for size in ready["sizes"]:
        for name, kind in ((size["webp"], "webp"), (size["jpeg"], "jpeg")):
            answer = requests.get(base + name, timeout=10)
            assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"image/{kind}")
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert b"passenger" not in answer.content
            drawn = Image.open(BytesIO(answer.content)).convert("RGB")
            assert drawn.size == (size["width"], size["height"])
            colour = drawn.getpixel((9, 9))
            assert isinstance(colour, tuple)
            assert all(abs(a - b) < 8 for a, b in zip(colour, CYAN, strict=True))
    assert requests.get(f"{base}12.webp", timeout=10).status_code == 404
    record = stored.objects(f"pictures/{ready['owner_id']}")[0]
    assert requests.get(f"{fan.house.url}/{record}", timeout=10).status_code == 404

    later = send_avatar(fan, square(300))
    (new,) = wait_until(lambda: about(heard, later, "image_ready"), what="the new avatar")
    wait_until(lambda: not stored.objects(ready["image_id"]), what="the end of the old avatar")
    assert stored.objects(new["image_id"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (square(400, "GIF"), "not_a_picture"),
        (square(400)[:300], "broken"),
        (square(200), "too_small"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_reason(
    fan: Person, heard: Heard, stored: Stored, body: bytes, code: str
) -> None:
    upload_id = send_avatar(fan, body)
    (failed,) = wait_until(lambda: about(heard, upload_id, "image_failed"), what="the refusal")
    assert failed["reason"]["code"] == code
    assert stored.objects(upload_id.removeprefix("upl_")) == []


def test_a_grant_takes_no_other_file(fan: Person) -> None:
    body = square(300)
    file = {"size": len(body), "content_type": "image/png"}
    upload = fan.call("POST", "/accounts/me/avatar", {"file": file}).json()["upload"]
    assert post(upload, body + b"-").status_code == 400
    assert post(upload, body, **{"Content-Type": "text/html"}).status_code == 403
    elsewhere = upload["fields"]["key"].replace("avatar/", "release/")
    assert post(upload, body, key=elsewhere).status_code == 403
    for asked in ({"size": 21 * 1024**2}, {"content_type": "image/svg+xml"}):
        assert fan.call("POST", "/accounts/me/avatar", {"file": file | asked}).status_code == 422


@pytest.fixture(scope="module")
def melody(tmp_path_factory: pytest.TempPathFactory) -> Path:
    wav = tmp_path_factory.mktemp("tagged") / "melody.wav"
    tune.write(wav)
    return wav


def tagged(melody: Path, ending: str, *more: str) -> Path:
    words = {"title": "Sea Change", "artist": "Somebody", "genre": "Hip-Hop/Rap"}
    said = [part for name, word in words.items() for part in ("-metadata", f"{name}={word}")]
    path = melody.with_suffix(ending)
    ffmpeg.run(["-i", str(melody), "-t", "5", *said, *more, str(path)], seconds=60)
    return path


@pytest.mark.parametrize("ending", [".mp3", ".flac", ".m4a"])
def test_tags_fill_what_the_artist_left_empty(artist: Person, melody: Path, ending: str) -> None:
    track_id = send(artist, tagged(melody, ending), title="My own title")

    def filled() -> dict[str, Any] | None:
        track = artist.client.get_track(track_id)
        return track if track["details"]["genres"] else None

    track = wait_until(filled, 60, "the tags")
    assert track["title"] == "My own title"
    details = track["details"]
    assert details["genres"] == ["hip-hop"]
    assert details["contributors"] == [
        {"name": "Somebody", "role": "main_artist", "person_id": None}
    ]
    assert set(details["prefilled"]) == {"genres", "contributors"}


def test_files_of_other_programs_are_read(artist: Person) -> None:
    track_id = send(artist, broken_files() / "silence-44-s.flac")
    track = wait_until(
        lambda: next(
            (
                found
                for found in [artist.client.get_track(track_id)]
                if found["details"]["contributors"]
            ),
            None,
        ),
        60,
        "the tags",
    )
    assert track["details"]["contributors"][0]["name"] == "piman, jzig"


def test_a_file_s_cover_is_served_to_everybody_and_goes_with_its_track(
    artist: Person, melody: Path, stored: Stored
) -> None:
    song = tagged(melody, ".flac", "-y")
    flac, cover = FLAC(song), Picture()
    cover.data, cover.type, cover.mime = square(700, "JPEG"), 3, "image/jpeg"
    flac.add_picture(cover)
    flac.save()

    track = ended(artist, send(artist, song))

    sizes = track["artwork"]["sizes"]
    assert [size["width"] for size in sizes] == [96, 300, 640, 700]
    largest = requests.get(artist.house.url + sizes[-1]["webp"], timeout=10)
    assert Image.open(BytesIO(largest.content)).size == (700, 700)
    assert track["artwork"]["dominant_colour"].startswith("#1")
    artist.client.delete_track(track["id"])
    wait_until(lambda: not stored.objects(media_of(track)), 30, "its end")
    assert requests.get(artist.house.url + sizes[0]["webp"], timeout=10).status_code == 404


def test_lyrics_in_time_are_captions(artist: Person, fan: Person, melody: Path) -> None:
    track = ended(artist, send(artist, melody))
    page = f"/music/tracks/{track['id']}/lyrics"
    assert artist.call("PUT", page, {"lrc": "[00:01.00]One\n[00:99.00]Two"}).json()["line"] == 2
    assert artist.call("PUT", page, {"lrc": "[00:01.00]One\n[00:02.50]Two"}).ok
    assert [line["text"] for line in fan.call("GET", page).json()["lines"]] == ["One", "Two"]
    captions = fan.call("GET", f"{page}.vtt")
    assert captions.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert "00:00:01.000 --> 00:00:02.500\nOne\n" in captions.text
