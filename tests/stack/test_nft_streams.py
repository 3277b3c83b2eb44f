"""The address in an edition's metadata, followed as a wallet's app does: nobody is signed in."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests
from PIL import Image

from infra.local import tune
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from nfts.domain.edition import id_of
from tests.house import PASSWORD, Person, wait_until
from tests.stack.journeys import made, post, send_again
from tests.stack.minting_scene import Artist, Json, works


@pytest.fixture(scope="module")
def artist(house: LocalStack) -> Person:
    """Of their own: what they sign by is their only wallet."""
    return Person(house, sign_up(house, "artist@streams.example", PASSWORD, "artist"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("tunes")
    named = [folder / f"{number}.wav" for number in range(2)]
    for number, file in enumerate(named):
        tune.write(file, higher=5 * number)
    return named


@pytest.fixture(scope="module")
def release(artist: Person, files: list[Path]) -> Json:
    """Published, with one track."""
    track = made(artist, files[0], title="Undertow")["id"]
    facts = {"type": "single", "title": "Undertow", "genres": ["ambient"]}
    id_ = ok(artist.call("POST", "/music/releases", facts))["id"]
    page = f"/music/releases/{id_}"
    ok(artist.call("PUT", f"{page}/tracks", {"tracks": [{"track_id": track}]}))
    cover = BytesIO()
    Image.linear_gradient("L").resize((1400, 1400)).convert("RGB").save(cover, "JPEG")
    file = {"file": {"size": len(cover.getvalue()), "content_type": "image/jpeg"}}
    upload = ok(artist.call("POST", f"{page}/artwork", file))["upload"]
    assert post(upload, cover.getvalue()).ok
    wait_until(lambda: ok(artist.call("GET", page))["artwork"], what="the artwork")
    ok(artist.call("POST", f"{page}/publish", {"when": "now"}))
    return {"id": id_, "track": track}


@pytest.fixture(scope="module")
def minter(artist: Person) -> tuple[Artist, str]:
    """The release's artist with a wallet, and their frozen sheet."""
    one = Artist(artist, 0xA9)
    one.link()
    return one, one.sheet()


def ok(answer: requests.Response) -> Json:
    assert answer.ok, answer.text
    said: Json = answer.json() if answer.content else {}
    return said


def metadata(house: LocalStack, minter: tuple[Artist, str], work_id: str) -> Json:
    """Of the work's edition, once that is minted."""
    artist, sheet = minter
    wait_until(lambda: work_id in known(artist), what="the work")
    edition = artist.ended(artist.mint(work_id, sheet)["id"])
    assert edition["state"] == "minted", edition["failure"]
    key = edition["content"]["metadata"].replace("ipfs://", "ipfs/")
    kept = house.client("s3").get_object(Bucket=house.outputs["content_bucket"], Key=key)
    said: Json = json.loads(kept["Body"].read())
    return said


def known(artist: Artist) -> set[str]:
    return {one["id"] for one in artist.do("GET", "/works?limit=100")["items"]}


def code(address: str) -> str:
    """Why it is not played."""
    answer = requests.get(address, timeout=30)
    assert answer.status_code == 404, answer.url
    assert "Set-Cookie" not in answer.headers
    return str(answer.json()["type"]).removeprefix("urn:didit360:problem:")


def played(address: str) -> str:
    """Where the playlist is, whose every rendition has a segment for a player with cookies."""
    player: Any = requests.Session()
    answer = player.get(address, timeout=30)
    assert answer.ok, answer.text
    [sent_on] = answer.history
    assert (sent_on.status_code, sent_on.headers["Cache-Control"]) == (302, "private, no-store")
    assert requests.get(answer.url, timeout=30).status_code == 403
    folder = answer.url.rpartition("/")[0]
    renditions = listed(answer.text)
    assert renditions
    for rendition in renditions:
        playlist = player.get(f"{folder}/{rendition}", timeout=30)
        assert playlist.ok, rendition
        below = f"{folder}/{rendition}".rpartition("/")[0]
        assert player.get(f"{below}/{listed(playlist.text)[0]}", timeout=30).ok
    return str(answer.url)


def elsewhere(address: str, before: str) -> str | None:
    """Where it is played, once that is not where it was."""
    now = played(address)
    return None if now == before else now


def listed(playlist: str) -> list[str]:
    assert playlist.startswith("#EXTM3U")
    return [line for line in playlist.splitlines() if line and not line.startswith("#")]


def test_an_edition_is_played_for_ever_as_long_as_its_work_is_there(
    house: LocalStack,
    artist: Person,
    minter: tuple[Artist, str],
    release: Json,
    files: list[Path],
) -> None:
    said = metadata(house, minter, release["track"])
    address = said["animation_url"]
    assert address.startswith(f"{house.url}/nfts/editions/edn_")
    first = played(address)

    send_again(artist, release["track"], files[1])
    moved = wait_until(lambda: elsewhere(address, first), 120, "the newer upload")
    assert moved.rpartition("/")[0] != first.rpartition("/")[0]

    page = f"/music/releases/{release['id']}"
    ok(artist.call("POST", f"{page}/unpublish"))
    gone = wait_until(lambda: requests.get(address, timeout=30).status_code == 404, what="its end")
    assert gone
    assert code(address) == "withdrawn"
    ok(artist.call("POST", f"{page}/publish", {"when": "now"}))
    wait_until(lambda: requests.get(address, timeout=30).ok, what="its return")
    assert played(address) == moved


def test_of_a_release_each_track_has_an_address(
    house: LocalStack, minter: tuple[Artist, str], release: Json
) -> None:
    said = metadata(house, minter, release["id"])
    [track] = said["properties"]["tracks"]
    assert track["stream"] == f"{said['animation_url']}?track_id={release['track']}"
    assert played(track["stream"]) == played(said["animation_url"])
    assert code(f"{said['animation_url']}?track_id={release['id']}") == "not-in-edition"


def test_what_nobody_minted_is_played_to_nobody(
    house: LocalStack, minter: tuple[Artist, str]
) -> None:
    [work] = works(house, minter[0].id, 1)
    assert code(f"{house.url}/nfts/editions/{id_of(work)}/stream") == "no-such-edition"
