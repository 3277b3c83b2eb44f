"""What the market holds of a person: written down when they ask, and gone when they go."""

import json
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from didit360 import ids
from nfts.api import claim_voucher, create_voucher
from nfts.data import edition_people, editions, mints, works
from nfts.domain.airdrop import Airdrop
from nfts.domain.edition import Kind, Minted, Terms
from nfts.domain.failure import Failure
from nfts.domain.work import Work
from nfts.on import erasure_requested, export_requested
from tests.unit.aws import ARTIST, FAN, Context, Person, Said
from tests.unit.nfts.editions import asked
from tests.unit.nfts.selling import EDITION, TOKEN, ask, listed, open_bazaar, soon
from tests.unit.nfts.wallets import KEYS, link


@pytest.fixture(autouse=True)
def traded(aws: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    """The artist lists; the fan claims by a voucher of theirs."""
    del aws, said
    link(ARTIST)
    link(FAN)
    bazaar = open_bazaar(monkeypatch)
    monkeypatch.setattr(mints, "start", lambda _mint: None)
    seller = KEYS[ARTIST].address
    bazaar.held[seller, TOKEN] = 5
    bazaar.approved.add(seller)
    assert listed().status == 201
    body = {"max_quantity": 5, "closes_at": soon(), "gasless": True}
    path = f"/editions/{EDITION}/vouchers"
    voucher = ask(create_voucher.handler, "POST", path, body=body).body["id"]
    claims = f"/vouchers/{voucher}/claims"
    assert ask(claim_voucher.handler, "POST", claims, FAN, body={}).status == 202


def tell(handler: Any, person: Person) -> None:
    detail = {
        "person_id": person.id,
        "export_id": "exp_1",
        "erasure_id": "ers_1",
        "prefix": "exports/",
    }
    body = {"id": "1", "detail-type": "x", "source": "didit360.accounts", "detail": detail}
    record = {"messageId": "m", "eventSource": "aws:sqs", "body": json.dumps(body)}
    handler({"Records": [record]}, Context())


def file(area: str) -> Any:
    found = boto3.client("s3").get_object(Bucket="exports", Key=f"exports/nfts/{area}.json")
    return json.loads(found["Body"].read())


def rows(table: str, person: Person) -> int:
    items = boto3.client("dynamodb").scan(TableName=table)["Items"]
    return sum(person.id in str(item) for item in items)


def test_an_export_has_orders_and_errands() -> None:
    tell(export_requested.handler, ARTIST)
    [order] = file("orders")["orders"]
    assert order["order"]["maker"] == KEYS[ARTIST].address
    assert file("errands") == {"errands": []}

    tell(export_requested.handler, FAN)
    assert file("orders") == {"orders": []}
    [errand] = file("errands")["errands"]
    assert (errand["what"], errand["edition_id"]) == ("claim", EDITION)


def test_orders_and_errands_go_with_their_person() -> None:
    for _ in range(2):
        tell(erasure_requested.handler, ARTIST)
        tell(erasure_requested.handler, FAN)

    assert (rows("orders", ARTIST), rows("editions", FAN)) == (0, 0)


@pytest.fixture
def minted() -> None:
    """The artist has minted one edition and given it to the fan; another failed, another waits."""
    moment, mine = datetime.now(UTC), KEYS[ARTIST].address
    works.put(Work("trk_1", ARTIST.id, "track", "Nordlys", 1, public=True, facts={}))
    terms = Terms(Kind.FIXED, 9, None, 1000, "sht_1", mine, 1, mine, "For my mother Ragnhild")
    for number, work in enumerate(("trk_1", "trk_2", "trk_3")):
        id_ = EDITION if number == 0 else ids.new("edn")
        edition = asked(id_, work, "Nordlys", terms, moment)
        if number == 0:
            edition = edition.recorded(Minted(1, "0x1", "0x2", "0x3", 4, "0x5", moment), moment)
        if number == 1:
            edition = edition.failed(Failure("reverted", "", None, moment))
        editions.add(edition)
    for _ in range(3):
        friends = (KEYS[FAN].address,)
        airdrop = Airdrop(
            id=ids.new("drp"),
            edition_id=EDITION,
            artist_id=ARTIST.id,
            recipients=friends,
            quantity_each=1,
            asked_at=moment,
            updated_at=moment,
        )
        editions.add_airdrop(airdrop)


@pytest.mark.usefixtures("minted")
def test_an_export_has_editions_airdrops_and_vouchers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition_people, "_AT_ONCE", 2)
    path = f"/editions/{EDITION}/vouchers"
    body = {"max_quantity": 5, "closes_at": soon(), "note": "For the aunts"}
    body["wallets"] = [KEYS[FAN].address]
    assert ask(create_voucher.handler, "POST", path, body=body).status == 201

    tell(export_requested.handler, ARTIST)

    found = file("editions")
    assert {one["work_id"] for one in found["editions"]} == {"trk_1", "trk_2", "trk_3"}
    assert found["editions"][0]["terms"]["description"] == "For my mother Ragnhild"
    assert [one["recipients"] for one in found["airdrops"]] == [[KEYS[FAN].address]] * 3
    notes = {one["note"]: one["wallets"] for one in file("vouchers")["vouchers"]}
    assert notes == {"": [], "For the aunts": [KEYS[FAN].address]}
    tell(export_requested.handler, FAN)
    assert file("editions") == {"editions": [], "airdrops": []}
    assert file("vouchers") == {"vouchers": []}


@pytest.mark.usefixtures("minted")
def test_of_an_erased_artist_what_is_minted_stays_without_a_word_of_theirs() -> None:
    for _ in range(2):
        tell(erasure_requested.handler, ARTIST)

    dynamodb = boto3.client("dynamodb")
    kept = dynamodb.scan(TableName="editions")["Items"]
    assert [item["part"]["S"] for item in kept if ARTIST.id in str(item)] == ["edition"]
    assert "Ragnhild" not in str(kept)
    assert {item["part"]["S"] for item in kept} == {"edition", "errand"}
    edition = editions.get(EDITION)
    assert (edition.title, edition.terms.royalty_bps, edition.terms.description) == (
        *("Nordlys", 1000, ""),
    )
    assert edition.minted
    vouchers = dynamodb.scan(TableName="vouchers")["Items"]
    assert {item["part"]["S"] for item in vouchers} == {"numbers"}
    assert ARTIST.id not in str(vouchers)
