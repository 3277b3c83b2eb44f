"""Split sheets as owners make them: drafts, what is refused, lists, and how many there are."""

import pytest

from nfts.domain.sheet import MAX_OPEN
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, Person
from tests.unit.nfts.sheets import (
    HALVES,
    Streams,
    begin,
    delete,
    end,
    freeze,
    frozen,
    ids,
    invite,
    line,
    listed,
    patch,
    post,
    read,
    sign,
)
from tests.unit.nfts.wallets import (
    KEYS,
    Node,
    block,
    introduce,
    link,
)
from tests.unit.nfts.works import TRACK, tell


@pytest.fixture(autouse=True)
def _people(aws: None) -> None:  # noqa: ARG001
    introduce(ARTIST, OTHER_ARTIST, FAN)


def test_a_draft_is_its_owner_s_alone() -> None:
    begun = begin(line(ARTIST, 6000, 10_000), line(FAN, 4000), composition_part_bps=2500)

    assert (begun["state"], begun["title"], begun["work_id"]) == ("draft", "Tidelines", None)
    assert begun["owner"] == {"id": ARTIST.id, "handle": "p0001", "name": "P0001"}
    assert [one["person"]["handle"] for one in begun["payees"]] == ["p0001", "p0003"]
    assert [one["weight"] for one in begun["payees"]] == [70_000_000, 30_000_000]
    assert begun["on_chain"] is None
    for other in (FAN, OTHER_ARTIST):
        assert end(read(begun["id"], other)) == (404, "no-such-sheet")
    assert end(read("sht_1")) == (404, "no-such-sheet")
    assert post(FAN).status == 403
    Streams().flow()
    assert (ids("owner"), ids("payee"), ids("payee", FAN)) == ([begun["id"]], [], [])


def test_all_that_the_chain_would_refuse_is_refused_at_once() -> None:
    refused = [
        ([line(ARTIST, 9999)], 0, "shares-do-not-add-up"),
        ([line(ARTIST, 5000), line(FAN, 5001)], 0, "shares-do-not-add-up"),
        ([line(ARTIST, 10_000, 1)], 0, "shares-do-not-add-up"),
        ([line(ARTIST, 10_000)], 1, "shares-do-not-add-up"),
        ([line(ARTIST, 5000), line(ARTIST, 5000)], 0, "payee-twice"),
        ([line(ARTIST, 10_000), line(FAN, 0)], 0, "payee-without-share"),
        ([], 0, "invalid"),
        ([line(ARTIST, 100)] * 101, 0, "invalid"),
        ([line(ARTIST, 10_001)], 0, "invalid"),
        ([line(ARTIST, 10_000), line(FAN, -1)], 0, "invalid"),
    ]
    for payees, part, code in refused:
        reply = post(payees=payees, composition_part_bps=part)
        assert end(reply) == (422, code), payees
    reply = post(payees=[line(ARTIST, 9000)])
    assert (reply.body["column"], reply.body["sum"]) == ("recording_bps", 9000)
    begun = begin(*HALVES)
    assert end(patch(begun["id"], payees=[line(FAN, 1)])) == (422, "shares-do-not-add-up")
    assert read(begun["id"]).body["payees"] == begun["payees"]
    assert ids("owner") == [begun["id"]]


def test_a_hundred_are_paid_by_one_sheet() -> None:
    crowd = [Person(f"0b7c1f6e-0000-4000-8000-000000001{number:03}", "fan") for number in range(99)]
    introduce(*crowd)

    begun = begin(line(ARTIST, 100), *(line(one, 100) for one in crowd))
    assert len(begun["payees"]) == 100
    assert invite(begun["id"]).body["state"] == "invited"


def test_payees_are_people_here_and_no_block_is_between_them() -> None:
    reply = post(payees=[line(ARTIST, 5000), line(MODERATOR, 5000)])
    assert end(reply) == (422, "no-such-person")
    assert reply.body["people"] == [MODERATOR.id]

    begun = begin(*HALVES)
    block(FAN, ARTIST)
    assert end(post(payees=list(HALVES))) == (422, "no-such-person")
    assert patch(begun["id"], title="Still mine").status == 200
    assert end(invite(begun["id"])) == (422, "no-such-person")

    block(ARTIST, OTHER_ARTIST)
    reply = patch(begun["id"], payees=[line(ARTIST, 1), line(OTHER_ARTIST, 9999)])
    assert (end(reply), reply.body["people"]) == ((409, "blocked"), [OTHER_ARTIST.id])


