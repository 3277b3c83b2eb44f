"""Real music and film, fetched once into .cache/media; their licences are in tests/README.md."""

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest

CACHE = Path(__file__).resolve().parents[1] / ".cache" / "media"
_SONGS = Path("usr/share/games/fretsonfire/data/songs/sectoid")
_SPEECH = Path("usr/share/pocketsphinx/test/data/librivox")
_SDISTS = {
    "moviepy==2.2.1": "c80cb56815ece94e5e3e2d361aa40070eeb30a09d23a24c4e684d03e16deacb1",
    "mutagen==1.48.1": "8f95637ab9f6f305cec6bd1294e197debe207998e3e068596563c74f86b0a173",
}
_FILM = "moviepy-2.2.1/docs/_static/medias/getting_started/moviepy_10_minutes"


def bunny() -> Path:
    """Big Buck Bunny: 596 s of H.264 at 1280x720 with stereo AAC, 50 MB."""
    path = CACHE / "bbb.mp4"
    if not path.exists():
        with tarfile.open(_sdist("moviepy==2.2.1")) as sdist:
            member = sdist.extractfile(f"{_FILM}/moviepy_10_minutes.zip")
            if member is None:
                raise FileNotFoundError("moviepy's documentation holds no film")
            with zipfile.ZipFile(io.BytesIO(member.read())) as inner:
                _keep(path, inner.read("moviepy_10_minutes/resources/bbb.mp4"))
    return path


def songs() -> dict[str, Path]:
    """Rock in Ogg Vorbis by its title: "Metal madness" (shortest), "Feelings" and two more."""
    root = _from_debian("fretsonfire-songs-sectoid", _SONGS)
    return {path.parent.name: path for path in sorted(root.glob("*/song.ogg"))}


def speech() -> list[Path]:
    """25 s of a novel read aloud, in five WAVs: 16 kHz, mono."""
    return sorted(_from_debian("pocketsphinx-testdata", _SPEECH).glob("*.wav"))


def broken_files() -> Path:
    """The folder of mutagen's test data: short, cut, mislabelled and malicious files."""
    folder = CACHE / "mutagen"
    if not folder.is_dir():
        with (
            tempfile.TemporaryDirectory(dir=CACHE) as work,
            tarfile.open(_sdist("mutagen==1.48.1")) as sdist,
        ):
            sdist.extractall(work, filter="data")
            (Path(work) / "mutagen-1.48.1" / "tests" / "data").rename(folder)
    return folder


def _sdist(requirement: str) -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    name = requirement.replace("==", "-") + ".tar.gz"
    path = CACHE / name
    if not path.exists():
        with tempfile.TemporaryDirectory(dir=CACHE) as work:
            _run(
                "PyPI is away",
                *[sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"],
                *["--no-binary", ":all:", "--dest", work, requirement],
            )
            found = (Path(work) / name).read_bytes()
            digest = hashlib.sha256(found).hexdigest()
            if digest != _SDISTS[requirement]:
                raise ValueError(f"{name} is not the file that was reviewed: sha256 {digest}")
            _keep(path, found)
    return path


def _from_debian(package: str, folder: Path) -> Path:
    """A folder of a Debian package: installed, or unpacked into the cache."""
    installed, unpacked = Path("/") / folder, CACHE / package
    if installed.is_dir():
        return installed
    if not unpacked.is_dir():
        _unpack(package, unpacked)
    return unpacked / folder


def _unpack(package: str, into: Path) -> None:
    if not shutil.which("apt-get"):
        pytest.skip("Debian's packages are away: no apt-get")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as work:
        try:
            subprocess.run(
                ["apt-get", "download", package], cwd=work, check=True, capture_output=True
            )
        except subprocess.CalledProcessError:
            if os.geteuid() != 0:
                pytest.skip("Debian's packages are away: apt has no lists and we are not root")
            _run("Debian's packages are away", "apt-get", "update")
            _run("Debian's packages are away", "apt-get", "download", package, folder=work)
        (found,) = Path(work).glob("*.deb")
        _run("dpkg cannot unpack", "dpkg", "-x", str(found), f"{work}/root")
        (Path(work) / "root").rename(into)


def _run(reason: str, *command: str, folder: str | None = None) -> None:
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, FileNotFoundError) as error:
        said = getattr(error, "stderr", None) or b""
        pytest.skip(f"{reason}: {said.decode(errors='replace').strip()[-200:] or error}")


def _keep(path: Path, content: bytes) -> None:
    # Whole or not at all: another test run may look for it meanwhile.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
