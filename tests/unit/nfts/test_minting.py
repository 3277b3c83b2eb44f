"""An edition from the ask to the chain, whatever happens on the way."""

import json
from collections.abc import Iterator

import boto3
import pytest

from nfts.api import list_editions, resume_edition
from nfts.domain.cid import cid_of
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Said, call
from tests.unit.nfts.minting import NEW, PICTURE, Mill, ask, keep_wallet, mill, shown
from tests.unit.nfts.wallets import KEYS, introduce
from tests.unit.nfts.works import SHA256, TRACK, tell


@pytest.fixture
def here(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws
    with mill(monkeypatch) as made:
        yield made


def minted(here: Mill) -> str:
    asked = ask()
    assert asked.status == 201, asked.text
    assert here.run() == "Done"
    return str(asked.body["id"])


def whats(edition_id: str) -> list[str]:
    return [line["what"] for line in shown(edition_id)["history"]]


def resumed(edition_id: str) -> int:
    return call(
        resume_edition.handler, "POST", f"/editions/{edition_id}/resume", stage="nfts"
    ).status


def test_an_edition_is_minted(here: Mill, said: Said) -> None:
    asked = ask()
    assert asked.status == 201, asked.text
    assert asked.body["state"] == "minting"
    assert here.run() == "Done"
    edition = shown(asked.body["id"])
    assert (edition["state"], edition["failure"]) == ("minted", None)
    token = edition["token"]
    assert int(token["token_id"]) in here.node.contract.published
    assert token["transaction"] == here.node.sent[0]
    (event,) = said
    assert event[0] == "nft_minted"
    assert event[1]["token_id"] == token["token_id"]
    assert whats(edition["id"]) == ["asked", "stored", "sent", "minted"]


def test_what_is_published_is_what_was_asked(here: Mill, said: Said) -> None:
    del said
    introduce(ARTIST)
    edition = shown(minted(here))
    (release,) = here.node.contract.published.values()
    assert release["artist"].lower() == KEYS[ARTIST].address.lower()
    assert (release["maxSupply"], release["closesAt"], release["royaltyBps"]) == (100, 0, 1000)
    assert release["contentHash"].hex() == SHA256
    assert release["uri"] == edition["content"]["metadata"]
    kept = (
        boto3.client("s3")
        .get_object(Bucket="content", Key=release["uri"].replace("ipfs://", "ipfs/"))["Body"]
        .read()
    )
    assert release["uri"] == f"ipfs://{cid_of(kept)}"
    document = json.loads(kept)
    assert document["image"] == edition["content"]["cover"] == f"ipfs://{cid_of(PICTURE)}"
    address = f"https://didit360.example/nfts/editions/{edition['id']}/stream"
    assert document["animation_url"] == address
    assert [one["stream"] for one in document["properties"]["tracks"]] == [address]
    assert document["properties"]["artist"] == "P0001"
    assert ARTIST.id not in kept.decode()


def test_no_block_is_final_before_its_confirmations(here: Mill, said: Said) -> None:
    asked = ask().body
    steps = here.steps(next(iter(here.runs)))
    next(steps)
    here.node.mine(2)
    for _ in steps:
        if len(here.node.blocks) >= 4:
            break
        assert shown(asked["id"])["state"] == "minting"
        assert not said
        here.node.mine()
    assert here.run() == "Done"


def test_a_work_is_minted_once(here: Mill, said: Said) -> None:
    del said
    minted(here)
    assert ask().problem() == "already-minted"
    assert len(here.node.contract.published) == 1


def test_who_had_no_answer_and_asks_again_has_it_begun(here: Mill, said: Said) -> None:
    del said
    ask()
    here.runs.clear()
    assert ask().problem() == "already-minted"
    assert here.run() == "Done"


@pytest.mark.parametrize(
    ("by", "more", "problem"),
    [
        (FAN, {}, "forbidden"),
        (OTHER_ARTIST, {}, "not-yours"),
        (ARTIST, {"sheet_id": "sht_01K9QZ4T7M5V3N8X2B6C1D0EFH"}, "not-yours"),
        (ARTIST, {"work_id": "rel_01K9QZ4T7M5V3N8X2B6C1D0EFH"}, "not-yours"),
        (ARTIST, {"supply": None}, "supply"),
        (ARTIST, {"quantity": 101}, "supply"),
        (ARTIST, {"kind": "one-of-one"}, "supply"),
        (ARTIST, {"kind": "timed", "supply": None}, "closes-at"),
        (ARTIST, {"closes_at": "2020-01-01T00:00:00Z"}, "past"),
        (ARTIST, {"royalty_bps": 2501}, "invalid"),
        (ARTIST, {"recipient": "0x0"}, "invalid"),
    ],
)
def test_what_is_refused_at_once(
    here: Mill, by: Person, more: dict[str, object], problem: str
) -> None:
    assert ask(by, **more).problem() == problem
    assert not here.runs


def test_nothing_is_minted_without_a_wallet(here: Mill) -> None:
    boto3.client("dynamodb").delete_item(
        TableName="wallets", Key={"id": {"S": ARTIST.id}, "part": {"S": "wallets"}}
    )
    assert ask().problem() == "no-wallet"
    keep_wallet(ARTIST)
    assert ask().status == 201
    assert here.runs


def test_a_work_that_is_withdrawn_meanwhile_is_not_minted(here: Mill, said: Said) -> None:
    asked = ask().body
    tell("track_withdrawn", revision=99)
    assert here.run() == "Told"
    edition = shown(asked["id"])
    assert (edition["state"], edition["failure"]["code"]) == ("failed", "not-ready")
    assert said[0][0] == "nft_failed"
    tell("track_published", revision=100)
    assert resumed(asked["id"]) == 200
    assert here.run() == "Done"


def test_one_that_failed_before_anything_was_sent_can_be_asked_for_anew(
    here: Mill, said: Said
) -> None:
    del said
    ask()
    tell("track_withdrawn", revision=99)
    here.run()
    tell("track_published", revision=100)
    again = ask(supply=7)
    assert (again.status, again.body["supply"], again.body["attempt"]) == (201, 7, 2)
    assert here.run() == "Done"
    (release,) = here.node.contract.published.values()
    assert release["maxSupply"] == 7


def test_only_a_failed_one_is_resumed(here: Mill, said: Said) -> None:
    del said
    asked = ask().body["id"]
    assert resumed(asked) == 409
    here.run()
    assert resumed(asked) == 409


def test_an_artist_sees_their_own(here: Mill, said: Said) -> None:
    del said
    edition_id = minted(here)
    listed = call(list_editions.handler, "GET", "/editions", stage="nfts").body
    assert [one["id"] for one in listed["items"]] == [edition_id]
    others = call(list_editions.handler, "GET", "/editions", by=OTHER_ARTIST, stage="nfts").body
    assert others["items"] == []


def test_a_one_of_one_and_a_timed_edition(here: Mill, said: Said) -> None:
    del said
    tell("track_published", track_id="trk_01K9QZ4T7M5V3N8X2B6C1D0EFH")
    ask(kind="one-of-one", supply=None)
    here.run()
    ask(
        work_id="trk_01K9QZ4T7M5V3N8X2B6C1D0EFH",
        kind="timed",
        supply=None,
        closes_at="2126-11-23T00:00:00Z",
    )
    here.run()
    one, timed = here.node.contract.published.values()
    assert (one["maxSupply"], timed["maxSupply"]) == (1, 2**32 - 1)
    assert (one["closesAt"], timed["closesAt"] > 0) == (0, True)
    assert NEW["work_id"] == TRACK
