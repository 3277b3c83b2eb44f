"""What can be minted follows what music says, whatever the order."""

import hashlib
from typing import Any

import pytest

from nfts.api import list_works
from nfts.data import works
from nfts.domain.work import NotReadyError, content_hash
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Person, Reply, call
from tests.unit.nfts.works import OTHER_TRACK, RELEASE, SHA256, TRACK, tell

pytestmark = pytest.mark.usefixtures("aws")


def asked(by: Person = ARTIST, **query: str) -> Reply:
    return call(list_works.handler, "GET", "/works", by=by, query=query, stage="nfts")


def ids(by: Person = ARTIST) -> list[str]:
    return [item["id"] for item in asked(by).body["items"]]


def test_an_artist_sees_their_published_works_alone() -> None:
    tell("track_published")
    tell("track_published", track_id=OTHER_TRACK, kind="video", artwork=None)
    tell("release_published", artist_id=OTHER_ARTIST.id)
    items = asked().body["items"]
    assert [(item["id"], item["kind"]) for item in items] == [
        (OTHER_TRACK, "video"),
        (TRACK, "track"),
    ]
    assert (items[0]["artwork"], items[1]["artwork"]["sizes"][0]["width"]) == (None, 96)
    assert ids(OTHER_ARTIST) == [RELEASE]


def test_a_fan_mints_nothing() -> None:
    assert asked(FAN).problem() == "forbidden"


def test_pages_hold_every_work_once() -> None:
    tell("track_published")
    tell("release_published")
    first = asked(limit="1").body
    second = asked(limit="1", cursor=first["next"]).body
    assert {first["items"][0]["id"], second["items"][0]["id"]} == {TRACK, RELEASE}


@pytest.mark.parametrize("what", ["track", "release"])
def test_what_is_withdrawn_is_minted_no_more_whatever_comes_first(what: str) -> None:
    tell(f"{what}_withdrawn", revision=8)
    tell(f"{what}_published", revision=7)
    assert ids() == []
    tell(f"{what}_published", revision=9)
    assert len(ids()) == 1
    tell(f"{what}_withdrawn", revision=8)
    assert len(ids()) == 1


def work(id_: str) -> Any:
    found = works.find(id_)
    assert found
    return found


def test_a_track_s_content_is_its_master() -> None:
    tell("track_published")
    track = work(TRACK)
    assert content_hash(track, {TRACK: track}).hex() == SHA256


def test_a_release_s_content_is_its_masters_in_their_order() -> None:
    other = {"sha256": "11" * 32, "stream": "media/x/master.m3u8"}
    tell("track_published")
    tell("track_published", track_id=OTHER_TRACK, master=other)
    tell("release_published", track_ids=[OTHER_TRACK, TRACK])
    release = work(RELEASE)
    both = works.many(release.track_ids)
    expected = hashlib.sha256(bytes.fromhex("11" * 32) + bytes.fromhex(SHA256)).digest()
    assert content_hash(release, both) == expected


def test_a_release_with_a_track_that_nobody_hears_is_not_ready() -> None:
    tell("track_published")
    tell("release_published", track_ids=[TRACK, OTHER_TRACK])
    tell("track_withdrawn", track_id=OTHER_TRACK, revision=13)
    release = work(RELEASE)
    with pytest.raises(NotReadyError) as raised:
        content_hash(release, works.many(release.track_ids))
    assert raised.value.work_id == OTHER_TRACK
