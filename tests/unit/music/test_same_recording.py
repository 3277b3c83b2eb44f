"""A recording that was there before: a note to its artist, or a flag for moderators."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeSerializer

from didit360.ids import twin
from music.api import delete_track, get_track, list_flags, list_tracks, settle_flag
from music.data import deciders, flags
from music.on import media_matched, media_ready, track_removed
from tests.unit.aws import ARTIST, FAN, MODERATOR, OTHER_ARTIST, Context, Person, Reply, call
from tests.unit.music.tracks import about, deliver, ready

pytestmark = pytest.mark.usefixtures("aws", "said")

DONE: dict[str, Any] = {"batchItemFailures": []}
Created = dict[str, Any]


def matched(later: Created, *earlier: tuple[Created, Person], by: Person = ARTIST) -> None:
    """Tell that the file of a track has the recording of other tracks."""
    matches = [
        {
            "media_id": twin(created["track"]["id"], "med"),
            "owner_id": owner.id,
            "similarity": 0.96,
            "offset_ms": 2971,
        }
        for created, owner in earlier
    ]
    detail = about(later, "media_matched", owner_id=by.id, matches=matches)
    assert deliver(media_matched.handler, "media_matched", detail) == DONE


def seen(created: Created, by: Person = ARTIST) -> Any:
    return call(get_track.handler, "GET", f"/tracks/{created['track']['id']}", by=by).body


def same(created: Created, by: Person = ARTIST) -> Any:
    return seen(created, by)["same_recording_as"]


def listed(by: Person = MODERATOR, **query: str) -> Reply:
    return call(list_flags.handler, "GET", "/flags", by=by, query=query)


def flagged() -> list[Any]:
    return list(listed().body["items"])


def settle(
    flag_id: str, outcome: str = "no_issue", note: str = "", by: Person = MODERATOR
) -> Reply:
    body = {"outcome": outcome, "note": note}
    return call(settle_flag.handler, "PUT", f"/flags/{flag_id}", by=by, body=body)


def delete(created: Created, by: Person = ARTIST) -> None:
    """Delete a track, and let the table's stream tell of it."""
    rows = boto3.resource("dynamodb").Table("catalogue")
    row = rows.get_item(Key={"id": created["track"]["id"]})["Item"]
    path = f"/tracks/{created['track']['id']}"
    assert call(delete_track.handler, "DELETE", path, by=by).status == 204
    image = {name: TypeSerializer().serialize(value) for name, value in row.items()}
    record = {
        "eventName": "REMOVE",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"OldImage": image, "SequenceNumber": "1"},
    }
    assert track_removed.handler({"Records": [record]}, Context()) == DONE


def rows_about(created: Created) -> list[Any]:
    table = boto3.resource("dynamodb").Table("catalogue")
    return [row for row in table.scan()["Items"] if created["track"]["id"] in str(row)]


def newer_file(created: Created) -> Created:
    upload_id = created["upload"]["upload_id"]
    return created | {"upload": {"upload_id": "upl_7" + upload_id[5:]}}


def test_an_artist_reads_of_their_own_earlier_track_and_nobody_else_does() -> None:
    first, second = ready(), ready()
    matched(second, (first, ARTIST))
    matched(second, (first, ARTIST))

    assert same(second) == [first["track"]["id"]]
    assert same(first) == []
    assert (same(second, FAN), same(second, OTHER_ARTIST)) == ([], [])
    mine = call(list_tracks.handler, "GET", "/tracks").body["items"]
    assert [track["same_recording_as"] for track in mine] == [[first["track"]["id"]], []]
    assert seen(second)["state"] == "ready"
    assert flagged() == []


def test_another_artist_s_is_flagged_and_only_moderators_know() -> None:
    theirs, mine = ready("Theirs", OTHER_ARTIST), ready("Mine")
    before = seen(mine), seen(theirs, OTHER_ARTIST)
    matched(mine, (theirs, OTHER_ARTIST))
    matched(mine, (theirs, OTHER_ARTIST))

    assert (seen(mine), seen(theirs, OTHER_ARTIST)) == before
    (flag,) = flagged()
    assert flag["id"] == twin(mine["track"]["id"], "flg")
    assert (flag["state"], flag["settlement"]) == ("open", None)
    assert (flag["track"]["title"], flag["track"]["artist_id"]) == ("Mine", ARTIST.id)
    (match,) = flag["matches"]
    assert match["track"]["id"] == theirs["track"]["id"]
    assert (match["track"]["title"], match["track"]["artist_id"]) == ("Theirs", OTHER_ARTIST.id)
    assert (match["similarity"], match["offset_ms"]) == (0.96, 2971)


