"""Decode a picture that anybody may have sent, and draw it anew, in sRGB, without metadata.

Nothing of the file is passed through: what people see was encoded here. Bytes behind or beside the
picture, comments, positions, thumbnails and colour profiles stay behind.
"""

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import blurhash
from PIL import Image, ImageCms, UnidentifiedImageError

from media.domain import images
from media.domain.images import Refused, Rule

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PROFILE_BYTES = 4 * 1024**2
WEBP_QUALITY, JPEG_QUALITY = 80, 85
_WHITE = (255, 255, 255)
_SAMPLE = 64
_HASHED = 32
_COMPONENTS = 4, 3
_ORIENTATION = 0x0112
_TURNS = {
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_270],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_90],
}
"""EXIF's orientation -> what makes it upright (Exif 2.32, table 6)."""

_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError),
    *(OSError, RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What Pillow's decoders have been seen to raise on files made to break them."""


@dataclass(frozen=True, slots=True)
class Size:
    width: int
    height: int
    webp: bytes
    jpeg: bytes


def opened(encoded: bytes, rule: Rule) -> Image.Image:
    """The picture as it is shown: upright, opaque, sRGB, its middle, no larger than is wanted.

    Judged by its content, whatever it calls itself. Raises Refused.
    """
    try:
        with Image.open(BytesIO(encoded), formats=FORMATS) as picture:
            return _shown(picture, rule)
    except UnidentifiedImageError as error:
        raise Refused("not_a_picture") from error
    except Image.DecompressionBombError as error:
        raise Refused("too_large") from error
    except _BROKEN as error:
        raise Refused("broken") from error


def drawn(picture: Image.Image, rule: Rule) -> list[Size]:
    """The picture in the sizes of its purpose, as WebP and JPEG; the smallest first."""
    made = []
    for side in images.sides(rule, max(picture.size)):
        fitted = picture.copy()
        fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
        webp = _encoded(fitted, "WEBP", quality=WEBP_QUALITY, method=4)
        jpeg = _encoded(fitted, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
        made.append(Size(*fitted.size, webp, jpeg))
    return made


def dominant(picture: Image.Image) -> str:
    """The colour that most of it has (media.domain.images.dominant), of some 4096 pixels."""
    return images.dominant(_pixels(picture, _SAMPLE))


def hashed(picture: Image.Image) -> str:
    """Its blurhash (blurha.sh, algorithm 1), of 4 x 3 components."""
    pixels = _pixels(picture, _HASHED)
    rows = [pixels[at : at + _HASHED] for at in range(0, len(pixels), _HASHED)]
    return str(blurhash.encode(rows, *_COMPONENTS))


def _shown(picture: Image.Image, rule: Rule) -> Image.Image:
    # A photograph with another one behind it (a gain map, the other eye) is a still all the same.
    if picture.format != "MPO" and getattr(picture, "is_animated", False):
        raise Refused("animated")
    width, height = picture.size
    if width * height > images.MOST_PIXELS:
        raise Refused("too_large")
    turns = _TURNS.get(_orientation(picture), [])
    lies = any(
        turn.name in {"TRANSPOSE", "TRANSVERSE", "ROTATE_90", "ROTATE_270"} for turn in turns
    )
    images.judge(rule, *((height, width) if lies else (width, height)))
    profile = picture.info.get("icc_profile")
    # JPEG decodes straight to about the size that is needed.
    picture.draft(picture.mode, (rule.most, rule.most))
    picture.load()
    cut = _plain(picture).crop(images.middle(rule, *picture.size))
    cut.thumbnail((rule.most, rule.most), Image.Resampling.LANCZOS, reducing_gap=3.0)
    clean = _in_srgb(cut, profile)
    for turn in turns:
        clean = clean.transpose(turn)
    return clean


def _orientation(picture: Image.Image) -> int:
    """As EXIF has it; a camera that writes nonsense is no reason to refuse a picture."""
    try:
        return int(picture.getexif().get(_ORIENTATION, 1))
    except _BROKEN:
        return 1


def _plain(picture: Image.Image) -> Image.Image:
    """Opaque, on white, eight bits a channel, in the colours that it came in: L, RGB or CMYK."""
    if picture.mode.startswith(("I", "F")):
        # Sixteen bits of grey, which `convert` would cut off at 255.
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        flat = Image.new("RGB", clear.size, _WHITE)
        flat.paste(clear, mask=clear.getchannel("A"))
        return flat
    if picture.mode in {"L", "RGB", "CMYK"}:
        return picture
    return picture.convert("L" if picture.mode in {"1", "LA"} else "RGB")


def _in_srgb(picture: Image.Image, profile: Any) -> Image.Image:
    """By the file's own colour profile, if it has one that fits; else as sRGB."""
    if isinstance(profile, bytes) and 0 < len(profile) <= MOST_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, *_BROKEN):
            converted = None
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _encoded(picture: Image.Image, form: str, **options: Any) -> bytes:
    # A new image carries no comment, profile or other passenger.
    clean = Image.new("RGB", picture.size)
    clean.paste(picture)
    out = BytesIO()
    clean.save(out, form, **options)
    return out.getvalue()


def _pixels(picture: Image.Image, side: int) -> list[tuple[int, int, int]]:
    small = picture.resize((side, side), Image.Resampling.BOX).convert("RGB")
    data = small.tobytes()
    return [(data[at], data[at + 1], data[at + 2]) for at in range(0, len(data), 3)]
