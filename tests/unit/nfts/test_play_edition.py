"""The address that an edition's metadata names: it opens what is heard now, to everybody."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from didit360 import limits
from nfts.api import play_edition
from nfts.data import content
from nfts.domain.edition import id_of
from tests.unit.aws import Reply, Said, call
from tests.unit.nfts.minting import Mill, ask, mill, shown
from tests.unit.nfts.works import OTHER_TRACK, RELEASE, TRACK, tell, told

EDITION = id_of(TRACK)
RUN = "media/med_01K9QZ4T7M5V3N8X2B6C1D0EFG/upl_01K9QZ5A1P9R7S4T6V8W0XYZAB-9f86d08188"
NEWER = RUN.replace("9f86d08188", "0000000001")
EDGE = "https://didit360.example"


@pytest.fixture
def here(aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws
    key = rsa.generate_private_key(65537, 2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    boto3.client("secretsmanager").create_secret(Name="signing", SecretString=pem)
    with mill(monkeypatch) as made:
        yield made


def play(edition_id: str = EDITION, **query: str) -> Reply:
    path = f"/editions/{edition_id}/stream"
    return call(play_edition.handler, "GET", path, query=query, by=None, stage="nfts")


def master(run: str, **more: str) -> dict[str, str]:
    known: dict[str, str] = told("track_published")["master"]
    return {"sha256": known["sha256"], "stream": f"{run}/master.m3u8"} | more


def minted(here: Mill, **more: Any) -> str:
    asked = ask(**more)
    assert asked.status == 201, asked.text
    assert here.run() == "Done"
    return str(asked.body["id"])


def test_everybody_is_sent_to_the_stream_with_what_opens_it(here: Mill, said: Said) -> None:
    del said
    assert minted(here) == EDITION
    reply = play()
    assert (reply.status, reply.text) == (302, "")
    assert reply.headers["Location"] == [f"{EDGE}/{RUN}/standard.m3u8"]
    assert reply.headers["Cache-Control"] == ["private, no-store"]
    cookies = reply.headers["Set-Cookie"]
    assert {one.partition("=")[0] for one in cookies} == {
        *("CloudFront-Policy", "CloudFront-Signature", "CloudFront-Key-Pair-Id")
    }
    # The folder of what is lossless is another one.
    assert all(f"; Path=/{RUN}/;" in one for one in cookies)


def test_a_newer_upload_is_played_at_the_same_address(here: Mill, said: Said) -> None:
    del said
    minted(here)
    tell("track_published", master=master(NEWER, standard=f"{NEWER}/master.m3u8"), revision=13)
    assert play().headers["Location"] == [f"{EDGE}/{NEWER}/master.m3u8"]


def test_what_was_told_before_playlists_were_two_is_played(here: Mill, said: Said) -> None:
    del said
    minted(here)
    tell("track_published", master=master(NEWER), revision=13)
    assert play().headers["Location"] == [f"{EDGE}/{NEWER}/master.m3u8"]


def test_what_is_not_minted_is_played_to_nobody(here: Mill, said: Said) -> None:
    assert ask().body["id"] == EDITION
    assert play().problem() == "no-such-edition"
    tell("track_withdrawn", revision=99)
    assert here.run() == "Told"
    assert said[0][0] == "nft_failed"
    for edition_id in (EDITION, id_of(OTHER_TRACK), TRACK, "nonsense"):
        reply = play(edition_id)
        assert (reply.status, reply.problem()) == (404, "no-such-edition")


def test_what_is_withdrawn_is_played_again_when_it_is_back(here: Mill, said: Said) -> None:
    del said
    minted(here)
    tell("track_withdrawn", revision=99)
    reply = play()
    assert (reply.status, reply.problem()) == (404, "withdrawn")
    assert "Set-Cookie" not in reply.headers
    tell("track_published", revision=100)
    assert play().status == 302


def test_what_was_its_artist_s_is_not_played_when_they_are_gone(here: Mill, said: Said) -> None:
    del said
    minted(here)
    boto3.client("dynamodb").delete_item(TableName="works", Key={"id": {"S": TRACK}})
    assert play().problem() == "withdrawn"


def test_a_release_plays_its_first_track_or_the_one_that_is_named(here: Mill, said: Said) -> None:
    del said
    tell("track_published", track_id=OTHER_TRACK, master=master(NEWER))
    tell("release_published", track_ids=[TRACK, OTHER_TRACK], artwork=None)
    edition = shown(minted(here, work_id=RELEASE))
    document = json.loads(content.read(edition["content"]["metadata"].removeprefix("ipfs://")))
    address = f"{EDGE}/nfts/editions/{edition['id']}/stream"
    assert document["animation_url"] == address
    assert [one["stream"] for one in document["properties"]["tracks"]] == [
        f"{address}?track_id={track}" for track in (TRACK, OTHER_TRACK)
    ]

    def where(**query: str) -> str | None:
        return play(edition["id"], **query).headers["Location"][0]

    first, second = f"{EDGE}/{RUN}/standard.m3u8", f"{EDGE}/{NEWER}/master.m3u8"
    assert (where(), where(track_id=TRACK), where(track_id=OTHER_TRACK)) == (first, first, second)
    for stranger in (RELEASE, f"{TRACK[:-1]}Z", ""):
        reply = play(edition["id"], track_id=stranger)
        assert (reply.status, reply.problem()) == (404, "not-in-edition")
    tell("track_withdrawn", track_id=OTHER_TRACK, revision=99)
    assert play(edition["id"], track_id=OTHER_TRACK).problem() == "withdrawn"
    assert where() == first
    tell("release_withdrawn", revision=99)
    assert play(edition["id"]).problem() == "withdrawn"


def test_an_address_asks_so_often_and_no_more(
    here: Mill, said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    del said
    minted(here)
    monkeypatch.setitem(limits.BUDGETS, "plays", limits.Budget(person=1, address=2))
    assert [play().status for _ in range(3)] == [302, 302, 429]
