"""Covers and posters are drawn anew, bounded, and never stop the music."""

import json
import struct
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from PIL import Image, PngImagePlugin

from media.data import images, storage
from media.domain.jobs import Job
from media.steps import artwork, probe
from tests.unit.media.events import SCHEMAS
from tests.unit.media.files import film, make, sine, stored, streamed


def song_with(picture: bytes, folder: Path, container: str = "mp3") -> Path:
    """A song whose embedded cover is these very bytes, as taggers write them.

    By hand: an ffmpeg without a PNG decoder cannot embed one.
    """
    song = make(folder / f"song.{container}", [*sine(seconds=1.5), "-write_id3v2", "0"])
    kind = b"image/png" if picture.startswith(b"\x89PNG") else b"image/jpeg"
    body = song.read_bytes()
    if container == "mp3":
        content = b"\x00" + kind + b"\x00\x03\x00" + picture
        frame = b"APIC" + struct.pack(">IH", len(content), 0) + content
        sevens = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
        song.write_bytes(b"ID3\x03\x00\x00" + sevens + frame + body)
    else:
        size = Image.open(BytesIO(picture)).size
        parts = [struct.pack(">II", 3, len(kind)), kind, struct.pack(">I", 0)]
        parts += [struct.pack(">IIIII", *size, 24, 0, len(picture)), picture]
        block = b"".join(parts)
        streaminfo_end = 4 + 4 + 34
        head = struct.pack(">I", 6 << 24 | len(block))
        song.write_bytes(body[:streaminfo_end] + head + block + body[streaminfo_end:])
    return song


def encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def step(path: Path, kind: str = "audio") -> tuple[Job, dict[str, Any], dict[str, Image.Image]]:
    """Run the step: its job, its answer, and the pictures that it wrote by name."""
    job = stored(path, kind)
    source = probe.handler({"job": job.as_dict()}, None)
    answer = artwork.handler({"job": job.as_dict(), "source": source}, None)
    written: dict[str, Image.Image] = {
        key.removeprefix(job.prefix): Image.open(BytesIO(body))
        for key, body in streamed().items()
        if not key.startswith(job.images_prefix)
    }
    return job, answer, written


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("container", ["mp3", "flac"])
def test_a_cover_becomes_two_jpegs_of_ours(tmp_path: Path, container: str) -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "passenger")
    picture = Image.new("RGB", (1600, 1400), (200, 30, 60))
    song = song_with(encoded(picture, "PNG", pnginfo=note), tmp_path, container)
    _, answer, written = step(song)
    assert (answer["artwork"], answer["posters"]) == ("artwork.jpg", [])
    assert {name: image.size for name, image in written.items()} == {
        "artwork.jpg": (1200, 1050),
        "artwork-300.jpg": (300, 263),
    }
    for image in written.values():
        assert image.format == "JPEG"
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", *_SCANS}
        pixel = image.convert("RGB").getpixel((100, 100))
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 8 for a, b in zip(pixel, (200, 30, 60), strict=True))


_SCANS = {"progressive", "progression"}


@pytest.mark.usefixtures("aws")
def test_a_cover_is_a_picture_that_everybody_may_see(tmp_path: Path) -> None:
    picture = Image.new("RGB", (800, 700), (200, 30, 60))
    job, answer, _ = step(song_with(encoded(picture, "PNG"), tmp_path))

    image = answer["image"]
    assert image["path"] == f"images/{job.media_id}/{job.run_id}/"
    assert [(size["width"], size["height"]) for size in image["sizes"]] == [
        (96, 84),
        (300, 263),
        (640, 560),
        (800, 700),
    ]
    files = streamed()
    for size in image["sizes"]:
        for name in (size["webp"], size["jpeg"]):
            shown = Image.open(BytesIO(files[image["path"] + name]))
            assert shown.size == (size["width"], size["height"])
    schema = json.loads((SCHEMAS / "media_ready.schema.json").read_text())
    Draft202012Validator(schema["properties"]["files"]["properties"]["image"]).validate(image)

    storage.delete_run(job.media_id, job.run_id)
    assert streamed() == {}


