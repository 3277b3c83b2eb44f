"""Have a file's tags read by a program that can do nothing else.

What mutagen looks at lies at a file's beginning and end: of a large one only those are fetched, and
put into a file with a hole between.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from didit360.log import logger
from media.data import storage
from media.domain import tags

if TYPE_CHECKING:
    from media.domain.jobs import Job

MIB = 1024**2
END_BYTES = 16 * MIB
SECONDS = 10
MEMORY_BYTES = 768 * MIB
MOST_OUTPUT = MIB
_READ = TypeAdapter(dict[str, list[str]])
_READER = Path(__file__).with_name("tag_reader.py")


def of(job: "Job") -> dict[str, Any] | None:
    """The `tags` of media_tagged; None if the file has none that can be used. OriginalGone."""
    with storage.scratch() as folder:
        return tags.cleaned(read(_fetched(job, folder)))


def read(path: Path) -> dict[str, list[str]]:
    """What a local file's tags say; nothing if the reader could not, or took too much."""
    try:
        return _READ.validate_json(_run(path) or b"{}")
    except (ValueError, subprocess.SubprocessError) as error:
        logger().info("no tags read", why=type(error).__name__)
        return {}


def _run(path: Path) -> bytes:
    # No credentials, no settings: where it finds its packages, and the interpreter its libraries.
    libraries = os.environ.get("LD_LIBRARY_PATH")
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONHASHSEED": "0"}
    if libraries:
        environment["LD_LIBRARY_PATH"] = libraries
    process = subprocess.Popen(
        [sys.executable, "-B", str(_READER), str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd="/",
        start_new_session=True,
    )
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_CPU: SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    try:
        for which, most in limits.items():
            resource.prlimit(process.pid, which, (most, most))
    except ProcessLookupError:
        pass
    try:
        said, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, "tag_reader")
    return said if len(said) <= MOST_OUTPUT else b""


def _fetched(job: "Job", folder: Path) -> Path:
    if job.size <= 2 * END_BYTES:
        return storage.download(job, folder)
    path = folder / "ends"
    head = storage.get_range(job, 0, END_BYTES)
    tail = storage.get_range(job, job.size - END_BYTES, END_BYTES)
    if head is None or tail is None:
        return storage.download(job, folder)
    with path.open("wb") as file:
        file.write(head)
        file.seek(job.size - END_BYTES)
        file.write(tail)
    return path