@pytest.mark.parametrize("by", [ARTIST, OTHER_ARTIST, FAN])
def test_flags_are_for_moderators_alone(by: Person) -> None:
    theirs, mine = ready(by=OTHER_ARTIST), ready()
    matched(mine, (theirs, OTHER_ARTIST))

    assert listed(by).status == 403
    assert settle(flagged()[0]["id"], by=by).status == 403
    assert flagged()[0]["state"] == "open"


def test_a_moderator_settles_and_who_and_when_is_kept() -> None:
    theirs, mine = ready(by=OTHER_ARTIST), ready()
    matched(mine, (theirs, OTHER_ARTIST))
    (flag,) = flagged()

    first = settle(flag["id"], "take_down_requested", " asked by mail ")
    assert first.status == 200
    settlement = first.body["settlement"]
    assert settlement["outcome"] == "take_down_requested"
    assert (settlement["note"], settlement["by"]) == ("asked by mail", MODERATOR.id)
    another = Person("0b7c1f6e-0000-4000-8000-000000000005", "moderator")
    again = settle(flag["id"], "take_down_requested", "asked by mail", by=another)
    assert again.body == first.body
    changed = settle(flag["id"], "no_issue", by=another).body["settlement"]
    assert (changed["outcome"], changed["by"]) == ("no_issue", another.id)
    assert flagged()[0]["state"] == "settled"
    assert seen(mine)["state"] == "ready"


def test_who_settled_is_nobody_once_they_are_erased() -> None:
    theirs, mine = ready(by=OTHER_ARTIST), ready()
    matched(mine, (theirs, OTHER_ARTIST))
    settle(flagged()[0]["id"])
    first = deciders.pseudonym_of(MODERATOR.id)
    assert deciders.pseudonym_of(MODERATOR.id) == first
    assert flagged()[0]["settlement"]["by"] == MODERATOR.id

    for _ in range(2):
        deciders.erase(MODERATOR.id)
    (flag,) = flagged()
    assert (flag["settlement"]["outcome"], flag["settlement"]["by"]) == ("no_issue", None)
    assert MODERATOR.id not in str(boto3.client("dynamodb").scan(TableName="catalogue")["Items"])


def test_one_who_decides_twice_at_once_has_one_pseudonym() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(deciders.pseudonym_of, [MODERATOR.id] * 8))
    assert len(made) == 1
    assert deciders.people(made) == {made.pop(): MODERATOR.id}


@pytest.mark.parametrize("body", [{}, {"outcome": "open"}, {"outcome": "no_issue", "by": "me"}])
def test_a_settlement_that_is_none_is_refused(body: dict[str, str]) -> None:
    path = "/flags/flg_01K9QZ4T7M5V3N8X2B6C1D0EFG"
    assert call(settle_flag.handler, "PUT", path, by=MODERATOR, body=body).status == 422


@pytest.mark.parametrize("flag_id", ["flg_01K9QZ4T7M5V3N8X2B6C1D0EFG", "flg_x", "drafts%23x"])
def test_a_flag_that_is_none_is_not_found(flag_id: str) -> None:
    assert settle(flag_id).problem() == "no-such-flag"


def test_lists_open_flags_first_page_by_page() -> None:
    theirs = ready(by=OTHER_ARTIST)
    ids = []
    for n in range(5):
        mine = ready(f"{n}")
        matched(mine, (theirs, OTHER_ARTIST))
        ids.append(twin(mine["track"]["id"], "flg"))
    for settled in (ids[1], ids[4]):
        settle(settled)
    expected = [ids[3], ids[2], ids[0], ids[4], ids[1]]

    for limit in range(1, 6):
        found, cursor, pages = [], None, 0
        while pages == 0 or cursor:
            page = listed(limit=str(limit), **({"cursor": cursor} if cursor else {})).body
            found += [flag["id"] for flag in page["items"]]
            cursor, pages = page["next"], pages + 1
        assert found == expected
        assert pages <= 5 // limit + 2
    assert listed(limit="51").status == 422
    assert listed(cursor="not one of ours").problem() == "bad-cursor"