@pytest.mark.usefixtures("aws")
def test_a_cover_in_an_m4a_is_found(tmp_path: Path) -> None:
    still = tmp_path / "c.jpg"
    still.write_bytes(encoded(Image.new("RGB", (640, 640), "green"), "JPEG"))
    options = ["-map", "0", "-map", "1", "-c:v", "copy", "-disposition:v", "attached_pic"]
    inputs = [*sine(seconds=1.5), "-f", "jpeg_pipe", "-i", str(still)]
    _, answer, written = step(make(tmp_path / "song.m4a", [*inputs, *options]))
    assert answer["artwork"] == "artwork.jpg"
    assert written["artwork.jpg"].size == (640, 640)


@pytest.mark.usefixtures("aws")
def test_a_small_cover_is_not_blown_up(tmp_path: Path) -> None:
    picture = encoded(Image.new("RGB", (120, 80), "blue"), "PNG")
    _, answer, written = step(song_with(picture, tmp_path))
    assert {image.size for image in written.values()} == {(120, 80)}
    assert [size["width"] for size in answer["image"]["sizes"]] == [96, 120]


def test_turned_and_clear_pictures_come_out_upright_and_opaque() -> None:
    sideways = Image.new("RGB", (40, 20), "red")
    sideways.putpixel((0, 0), (0, 0, 255))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter clockwise
    assert images.drawn(encoded(sideways, "JPEG", exif=exif)).size == (20, 40)
    clear = images.drawn(encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG"))
    assert (clear.mode, clear.getpixel((1, 1))) == ("RGB", (255, 255, 255))
    print_colours = images.drawn(encoded(Image.new("CMYK", (4, 4)), "JPEG"))
    assert print_colours.mode == "RGB"


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"\xff\xd8\xff\xe0" + b"\xff" * 400,
    ],
)
def test_what_is_no_picture_is_not_usable(hostile: bytes) -> None:
    with pytest.raises(images.UnusablePicture):
        images.drawn(hostile)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = encoded(Image.new("1", (9_000, 9_000)), "PNG")
    assert len(bomb) < 100_000
    with pytest.raises(images.UnusablePicture, match="pixels"):
        images.drawn(bomb)


@pytest.mark.usefixtures("aws")
def test_a_bad_cover_does_not_stop_the_music(tmp_path: Path) -> None:
    good = encoded(Image.effect_noise((300, 300), 60), "JPEG")
    song = song_with(good, tmp_path)
    song.write_bytes(song.read_bytes().replace(good[300:], b"\x00" * len(good[300:])))
    _, answer, written = step(song)
    assert answer["posters"] == []
    assert (answer["artwork"] is None) == (written == {})


@pytest.mark.usefixtures("aws")
def test_a_song_without_a_cover_is_not_even_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = stored(make(tmp_path / "a.flac", sine()))
    source = probe.handler({"job": job.as_dict()}, None)
    monkeypatch.setattr("media.data.storage.download", lambda *_: 1 / 0)
    answer = artwork.handler({"job": job.as_dict(), "source": source}, None)
    assert answer == {"artwork": None, "posters": [], "image": None}


@pytest.mark.usefixtures("aws")
def test_a_film_gets_three_posters_from_where_they_should_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    thirds = "color=red:s=1600x900:d=3[a];color=lime:s=1600x900:d=4[b];color=blue:s=1600x900:d=3[c]"
    joined = f"{thirds};[a][b][c]concat=n=3"
    arguments = ["-filter_complex", joined, "-r", "10", "-c:v", "libx264", "-preset", "ultrafast"]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    made = make(tmp_path / "a.mp4", arguments)
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    _, answer, written = step(made, "video")
    assert answer == {
        "artwork": None,
        "posters": ["poster-1.jpg", "poster-2.jpg", "poster-3.jpg"],
        "image": None,
    }
    for name, channel in zip(answer["posters"], range(3), strict=True):
        assert written[name].size == (1280, 720)
        pixel = written[name].convert("RGB").getpixel((600, 300))
        assert isinstance(pixel, tuple)
        assert pixel[channel] == max(pixel) > 200
        assert sorted(pixel)[1] < 60
    assert list(scratch.iterdir()) == []


@pytest.mark.usefixtures("aws")
def test_posters_are_turned_as_the_film_is(tmp_path: Path) -> None:
    flat = make(tmp_path / "f.mp4", [*film(), "-c:v", "libx264"])
    turned = make(tmp_path / "t.mp4", ["-display_rotation", "90", "-i", str(flat), "-c", "copy"])
    _, answer, written = step(turned, "video")
    assert answer["posters"]
    assert {image.size for image in written.values()} == {(182, 322)}
