"""The zips and layers that would be deployed, built for this machine: a track through them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.cli.check import check
from infra.cli.upload import Uploader
from infra.local import tune
from infra.local.people import sign_up
from infra.local.stack import LocalStack, Ports
from tests.house import PASSWORD, Person, wait_until


@pytest.fixture(scope="module")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    home = tmp_path_factory.mktemp("packaged")
    with LocalStack(home, Ports.free(), packaged=True) as running:
        yield running


@pytest.mark.timeout(900)  # the layers are built first, once for each change of a lock
def test_a_track_streams_through_the_packages(packaged: LocalStack, tmp_path: Path) -> None:
    artist = Person(packaged, sign_up(packaged, "artist@test.example", PASSWORD, "artist"))
    file = tmp_path / "tune.wav"
    tune.write(file)
    track_id = Uploader(artist.client, file, "A tune", "audio", lambda _: None).run()

    def ready() -> bool:
        track = artist.client.get_track(track_id)
        assert track["state"] != "failed", track["reason"]
        return bool(track["state"] == "ready")

    wait_until(ready, 120, "the stream")
    found = check(
        artist.client.get_track(track_id),
        artist.client.playback(track_id),
        tmp_path,
        lambda _: None,
    )
    assert found
    assert all(one.right for one in found), found


def test_no_function_runs_from_the_working_tree(packaged: LocalStack) -> None:
    functions = packaged.client("lambda").list_functions()["Functions"]
    sizes = {function["FunctionName"]: function["CodeSize"] for function in functions}
    assert min(sizes.values()) > 2_000, sizes
