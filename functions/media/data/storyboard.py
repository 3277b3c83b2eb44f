"""A film's key frames as the sheets of a storyboard.

Key frames alone are decoded, and of them at most one a step, whatever the codec: ffmpeg is told to
drop the other packets before its decoder sees them. So the cost is that of reading the file, be it
a day long or of nothing but key frames.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from PIL import Image

from media.data import ffmpeg
from media.data.images import jpeg
from media.domain.source import Video
from media.domain.storyboard import A_SHEET, COLUMNS, TILE_SIDE, Steps, place, sides, tile_size

SECONDS = 300
MEMORY_BYTES = 2048 * ffmpeg.MIB


@dataclass
class Sheets:
    """Iterated over, the sheets as JPEG; `begins` then says at which step each tile begins."""

    path: Path
    video: Video
    steps: Steps
    begins: list[int] = field(default_factory=list, init=False)

    def __iter__(self) -> Iterator[bytes]:
        """Raises ffmpeg.ToolFailed for what cannot be decoded."""
        tiles = self._tiles()
        while sheet := list(islice(tiles, A_SHEET)):
            yield self._drawn(sheet)

    def _tiles(self) -> Iterator[bytes]:
        """Each picture once: a step without a key frame of its own shows the one before."""
        shown = None
        for step, tile in enumerate(islice(self._pictures(), self.steps.count)):
            if tile != shown:
                self.begins.append(step)
                shown = tile
                yield tile

    def _pictures(self) -> Iterator[bytes]:
        width, height = tile_size(self.video)
        size = width * height * 3
        step = self.steps.milliseconds / 1000
        # Registers of the expression: 0, when the next key frame is due; 1, that one has come.
        due = "ld(1)*lt(dts*tb,ld(0))"
        keep = f"st(1,1)*0+st(0,dts*tb+{step * 0.9:.3f})*0"
        # AVI gives its pictures an order and no time.
        timed = "setts=pts='if(eq(PTS,NOPTS),DTS,PTS)'"
        # Scaled first: a repeated picture then costs nothing.
        chosen = (
            f"scale={width}:{height},setsar=1,format=rgb24,"
            f"fps=1000/{self.steps.milliseconds}:start_time=0:round=down:eof_action=pass"
        )
        arguments = [
            *["-bsf:v", f"noise=drop='if(not(key)+{due},1,{keep})',{timed}"],
            *["-skip_frame", "nokey", "-threads", "1", "-i", str(self.path)],
            *["-map", f"0:{self.video.index}", "-an"],
            *["-vf", chosen, "-frames:v", str(self.steps.count), "-f", "rawvideo", "pipe:1"],
        ]
        blocks = ffmpeg.stream(
            arguments, seconds=SECONDS, block_bytes=size, memory_bytes=MEMORY_BYTES
        )
        return (block for block in blocks if len(block) == size)

    def _drawn(self, tiles: list[bytes]) -> bytes:
        width, height = tile_size(self.video)
        sheet = Image.new("RGB", sides(len(tiles), width, height))
        for number, tile in enumerate(tiles):
            _, column, row = place(number)
            picture = Image.frombytes("RGB", (width, height), tile)
            sheet.paste(picture, (column * width, row * height))
        return jpeg(sheet, TILE_SIDE * COLUMNS)
