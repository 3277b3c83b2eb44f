"""A machine that lacks something is told so in one sentence."""

import subprocess
import sys
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import environments
from infra.local.environments import Environment, NodeModules, SetupError, VirtualEnvironment

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    (tmp_path / "lock").write_text("one")
    return tmp_path


class Folder(Environment):
    made = 0

    def commands(self) -> Iterator[list[str]]:
        Folder.made += 1
        yield ["mkdir", "-p", str(self.path)]


def test_a_folder_is_made_again_only_when_its_lock_changes(root: Path) -> None:
    assert not Folder("it", "lock").current()
    Folder("it", "lock").make()
    assert Folder("it", "lock").current()
    (root / "lock").write_text("two")
    assert not Folder("it", "lock").current()


def test_a_folder_that_was_not_finished_is_made_again(root: Path) -> None:
    (root / "it").mkdir()
    assert not Folder("it", "lock").current()


def test_a_full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(10**12, 10**12, 10**9))
    with pytest.raises(SetupError, match=r"^The disk has 0\.9 GB free .* make room first\.$"):
        environments.require_tools([])


def test_no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SetupError, match=r"^Node\.js is missing: install Node\.js 20 or newer"):
        environments.require_tools([NodeModules("node_modules", "lock")])


def test_an_old_node(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        (root / name).write_text("#!/bin/sh\necho v18.1.0\n")
        (root / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{root}:/usr/bin:/bin")
    with pytest.raises(SetupError, match=r"^Node\.js 18\.1\.0 is too old: install 20 or newer\.$"):
        environments.require_node()


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SetupError, match=r"^Python 3\.9 is too old: install Python 3\.11 or newer"):
        environments.use_a_new_enough_python()


def test_a_python_without_venv(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "find_spec", lambda _: None)
    with pytest.raises(SetupError, match="apt-get install python3-venv"):
        environments.require_tools([VirtualEnvironment(".venv", "lock")])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", r"^The disk is full: make room"),
        (
            "Collecting\\nERROR: no such hash\\n[notice] x",
            r"^it could not be made \(sh\): ERROR: no",
        ),
    ],
)
def test_a_failed_command_says_its_last_words(said: str, sentence: str) -> None:
    with pytest.raises(SetupError, match=sentence):
        environments.run(["sh", "-c", f'printf "{said}"; exit 1'], "it")


def test_the_file_is_readable_to_an_old_python() -> None:
    """No syntax newer than 3.7, or the sentence about the version is never said."""
    import ast

    source = Path(environments.__file__).read_text()
    ast.parse(source, feature_version=(3, 7))
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", source.split("\nROOT")[0]], check=False
    )
    assert done.returncode == 0