def test_no_pair_is_flagged_both_ways() -> None:
    theirs, mine = ready("Theirs", OTHER_ARTIST), ready("Mine")
    matched(mine, (theirs, OTHER_ARTIST))
    matched(newer_file(theirs), (mine, ARTIST), by=OTHER_ARTIST)

    assert [flag["track"]["title"] for flag in flagged()] == ["Mine"]


def test_more_matches_of_the_same_file_are_added() -> None:
    first, second, mine = ready(by=OTHER_ARTIST), ready(by=OTHER_ARTIST), ready()
    own = ready()
    matched(mine, (first, OTHER_ARTIST))
    matched(mine, (second, OTHER_ARTIST), (own, ARTIST))

    assert {match["track"]["id"] for match in flagged()[0]["matches"]} == {
        first["track"]["id"],
        second["track"]["id"],
    }
    assert same(mine) == [own["track"]["id"]]


def test_a_settled_flag_opens_again_for_a_track_it_did_not_name_and_else_stays() -> None:
    first, second, mine = ready(by=OTHER_ARTIST), ready(by=OTHER_ARTIST), ready()
    matched(mine, (first, OTHER_ARTIST))
    settle(flagged()[0]["id"])
    matched(newer_file(mine), (first, OTHER_ARTIST))
    assert flagged()[0]["state"] == "settled"
    matched(newer_file(mine), (second, OTHER_ARTIST))
    assert flagged()[0]["state"] == "open"


def test_another_file_takes_note_and_open_flag_away() -> None:
    theirs, own, mine = ready(by=OTHER_ARTIST), ready(), ready()
    matched(mine, (theirs, OTHER_ARTIST), (own, ARTIST))
    newer = about(newer_file(mine), "media_ready")
    assert deliver(media_ready.handler, "media_ready", newer) == DONE

    assert (flagged(), same(mine)) == ([], [])
    # News of the earlier file that comes late changes nothing.
    matched(mine, (theirs, OTHER_ARTIST), (own, ARTIST))
    assert (flagged(), same(mine)) == ([], [])


def test_a_settled_flag_outlives_another_file() -> None:
    theirs, mine = ready(by=OTHER_ARTIST), ready()
    matched(mine, (theirs, OTHER_ARTIST))
    settle(flagged()[0]["id"])
    newer = about(newer_file(mine), "media_ready")
    deliver(media_ready.handler, "media_ready", newer)

    assert flagged()[0]["state"] == "settled"


def test_a_deleted_track_takes_its_flag_along() -> None:
    theirs, own, mine = ready(by=OTHER_ARTIST), ready(), ready()
    matched(mine, (theirs, OTHER_ARTIST), (own, ARTIST))
    delete(mine)

    assert flagged() == []
    assert rows_about(mine) == []


def test_what_named_a_deleted_track_names_it_no_more() -> None:
    first, second = ready(by=OTHER_ARTIST), ready(by=OTHER_ARTIST)
    own, mine = ready(), ready()
    matched(mine, (first, OTHER_ARTIST), (second, OTHER_ARTIST), (own, ARTIST))
    delete(own)
    assert same(mine) == []
    delete(first, OTHER_ARTIST)
    assert [match["track"]["id"] for match in flagged()[0]["matches"]] == [second["track"]["id"]]
    delete(second, OTHER_ARTIST)
    assert flagged() == []
    for gone in (own, first, second):
        assert rows_about(gone) == []


@pytest.mark.parametrize("whose", ["earlier", "later"])
@pytest.mark.parametrize("when", ["before", "meanwhile"])
def test_a_track_that_is_deleted_as_it_is_matched_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, whose: str, when: str
) -> None:
    theirs, own, mine = ready(by=OTHER_ARTIST), ready(), ready()

    def delete_it() -> None:
        delete(theirs, OTHER_ARTIST) if whose == "earlier" else delete(mine)

    if when == "before":
        delete_it()
    else:
        change = flags.change

        def and_deleted(*given: Any) -> Any:
            monkeypatch.setattr(flags, "change", change)
            # Its stream is told before the flag is there: it has nothing to take back.
            delete_it()
            return change(*given)

        monkeypatch.setattr(flags, "change", and_deleted)
    matched(mine, (theirs, OTHER_ARTIST), (own, ARTIST))

    assert flagged() == []
    assert rows_about(theirs if whose == "earlier" else mine) == []
