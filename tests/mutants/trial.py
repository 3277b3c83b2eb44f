"""Send a bad file through the real steps, and say what is wrong with how it ended."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import Any

import pytest

from media.domain.accepted import LONGEST_SECONDS, SHORTEST_SECONDS
from media.domain.jobs import Job
from media.domain.rejections import SENTENCES
from media.on import media_released
from tests.mutants import Mutant
from tests.unit.aws import Said
from tests.unit.media.files import MEDIA, OWNER, UPLOAD, streamed, versions
from tests.unit.media.uploads import arrive, grant, job_of, tell, wake
from tests.unit.media.workflow import Run, run

SECONDS = 30
"""For each of a step's tools, in place of a function's fifteen minutes."""
MARKS = (b"/etc/passwd", b"root:x:0:0", b"touch /tmp/hacked", b"onerror=alert")
URI = re.compile(r'URI="([^"]+)"')


@dataclass
class Trial:
    """Tries one file after the other; `codes` counts how they ended."""

    monkeypatch: pytest.MonkeyPatch
    said: Said
    scratch: Path
    codes: dict[str, int] = field(default_factory=dict)
    tried: int = 0

    def faults(self, mutant: Mutant) -> list[str]:
        """What is wrong with how it ended, each in a line."""
        self.tried += 1
        self.said.clear()
        ended, job = self._send(mutant)
        kept = streamed()
        found = list(self._wrong(ended, job, kept, versions()))
        released = wake(media_released.handler, {"media_id": MEDIA, "owner_id": OWNER})
        if released or streamed() or versions():
            found.append(f"not all of it could be deleted: {[*streamed(), *versions()][:3]}")
        if any(self.scratch.iterdir()):
            found.append("left something in its scratch")
        return [f"{mutant.name}: {fault}" for fault in found]

    def _send(self, mutant: Mutant) -> tuple[Run, Job]:
        size = len(mutant.data)
        grant(UPLOAD, self.monkeypatch, size or 1, mutant.kind)
        version = arrive(body=mutant.data)
        assert tell(version, f"{self.tried:08d}", size=size) == []
        job = job_of(version, size=size, kind=mutant.kind)
        return run(job, SECONDS), job

    def _wrong(
        self, ended: Run, job: Job, kept: dict[str, bytes], originals: list[tuple[str, str]]
    ) -> Iterator[str]:
        for error in ended.beside:
            yield f"an alarm rings: {error!r}"
        ends = [(name, told) for name, told in self.said if name in {"media_ready", "media_failed"}]
        if len(ends) != 1:
            yield f"ended {len(ends)} times: {ended.error!r}"
            return
        ((name, told),) = ends
        if name == "media_ready":
            self._count("ready")
            yield from wrong_stream(job, told, kept)
            if len(originals) != 1:
                yield f"{len(originals)} originals kept"
            return
        self._count(told["reason"]["code"])
        yield from wrong_refusal(told["reason"], ended.error)
        if kept or originals:
            yield f"refused, and left {[*kept, *originals][:3]}"

    def _count(self, code: str) -> None:
        self.codes[code] = self.codes.get(code, 0) + 1


def wrong_refusal(reason: dict[str, str], error: Exception | None) -> Iterator[str]:
    """A reason is one of our sentences about files; what we failed on is our own fault."""
    code = reason["code"]
    if code not in SENTENCES:
        yield f"{code}: {error!r}"
    elif reason["message"] != SENTENCES[code]:
        yield f"says {reason['message']!r}"


def wrong_stream(job: Job, told: dict[str, Any], kept: dict[str, bytes]) -> Iterator[str]:
    """What is ready is sane, whole, and nothing besides; and none of it is the file's own words."""
    facts = told["facts"]
    seconds = facts["duration_ms"] / 1000
    if not SHORTEST_SECONDS - 0.001 <= seconds <= LONGEST_SECONDS:
        yield f"lasts {seconds} s"
    names = {relpath(key, job.prefix): body for key, body in kept.items()}
    needed = {*_needed(told["files"], names), *_shown(job, told["files"]["image"])}
    if missing := sorted(needed - names.keys()):
        yield f"lacks {missing[:3]}"
    if needless := sorted(names.keys() - needed):
        yield f"has needless {needless[:3]}"
    for name in sorted(needed & names.keys()):
        if name.endswith("/media.m3u8"):
            lengths = re.findall(r"#EXTINF:([\d.]+)", names[name].decode())
            lasts = sum(map(float, lengths))
            # A film's sound may end before its pictures, or begin after them.
            if facts["kind"] == "audio" and abs(lasts - seconds) > 0.1:
                yield f"{name} lasts {lasts} s of {seconds}"
    told_of = json.dumps(told).encode()
    for mark in MARKS:
        if mark in told_of or any(mark in body for body in names.values()):
            yield f"{mark!r} came through"


def _shown(job: Job, image: dict[str, Any] | None) -> Iterator[str]:
    """The cover as everybody sees it, which lies beside the stream."""
    if image is None:
        return
    for size in image["sizes"]:
        for kind in ("webp", "jpeg"):
            yield relpath(image["path"] + size[kind], job.prefix)


def _needed(files: dict[str, Any], names: dict[str, bytes]) -> Iterator[str]:
    """Every object that is there for a reason: told of, or named by one that is."""
    listed = [
        one for value in files.values() for one in (value if isinstance(value, list) else [value])
    ]
    # The smaller cover is named after the larger.
    waiting = [name for name in listed if isinstance(name, str)] + [
        name for name in ("artwork-300.jpg", "seams.json") if name in names
    ]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        yield name
        if name.endswith((".m3u8", ".vtt")):
            folder = PurePosixPath(name).parent
            waiting += [str(folder / found) for found in _named(names.get(name, b"").decode())]


def _named(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.startswith("#"):
            yield from URI.findall(line)
        elif (found := line.partition("#")[0].strip()) and "." in found and "-->" not in found:
            yield found
