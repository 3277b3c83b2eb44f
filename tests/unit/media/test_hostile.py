"""A thousand bad files: each ends ready, or failed with a sentence, in bounds, and leaves nothing.

Some of each kind, that is; MUTANTS says how many (5000: all there are), and then they are counted.
"""

import os
import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from media.data import ffmpeg
from media.steps import fingerprint, measure, probe
from tests.mutants import Mutant, Seed
from tests.mutants.corpus import GROUPS, groups
from tests.mutants.seeds import seeds
from tests.mutants.trial import SECONDS, Trial
from tests.unit.aws import Said

MOST = int(os.environ.get("MUTANTS") or 48)
"""Of a kind of mutation; what its files have in common is likely to show in these."""
LEAST = 500
MOST_MEMORY = 1536 * 1024
"""Kilobytes of the largest of ffmpeg's processes."""
_PEAK = re.compile(r"VmHWM:\s+(\d+) kB")
_LOOK_SECONDS = 0.005


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seed]:
    return seeds(tmp_path_factory.mktemp("seeds"))


@pytest.fixture
def trial(
    monkeypatch: pytest.MonkeyPatch, said: Said, tmp_path: Path, aws: None, workflow: str
) -> Trial:
    assert aws is None
    assert workflow
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(probe, "PROBE_SECONDS", SECONDS)
    monkeypatch.setattr(probe, "SCAN_SECONDS", SECONDS)
    monkeypatch.setattr(measure, "DECODE_SECONDS", SECONDS)
    monkeypatch.setattr(fingerprint, "DECODE_SECONDS", SECONDS)
    return Trial(monkeypatch, said, tmp_path)


class Peaks:
    """The most memory that one of ffmpeg's processes had, as the kernel counts it while they live.

    What it says of an ended process (ru_maxrss) includes what its parent had when it forked.
    """

    def __init__(self) -> None:
        self.kilobytes = 0
        self.over = threading.Event()
        self.living: set[int] = set()

    def look(self) -> None:
        while not self.over.wait(_LOOK_SECONDS):
            for pid in tuple(self.living):
                try:
                    found = _PEAK.search(Path(f"/proc/{pid}/status").read_text())
                except (FileNotFoundError, ProcessLookupError):
                    self.living.discard(pid)
                else:
                    self.kilobytes = max(self.kilobytes, int(found[1]) if found else 0)


@pytest.fixture
def peaks(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peaks]:
    limit, seen = ffmpeg._limit, Peaks()

    def limited(pid: int, seconds: float, memory_bytes: int, output_bytes: int) -> None:
        seen.living.add(pid)
        limit(pid, seconds, memory_bytes, output_bytes)

    monkeypatch.setattr(ffmpeg, "_limit", limited)
    looks = threading.Thread(target=seen.look, daemon=True)
    looks.start()
    yield seen
    seen.over.set()
    looks.join()


@pytest.mark.parametrize("kind", GROUPS)
def test_each_file_ends_ready_or_with_a_sentence(
    trial: Trial,
    real: dict[str, Seed],
    kind: str,
    peaks: Peaks,
    capsys: pytest.CaptureFixture[str],
) -> None:
    faults = [fault for mutant in chosen(real, kind) for fault in trial.faults(mutant)]
    with capsys.disabled():
        if os.environ.get("MUTANTS"):
            print(f"\n{kind}: {trial.tried} files, {trial.codes}")
    assert not faults, f"{len(faults)} of {trial.tried}:\n" + "\n".join(faults)
    assert peaks.kilobytes < MOST_MEMORY
    assert not Path("/tmp/hacked").exists()  # noqa: S108  what the files' words ask for


def test_there_are_enough_of_them(real: dict[str, Seed]) -> None:
    made = [mutant for kind in GROUPS for mutant in chosen(real, kind)]
    assert len({mutant.data for mutant in made}) >= LEAST
    assert len({mutant.name for mutant in made}) == len(made)


def test_they_are_the_same_each_time(real: dict[str, Seed]) -> None:
    again = groups(real)
    assert all(
        [*made] == [*again[kind]] for kind, made in groups(real).items() if kind != "silence"
    )


def test_what_was_not_broken_is_ready(trial: Trial, real: dict[str, Seed], peaks: Peaks) -> None:
    for seed in real.values():
        assert trial.faults(seed.mutant("as it was", seed.data)) == []
    assert trial.codes == {"ready": len(real)}
    assert 0 < peaks.kilobytes < MOST_MEMORY


def chosen(real: dict[str, Seed], kind: str) -> Sequence[Mutant]:
    every = list(groups(real)[kind])
    if len(every) <= MOST:
        return every
    return [every[index * len(every) // MOST] for index in range(MOST)]