def test_a_sheet_is_for_a_published_work_of_one_s_own() -> None:
    tell("track_published", track_id=TRACK)

    assert begin(work_id=TRACK)["work_id"] == TRACK
    assert end(post(OTHER_ARTIST, work_id=TRACK)) == (422, "no-such-work")
    assert end(post(work_id="trk_none")) == (422, "no-such-work")
    begun = begin(*HALVES)
    assert patch(begun["id"], work_id=TRACK).body["work_id"] == TRACK
    tell("track_withdrawn", track_id=TRACK, revision=10**9)
    assert patch(begun["id"], title="It stays for it").body["work_id"] == TRACK
    assert end(patch(begin(*HALVES)["id"], work_id=TRACK)) == (422, "no-such-work")
    assert patch(begun["id"], work_id=None).body["work_id"] is None


def test_only_the_owner_changes_it_and_not_what_somebody_else_changed() -> None:
    sheet_id = begin(*HALVES)["id"]
    etag = read(sheet_id).headers["ETag"][0]

    assert patch(sheet_id, etag=etag, title="Ebb").status == 200
    assert end(patch(sheet_id, etag=etag, title="Flow")) == (412, "changed-meanwhile")
    assert end(invite(sheet_id, etag=etag)) == (412, "changed-meanwhile")
    assert read(sheet_id).body["title"] == "Ebb"
    for by, status in ((OTHER_ARTIST, 404), (FAN, 403)):
        assert patch(sheet_id, by, title="Mine").status == status
        assert invite(sheet_id, by).status == status
        assert freeze(sheet_id, by).status == status
        assert delete(sheet_id, by).status == status
    assert patch(sheet_id, title=None).problem() == "invalid"
    assert patch(sheet_id, payees=None).problem() == "invalid"


def test_an_artist_alone_signs_and_is_done(asked: Node) -> None:
    link(ARTIST)

    begun = begin(composition_part_bps=3000)
    assert begun["state"] == "signing"
    [mine] = begun["payees"]
    assert (mine["recording_bps"], mine["composition_bps"]) == (10_000, 10_000)
    assert (mine["weight"], mine["address"]) == (100_000_000, KEYS[ARTIST].address)
    done = sign(begun["id"], ARTIST)

    assert (done.status, done.body["state"]) == (200, "frozen")
    assert sign(begun["id"], ARTIST).body == done.body, "whoever did not get the answer asks again"
    assert freeze(begun["id"]).body["state"] == "frozen"
    assert asked.asked == []


def test_an_artist_alone_may_change_it_before_they_sign() -> None:
    link(ARTIST)
    sheet_id = begin()["id"]

    assert patch(sheet_id, title="Ebb").body["state"] == "signing"
    assert patch(sheet_id, payees=list(HALVES)).body["state"] == "draft"
    assert patch(sheet_id, payees=[line(ARTIST, 10_000)]).body["state"] == "signing"


def test_lists_come_page_by_page_the_newest_first() -> None:
    made = [begin(*HALVES, title=f"No. {number}")["id"] for number in range(5)]

    found, cursor = [], ""
    while True:
        page = listed("owner", ARTIST, limit="2", **({"cursor": cursor} if cursor else {}))
        found += [sheet["id"] for sheet in page["items"]]
        if page["next"] is None:
            break
        cursor = page["next"]

    assert sorted(found) == sorted(made)
    assert found == sorted(found, reverse=True)


def test_what_is_not_frozen_is_let_go_and_there_are_only_so_many() -> None:
    streams = Streams()
    sheet_id = frozen()
    streams.flow()
    made = [begin(*HALVES)["id"] for _ in range(MAX_OPEN)]
    streams.flow()

    assert end(post(payees=list(HALVES))) == (409, "too-many-sheets")
    assert delete(made[0]).status == 204
    assert end(delete(made[0])) == (404, "no-such-sheet")
    assert post(payees=list(HALVES)).status == 201
    assert post(OTHER_ARTIST).status == 201
    assert end(delete(sheet_id)) == (409, "frozen")
