"""The engine's state survives what happens to processes and disks."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from infra.local.engine.launcher import Keeper
from infra.local.engine.queues import free_messages, move_queues
from infra.local.engine.snapshots import KEPT, MANIFEST, Snapshots


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "state").mkdir()
    return tmp_path / "snapshots", tmp_path / "state"


def take(snapshots: Snapshots, **texts: str | None) -> bool:
    return snapshots.take({name: partial(str_or_none, text) for name, text in texts.items()})


def str_or_none(text: str | None) -> str | None:
    return text


def state(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


def test_the_newest_copy_comes_back(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    take(snapshots, s3="1", sqs="1")
    take(snapshots, s3="2", sqs="1")
    assert Snapshots(*folders).restore() == 2
    assert state(folders[1]) == {"s3.json": "2", "sqs.json": "1"}


def test_nothing_is_written_when_nothing_changed(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    assert take(snapshots, s3="1")
    assert not take(snapshots, s3="1")
    assert snapshots.numbers() == [1]


def test_an_unchanged_service_is_not_written_again(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    take(snapshots, s3="1", sqs="1")
    take(snapshots, s3="2", sqs="1")
    one, two = (folders[0] / str(n) / "sqs.json" for n in (1, 2))
    assert one.samefile(two)


def test_a_silent_service_keeps_what_it_said_before(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    take(snapshots, s3="1", sqs="1")
    take(snapshots, s3=None, sqs="2")
    Snapshots(*folders).restore()
    assert state(folders[1]) == {"s3.json": "1", "sqs.json": "2"}


@pytest.mark.parametrize(
    "damage",
    [
        lambda copy: (copy / "s3.json").write_text(""),
        lambda copy: (copy / "s3.json").unlink(),
        lambda copy: (copy / MANIFEST).unlink(),
        lambda copy: (copy / MANIFEST).write_text('{"s3.json": "'),
        lambda copy: (copy / MANIFEST).write_text("[]"),
        lambda copy: (copy / MANIFEST).write_bytes(b"\xff"),
    ],
    ids=["emptied", "lost", "no manifest", "half a manifest", "another manifest", "no text"],
)
def test_a_damaged_copy_falls_back_to_the_one_before(
    folders: tuple[Path, Path], damage: object
) -> None:
    assert callable(damage)
    snapshots = Snapshots(*folders)
    take(snapshots, s3="1")
    take(snapshots, s3="2")
    damage(folders[0] / "2")
    again = Snapshots(*folders)
    assert again.restore() == 1
    assert state(folders[1]) == {"s3.json": "1"}
    assert take(again, s3="3")
    assert Snapshots(*folders).restore() == 2


def test_a_damaged_blob_falls_back_too(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    take(snapshots, s3="1")
    blobs = folders[1] / "lambda-blobs"
    blobs.mkdir()
    (blobs / f"{sha256(b'code').hexdigest()}.zip").write_bytes(b"code")
    take(snapshots, s3="2")
    assert Snapshots(*folders).restore() == 2
    assert (blobs / f"{sha256(b'code').hexdigest()}.zip").read_bytes() == b"code"
    blob = next((folders[0] / "2" / "lambda-blobs").iterdir())
    blob.unlink()
    blob.write_bytes(b"co")
    assert Snapshots(*folders).restore() == 1


def test_half_a_copy_is_no_copy(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    take(snapshots, s3="1")
    draft = folders[0] / "draft-2"
    draft.mkdir()
    (draft / MANIFEST).write_text(json.dumps({}))
    assert Snapshots(*folders).restore() == 1


def test_without_a_copy_the_engine_starts_empty(folders: tuple[Path, Path]) -> None:
    (folders[1] / "s3.json").write_text("left by nobody knows whom")
    assert Snapshots(*folders).restore() is None
    assert state(folders[1]) == {}


def test_what_signs_tokens_outlives_a_restart(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    take(snapshots, cognito="1")
    keys = folders[1] / "cognito-pool-keys"
    keys.mkdir()
    (keys / "pool-id.pem").write_text("a key")
    (folders[1] / "cognito.json").write_text("torn")
    Snapshots(*folders).restore()
    assert (keys / "pool-id.pem").read_text() == "a key"
    assert state(folders[1]) == {"cognito.json": "1"}


def test_only_a_few_are_kept(folders: tuple[Path, Path]) -> None:
    snapshots = Snapshots(*folders)
    for number in range(KEPT + 3):
        take(snapshots, s3=str(number))
    assert len(snapshots.numbers()) == KEPT


def test_queues_move_with_the_engine_and_the_copy_stays_as_it_was(
    folders: tuple[Path, Path],
) -> None:
    take(Snapshots(*folders), sqs='{"http://localhost:4566/000000000000/inbox": 1}')
    Snapshots(*folders).restore()

    move_queues(folders[1], 5000)

    assert state(folders[1])["sqs.json"] == '{"http://localhost:5000/000000000000/inbox": 1}'
    assert Snapshots(*folders).restore() == 1
    assert "4566" in state(folders[1])["sqs.json"]


def test_a_message_that_was_being_handled_is_free_after_a_restart(
    folders: tuple[Path, Path],
) -> None:
    file = folders[1] / "sqs.json"
    message = {"visible_at": 1795370820.25, "body": "x", "receive_count": 1}
    file.write_text(json.dumps({"messages": [message, message | {"visible_at": 7}]}))
    free_messages(folders[1])
    kept = json.loads(file.read_text())["messages"]
    assert kept == [message | {"visible_at": 0}] * 2


class Order(Snapshots):
    def take(self, services: Mapping[str, Callable[[], str | None]]) -> bool:
        self.names = list(services)
        return True


def test_what_asks_is_copied_before_what_is_done_about_it(folders: tuple[Path, Path]) -> None:
    """A message that is gone when queues are copied must have done its work in the tables."""
    order = Order(*folders)
    Keeper(order, 1).save(dict.fromkeys(["dynamodb", "s3", "sqs", "kms", "stepfunctions"], str))
    assert order.names == ["stepfunctions", "sqs", "dynamodb", "s3", "kms"]
