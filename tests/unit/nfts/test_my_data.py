"""What NFTChords holds of a person: written down when they ask, and gone when they go."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from nfts.data import sheets, wallets, works
from nfts.on import erasure_requested, export_requested
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST, Context, Person, Said
from tests.unit.nfts.sheets import Streams, begin, freeze, ids, invite, line, read, refuse
from tests.unit.nfts.sheets import patch as change
from tests.unit.nfts.sheets import sign as consent
from tests.unit.nfts.wallets import KEYS, challenge, introduce, link
from tests.unit.nfts.works import TRACK, tell
from tests.unit.streams import DONE

EVENTS = Path(__file__).parents[3] / "events"


@pytest.fixture(autouse=True)
def streams(aws: None, said: Said) -> Streams:  # noqa: ARG001
    introduce(ARTIST, OTHER_ARTIST, FAN)
    return Streams()


def ask(name: str, handler: Any, person: Person) -> dict[str, Any]:
    sample = json.loads((EVENTS / f"{name}.sample.json").read_text())
    detail: dict[str, Any] = sample | {"person_id": person.id}
    body = {"id": "event", "detail-type": name, "source": "didit360.accounts", "detail": detail}
    record = {"messageId": "message", "eventSource": "aws:sqs", "body": json.dumps(body)}
    assert handler({"Records": [record]}, Context()) == DONE
    return detail


def erase(person: Person, streams: Streams) -> None:
    for _ in range(2):
        streams.flow()
        ask("erasure_requested", erasure_requested.handler, person)
    streams.flow()


def rows_that_name(text: str) -> list[str]:
    dynamodb = boto3.client("dynamodb")
    return [
        f"{table}: {row}"
        for table in ("wallets", "sheets", "works")
        for row in dynamodb.scan(TableName=table)["Items"]
        if text.lower() in str(row).lower()
    ]


def halves(*, by: Person = ARTIST, of: Person = FAN, title: str = "Tidelines") -> str:
    return str(begin(line(by, 5000), line(of, 5000), by=by, title=title)["id"])


def whole(*, by: Person = ARTIST, of: Person = FAN, title: str = "Tidelines") -> str:
    """Frozen, half of it each one's."""
    sheet_id = halves(by=by, of=of, title=title)
    invite(sheet_id, by)
    for person in (by, of):
        assert consent(sheet_id, person).status == 200
    assert freeze(sheet_id, by).body["state"] == "frozen"
    return sheet_id


def fits(said: Said) -> None:
    for name, detail in said:
        schema = json.loads((EVENTS / f"{name}.schema.json").read_text())
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(detail)


def test_an_export_has_wallets_and_sheets_each_as_it_is_theirs(
    said: Said, streams: Streams
) -> None:
    for person in (ARTIST, FAN):
        link(person)
    own = whole()
    asked = halves(by=OTHER_ARTIST, of=ARTIST, title="Neaps")
    invite(asked, OTHER_ARTIST)
    hidden = halves(by=OTHER_ARTIST, of=ARTIST, title="Nobody knows")
    streams.flow()

    detail = ask("export_requested", export_requested.handler, ARTIST)

    s3, found = boto3.client("s3"), {}
    for area in ("split_sheets", "wallets"):
        key = f"{detail['prefix']}nfts/{area}.json"
        found[area] = json.loads(s3.get_object(Bucket="exports", Key=key)["Body"].read())
    assert [one["address"] for one in found["wallets"]["wallets"]] == [KEYS[ARTIST].address]
    assert [one["id"] for one in found["split_sheets"]["own"]] == [own]
    [theirs] = found["split_sheets"]["of_others"]
    assert (theirs["id"], theirs["title"], theirs["mine"]["address"]) == (
        asked,
        "Neaps",
        KEYS[ARTIST].address,
    )
    assert theirs["state"] == "invited"
    assert hidden not in json.dumps(found), "a draft is its owner's alone"
    assert [name for name, _ in said] == ["export_part_ready"]
    fits(said)


def test_who_is_erased_leaves_an_address_on_what_was_frozen_and_nothing_else(
    said: Said, streams: Streams
) -> None:
    tell("track_published", track_id=TRACK)
    for person in (ARTIST, OTHER_ARTIST, FAN):
        link(person)
    challenge(ARTIST)
    alone = begin()["id"]
    assert consent(alone, ARTIST).body["state"] == "frozen"
    draft = halves()
    own = whole(title="All of my own words")
    on = whole(by=OTHER_ARTIST, of=ARTIST)
    asked, named = (halves(by=OTHER_ARTIST, of=ARTIST) for _ in range(2))
    invite(asked, OTHER_ARTIST)
    before = {id_: read(id_, FAN if id_ == own else OTHER_ARTIST).body for id_ in (own, on)}
    said.clear()

    erase(ARTIST, streams)

    assert rows_that_name(ARTIST.id) == []
    assert rows_that_name("my own words") == []
    assert wallets.owner(KEYS[ARTIST].address) is None
    assert (sheets.find(alone), sheets.find(draft)) == (None, None)
    assert works.find(TRACK) is None
    for id_, who in ((own, FAN), (on, OTHER_ARTIST)):
        after = read(id_, who).body
        assert after["state"] == "frozen"
        assert after["on_chain"] == before[id_]["on_chain"]
        [gone] = [one for one in after["payees"] if one["person"] is None]
        assert gone["address"] == KEYS[ARTIST].address
    kept = read(own, FAN).body
    assert (kept["owner"], kept["title"]) == (None, "")
    assert ids("payee", FAN) == [own]
    for id_ in (asked, named):
        left = read(id_, OTHER_ARTIST).body
        assert left["state"] == "draft"
        assert [one["person"] is None for one in left["payees"]] == [False, True]
        assert invite(id_, OTHER_ARTIST).problem() == "payee-gone"
        assert change(id_, OTHER_ARTIST, payees=[line(OTHER_ARTIST, 10_000)]).status == 200
    done = [(detail["product"], name) for name, detail in said]
    assert done == [("nfts", "erasure_part_done")] * 2
    fits(said)


def test_what_an_erased_payee_said_goes_with_them(streams: Streams) -> None:
    link(ARTIST)
    link(FAN)
    sheet_id = halves()
    invite(sheet_id)
    assert refuse(sheet_id, FAN, "The tuneful bridge is mine.").status == 204

    erase(FAN, streams)

    assert rows_that_name("tuneful bridge") == []
    assert rows_that_name(FAN.id) == []
    assert read(sheet_id).body["refusal"] is None


def test_a_wallet_of_somebody_erased_is_free_for_another(streams: Streams) -> None:
    link(FAN)
    erase(FAN, streams)

    assert link(ARTIST, KEYS[FAN]) == KEYS[FAN].address


def test_nothing_waits_for_who_is_erased(streams: Streams) -> None:
    link(ARTIST)
    sheet_id = halves()
    invite(sheet_id)
    streams.flow()

    erase(FAN, streams)
    link(FAN)
    streams.flow()

    assert read(sheet_id).body["state"] == "draft"
