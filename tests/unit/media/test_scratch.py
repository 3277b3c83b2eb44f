"""Scratch of a killed process is removed by the next, and that of nobody else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from media.data import storage


def test_only_what_nobody_uses_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, reused, alive, other = (
        tmp_path / name
        for name in (
            f"didit360-media-{gone.pid}-x",
            f"didit360-media-{os.getpid()}-x",
            f"didit360-media-{os.getppid()}-x",
            "didit360-media-x",
        )
    )
    for folder in (dead, reused, alive, other):
        folder.mkdir()
        (folder / "original").write_bytes(b"x")
    with storage.scratch() as one, storage.scratch() as two:
        assert set(tmp_path.iterdir()) == {alive, other, one, two}
    assert set(tmp_path.iterdir()) == {alive, other}
