"""Pictures that people send: every honest one is drawn anew in all its sizes, no other is shown."""

import json
import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import blurhash
import boto3
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from didit360 import ids
from media.data import drawing
from media.domain import images
from media.domain.images import RULES, Refused
from media.domain.sent import Sent
from media.on import image_released, picture_uploaded
from tests.unit.aws import Said
from tests.unit.media.files import OWNER, streamed

SUBJECT = "rel_01K9QZ4T7M5V3N8X2B6C1D0EFG"
RED = (200, 30, 60)


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def two_tone(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Blue, and red in its left third."""
    picture = Image.new("RGB", (width, height), (20, 40, 220))
    picture.paste(RED, (0, 0, width // 3, height))
    return picture.convert(mode)


def send(body: bytes, purpose: str = "release", upload_id: str | None = None) -> Sent:
    """Put a file where a grant would have it, and wake the function."""
    sent = Sent(purpose, OWNER, SUBJECT, upload_id or ids.new("upl"))
    key = f"{purpose}/{OWNER}/{SUBJECT}/{sent.upload_id}"
    boto3.client("s3").put_object(Bucket="pictures", Key=key, Body=body)
    picture_uploaded.picture_uploaded(arrival(key))
    return sent


def arrival(key: str) -> dict[str, Any]:
    return {"bucket": {"name": "pictures"}, "object": {"key": key, "size": 1, "sequencer": "1"}}


def inbox() -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket="pictures").get("Contents", [])
    return [entry["Key"] for entry in found]


def near(found: Any, wanted: tuple[int, ...], slack: int = 8) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(found, wanted, strict=True))


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_artwork_comes_in_every_size_and_both_forms(form: str, said: Said) -> None:
    sent = send(encoded(two_tone(1500, 1500), form))

    ((name, ready),) = said
    assert name == "image_ready"
    assert (ready["image_id"], ready["path"]) == (sent.image_id, f"images/{sent.image_id}/")
    assert [size["width"] for size in ready["sizes"]] == [96, 300, 640, 1400, 1500]
    files = streamed()
    for size in ready["sizes"]:
        for name in (size["webp"], size["jpeg"]):
            drawn = Image.open(BytesIO(files[ready["path"] + name]))
            assert drawn.size == (size["width"], size["height"])
            assert drawn.format == ("WEBP" if name.endswith("webp") else "JPEG")
            assert near(drawn.convert("RGB").getpixel((10, 10)), RED)
    head = boto3.client("s3").head_object(Bucket="streams", Key=ready["path"] + "96.webp")
    assert (head["ContentType"], head["CacheControl"]) == (
        "image/webp",
        "public, max-age=31536000, immutable",
    )
    assert near(bytes.fromhex(ready["dominant_colour"][1:]), (20, 40, 220))
    left = blurhash.decode(ready["blurhash"], 8, 8)[4]
    assert left[0][0] > left[0][2]
    assert left[7][2] > left[7][0]
    assert inbox() == []


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("purpose", "side"), [("avatar", 256), ("avatar", 4000), ("playlist", 300)]
)
def test_every_purpose_has_its_sizes(purpose: str, side: int, said: Said) -> None:
    send(encoded(two_tone(side, side)), purpose)
    widths = [size["width"] for size in said[0][1]["sizes"]]
    assert (
        widths
        == {
            ("avatar", 256): [96, 192, 256],
            ("avatar", 4000): [96, 192, 640],
            ("playlist", 300): [96, 300],
        }[purpose, side]
    )


@pytest.mark.usefixtures("aws")
def test_a_photograph_becomes_the_avatar_of_its_middle(said: Said) -> None:
    picture = Image.new("RGB", (900, 400), (0, 0, 0))
    picture.paste(RED, (250, 0, 650, 400))
    send(encoded(picture, "PNG"), "avatar")
    largest = said[0][1]["sizes"][-1]
    assert (largest["width"], largest["height"]) == (400, 400)
    drawn = Image.open(BytesIO(streamed()[said[0][1]["path"] + largest["jpeg"]]))
    assert all(near(drawn.getpixel(at), RED) for at in [(8, 8), (391, 391)])


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("size", "code"),
    [((1399, 1399), "too_small"), ((1400, 1471), "not_square"), ((3000, 1400), "not_square")],
)
def test_artwork_that_is_small_or_oblong_is_refused_with_its_size(
    size: tuple[int, int], code: str, said: Said
) -> None:
    sent = send(encoded(two_tone(*size)))

    ((name, failed),) = said
    assert (name, failed["reason"]["code"], failed["upload_id"]) == (
        "image_failed",
        code,
        sent.upload_id,
    )
    assert f"{size[0]} x {size[1]}" in failed["reason"]["message"]
    assert (streamed(), inbox()) == ({}, [])


def test_nearly_square_artwork_loses_its_edges() -> None:
    assert drawing.opened(encoded(two_tone(1400, 1470)), RULES["release"]).size == (1400, 1400)


def test_no_passenger_comes_along() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", "passenger")
    exif = Image.Exif()
    exif[0x010E] = "passenger"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    body = encoded(two_tone(300, 300), "PNG", pnginfo=note, exif=exif, icc_profile=profile)
    polyglot = body + b"PK\x03\x04 passenger <script>alert(1)</script>"
    assert b"passenger" in polyglot

    for size in drawing.drawn(drawing.opened(polyglot, RULES["avatar"]), RULES["avatar"]):
        for drawn in (size.webp, size.jpeg):
            assert b"passenger" not in drawn
            assert b"script" not in drawn
            assert not {"exif", "icc_profile", "comment"} & set(Image.open(BytesIO(drawn)).info)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_stands_upright(orientation: int) -> None:
    upright = two_tone(600, 400)
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    lying = upright.transpose(undo[orientation]) if orientation > 1 else upright
    shown = drawing.opened(encoded(lying, exif=exif), RULES["track"])
    assert shown.size == (600, 400)
    assert near(shown.getpixel((50, 200)), RED)
    assert near(shown.getpixel((500, 200)), (20, 40, 220))


@pytest.mark.parametrize(
    ("picture", "form"),
    [
        (two_tone(400, 400, "CMYK"), "JPEG"),
        (two_tone(400, 400, "P"), "PNG"),
        (two_tone(400, 400).convert("RGBA"), "WEBP"),
        (two_tone(400, 400, "L"), "JPEG"),
        (two_tone(400, 400, "1"), "PNG"),
        (two_tone(400, 400, "LA"), "PNG"),
    ],
)
def test_every_kind_of_colour_is_shown(picture: Image.Image, form: str) -> None:
    shown = drawing.opened(encoded(picture, form), RULES["avatar"])
    assert shown.mode == "RGB"
    wanted = picture.convert("RGB").getpixel((20, 20))
    assert isinstance(wanted, tuple)
    assert near(shown.getpixel((20, 20)), wanted[:3], 20)


def test_sixteen_bits_of_grey_are_not_cut_off() -> None:
    grey = Image.new("I;16", (300, 300), 128 * 256)
    shown = drawing.opened(encoded(grey, "PNG"), RULES["avatar"])
    assert near(shown.getpixel((9, 9)), (128, 128, 128), 2)


def test_what_is_transparent_is_white() -> None:
    clear = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    shown = drawing.opened(encoded(clear, "PNG"), RULES["avatar"])
    assert shown.getpixel((9, 9)) == (255, 255, 255)


def test_a_colour_profile_is_applied() -> None:
    swapped = Image.new("RGB", (300, 300), (120, 60, 200))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    profile = bytearray(lab.tobytes())
    at = {profile[128 + 4 + 12 * i : 132 + 4 + 12 * i].decode(): 132 + 12 * i for i in range(9)}
    red, blue = at["rXYZ"], at["bXYZ"]
    profile[red + 4 : red + 12], profile[blue + 4 : blue + 12] = (
        profile[blue + 4 : blue + 12],
        profile[red + 4 : red + 12],
    )
    body = encoded(swapped, "PNG", icc_profile=bytes(profile))
    shown = drawing.opened(body, RULES["avatar"]).getpixel((9, 9))
    assert near(shown, (200, 60, 120), 6)


@pytest.mark.parametrize("profile", [b"nonsense", bytes(200), b"\xff" * 5000])
def test_a_broken_colour_profile_is_passed_over(profile: bytes) -> None:
    body = encoded(two_tone(300, 300), "PNG", icc_profile=profile)
    shown = drawing.opened(body, RULES["avatar"])
    assert near(shown.getpixel((9, 9)), RED)


def _animated() -> bytes:
    frames = [Image.new("RGB", (400, 400), (shade, 0, 0)) for shade in (0, 90, 200)]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])


def _moving_png() -> bytes:
    frames = [Image.new("RGB", (400, 400), (shade, 0, 0)) for shade in (0, 90)]
    return encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])


def _png(width: int, height: int, data: bytes, colour: int = 2) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


HOSTILE: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "nothing": (lambda: b"", {"not_a_picture"}),
    "text": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", {"not_a_picture"}),
    "gif": (lambda: encoded(two_tone(400, 400), "GIF"), {"not_a_picture"}),
    "bmp": (lambda: encoded(two_tone(400, 400), "BMP"), {"not_a_picture"}),
    "tiff": (lambda: encoded(two_tone(400, 400), "TIFF"), {"not_a_picture"}),
    "eps": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", {"not_a_picture"}),
    "cut jpeg": (lambda: encoded(two_tone(900, 900), quality=95)[:2000], {"broken"}),
    "cut png": (lambda: encoded(two_tone(900, 900), "PNG")[:800], {"broken"}),
    "cut webp": (lambda: encoded(two_tone(900, 900), "WEBP")[:90], {"broken", "not_a_picture"}),
    "animated webp": (_animated, {"animated"}),
    "animated png": (_moving_png, {"animated"}),
    "a bomb by its size": (lambda: _png(60_000, 60_000, zlib.compress(bytes(100))), {"too_large"}),
    "a square too large": (lambda: _png(9000, 9000, zlib.compress(bytes(100))), {"too_large"}),
    "a bomb in its data": (lambda: _png(300, 300, zlib.compress(bytes(50_000_000))), set()),
    "less than it says": (lambda: _png(300, 300, zlib.compress(bytes(100))), {"broken"}),
    "a line": (lambda: _png(1_000_000, 1, zlib.compress(bytes(100))), {"too_small"}),
    "no pixels": (lambda: _png(0, 0, zlib.compress(b"")), {"not_a_picture", "too_small", "broken"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_honest_picture_is_refused(what: str) -> None:
    make, codes = HOSTILE[what]
    if not codes:  # more data than pixels is read no further than its pixels
        assert drawing.opened(make(), RULES["avatar"]).size == (300, 300)
        return
    with pytest.raises(Refused) as refused:
        drawing.opened(make(), RULES["avatar"])
    assert refused.value.code in codes


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_damage_anywhere_is_survived(form: str) -> None:
    chance = random.Random(form)  # noqa: S311  which bytes are damaged is no secret
    exif = Image.Exif()
    exif[0x0112] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    whole = encoded(two_tone(300, 300), form, exif=exif, icc_profile=profile)
    shown = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            picture = drawing.opened(bytes(damaged), RULES["avatar"])
        except Refused:
            continue
        assert picture.mode == "RGB"
        assert drawing.drawn(picture, RULES["avatar"])
        shown += 1
    assert shown < 150


@pytest.mark.usefixtures("aws")
def test_a_repeated_event_says_the_same_and_the_first_file_stays(said: Said) -> None:
    sent = send(encoded(two_tone(300, 300)), "avatar")
    before = streamed()
    key = f"avatar/{OWNER}/{SUBJECT}/{sent.upload_id}"
    picture_uploaded.picture_uploaded(arrival(key))
    send(encoded(Image.new("RGB", (400, 400))), "avatar", sent.upload_id)

    assert [name for name, _ in said] == ["image_ready"] * 3
    assert len({json.dumps({**ready, "at": 0}) for _, ready in said}) == 1
    assert (streamed(), inbox()) == (before, [])


@pytest.mark.usefixtures("aws")
def test_what_no_grant_could_have_named_is_passed_over(said: Said) -> None:
    for key in ("other/a/b/upl_01K9QZ5A1P9R7S4T6V8W0XYZAB", "avatar/a/b/c", "../x"):
        picture_uploaded.picture_uploaded(arrival(key))
    assert said == []


@pytest.mark.usefixtures("aws")
def test_a_released_picture_leaves_nothing(said: Said) -> None:
    gone, stays = (send(encoded(two_tone(300, 300)), "avatar") for _ in range(2))
    detail = {"image_id": gone.image_id, "owner_id": OWNER, "subject_id": SUBJECT}
    for _ in range(2):
        image_released.image_released(detail)
    assert len(said) == 2
    assert not [key for key in streamed() if gone.image_id in key]
    assert len([key for key in streamed() if stays.image_id in key]) == 7


@pytest.mark.parametrize("colours", [[(1, 2, 3)], [(250, 0, 0)] * 5 + [(0, 200, 0)] * 4])
def test_the_dominant_colour_is_one_that_is_there(colours: list[tuple[int, int, int]]) -> None:
    assert images.dominant(colours) == "#{:02x}{:02x}{:02x}".format(*colours[0])
