"""Pictures out of media files: taken by ffmpeg, judged and drawn anew by Pillow.

No byte of an embedded picture is passed through: what listeners get was encoded here, without
metadata, in a size we chose.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from media.data import ffmpeg
from media.domain.source import Video

COVER_BYTES = 32 * ffmpeg.MIB
COVER_PIXELS = 64_000_000
"""8000 x 8000; more is a decompression bomb or a mistake."""
FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF")
SECONDS = 60
POSTER_SIDE = 1280
_WHITE = (255, 255, 255)


class UnusablePicture(Exception):  # noqa: N818  named for what happened
    """There is a picture, and it is not one that we can or dare to show."""


def cover(path: Path, index: int) -> Image.Image:
    """The still in stream `index`, upright and opaque. Raises UnusablePicture."""
    copied = ["-map", f"0:{index}", "-c", "copy", "-frames:v", "1", "-f", "image2pipe", "pipe:1"]
    try:
        encoded = ffmpeg.capture(["-i", str(path), *copied], seconds=SECONDS, max_bytes=COVER_BYTES)
        return drawn(encoded)
    except ffmpeg.ToolFailed as error:
        raise UnusablePicture(str(error)) from error


def drawn(encoded: bytes) -> Image.Image:
    """Decode an image file of an accepted format and a sane size. Raises UnusablePicture."""
    try:
        with Image.open(BytesIO(encoded), formats=FORMATS) as picture:
            if picture.width * picture.height > COVER_PIXELS:
                raise UnusablePicture(f"{picture.width} x {picture.height} pixels")
            # JPEG decodes straight to about the size that is needed.
            picture.draft("RGB", (2400, 2400))
            upright = ImageOps.exif_transpose(picture)
            if upright.has_transparency_data:
                clear = upright.convert("RGBA")
                flat = Image.new("RGB", clear.size, _WHITE)
                flat.paste(clear, mask=clear.getchannel("A"))
                return flat
            return upright.convert("RGB")
    except (
        *(UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning),
        *(OSError, ValueError, SyntaxError, EOFError, OverflowError, MemoryError),
    ) as error:
        raise UnusablePicture(type(error).__name__) from error


def frame(path: Path, video: Video, at: float) -> Image.Image:
    """A telling frame of a film in the second after `at`. Raises UnusablePicture.

    ffmpeg's thumbnail filter takes the one nearest to the average of two dozen, so not the black
    between two scenes.
    """
    width, height = poster_size(video)
    chosen = f"scale={width}:{height},setsar=1,thumbnail=24,format=rgb24"
    arguments = [
        *["-ss", f"{at:.3f}", "-i", str(path), "-map", f"0:{video.index}", "-an", "-vf", chosen],
        *["-frames:v", "1", "-f", "rawvideo", "pipe:1"],
    ]
    size = width * height * 3
    try:
        pixels = ffmpeg.capture(arguments, seconds=SECONDS, max_bytes=size)
    except ffmpeg.ToolFailed as error:
        raise UnusablePicture(str(error)) from error
    if len(pixels) != size:
        raise UnusablePicture("no frame")
    return Image.frombytes("RGB", (width, height), pixels)


def poster_size(video: Video) -> tuple[int, int]:
    """As shown, bounded by POSTER_SIDE, never larger than the film."""
    factor = min(1.0, POSTER_SIDE / max(video.width, video.height))
    return max(round(video.width * factor), 2), max(round(video.height * factor), 2)


def jpeg(picture: Image.Image, side: int) -> bytes:
    """A fresh JPEG that fits a square of `side` pixels, never larger than the picture."""
    fitted = picture.copy()
    fitted.thumbnail((side, side), Image.Resampling.LANCZOS)
    # A new image carries no comment, profile or other passenger.
    clean = Image.new("RGB", fitted.size)
    clean.paste(fitted)
    encoded = BytesIO()
    clean.save(encoded, "JPEG", quality=86, optimize=True, progressive=True)
    return encoded.getvalue()
