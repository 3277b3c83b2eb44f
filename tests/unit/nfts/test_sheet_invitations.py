"""Who is asked, and where each is paid: a split sheet from its invitation to what can be signed."""

import pytest

from nfts.data import wallets
from tests.unit.aws import ARTIST, FAN, OTHER_ARTIST
from tests.unit.nfts.sheets import (
    HALVES,
    Streams,
    agreed,
    asking,
    begin,
    both_linked,
    choose,
    delete,
    end,
    freeze,
    ids,
    invite,
    line,
    listed,
    patch,
    read,
    refuse,
    send,
    sign,
    state,
    typed_data,
)
from tests.unit.nfts.wallets import (
    KEYS,
    SPARE,
    block,
    introduce,
    link,
    unlink,
)


@pytest.fixture(autouse=True)
def _people(aws: None) -> None:  # noqa: ARG001
    introduce(ARTIST, OTHER_ARTIST, FAN)


def test_nobody_signs_before_everybody_has_a_wallet() -> None:
    streams = Streams()
    link(ARTIST)
    sheet_id = begin(*HALVES)["id"]

    waiting = invite(sheet_id).body
    assert waiting["state"] == "invited"
    assert [one["address"] for one in waiting["payees"]] == [KEYS[ARTIST].address, None]
    assert end(typed_data(sheet_id, FAN)) == (409, "waiting-for-wallets")
    assert end(send(sheet_id, "0x" + "00" * 65, ARTIST)) == (409, "waiting-for-wallets")
    streams.flow()
    assert ids("payee", FAN) == [sheet_id]

    link(FAN)
    streams.flow()

    ready = read(sheet_id).body
    assert ready["state"] == "signing"
    assert ready["payees"][1]["address"] == KEYS[FAN].address
    assert sign(sheet_id, FAN).status == 200


def test_a_wallet_that_is_linked_while_the_invitation_is_written_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    streams = Streams()
    link(ARTIST)
    sheet_id = begin(*HALVES)["id"]
    streams.flow()
    # The fan links one after the invitation looked, and the news of that is first.
    link(FAN)
    streams.flow()
    with monkeypatch.context() as then:
        then.setattr(wallets, "primaries", lambda _: {ARTIST.id: KEYS[ARTIST].address})
        assert invite(sheet_id).body["state"] == "invited"

    streams.flow()

    assert state(sheet_id) == "signing"


@pytest.mark.usefixtures("asked")
def test_a_payee_chooses_where_they_are_paid_and_all_sign_again() -> None:
    sheet_id = agreed()
    other = link(FAN, SPARE)

    moved = choose(sheet_id, other.lower(), FAN)

    assert (moved.status, moved.body["state"]) == (200, "signing")
    assert moved.body["payees"][1]["address"] == other
    assert [one["consented_at"] for one in moved.body["payees"]] == [None, None]
    assert end(sign(sheet_id, FAN)) == (422, "wrong-signature"), "that key is not paid any more"
    assert sign(sheet_id, FAN, SPARE).status == 200
    assert end(choose(sheet_id, KEYS[ARTIST].address, FAN)) == (404, "no-such-wallet")
    assert end(choose(sheet_id, SPARE.address, OTHER_ARTIST)) == (404, "no-such-sheet")


def test_who_unlinked_their_wallet_links_it_or_chooses_another() -> None:
    sheet_id = asking()
    assert unlink(KEYS[FAN].address, FAN) == 204

    assert end(sign(sheet_id, FAN)) == (409, "wallet-unlinked")

    choose(sheet_id, link(FAN, SPARE), FAN)
    assert sign(sheet_id, FAN, SPARE).status == 200


def test_a_consent_outlives_the_link_of_its_wallet() -> None:
    sheet_id = agreed()
    assert unlink(KEYS[FAN].address, FAN) == 204
    link(OTHER_ARTIST, KEYS[FAN])

    assert freeze(sheet_id).body["state"] == "frozen"


def test_nobody_is_paid_where_another_payee_is() -> None:
    streams = Streams()
    both_linked()
    link(OTHER_ARTIST)
    sheet_id = begin(line(ARTIST, 5000), line(FAN, 2500), line(OTHER_ARTIST, 2500))["id"]
    invite(sheet_id)
    assert unlink(KEYS[FAN].address, FAN) == 204
    link(OTHER_ARTIST, KEYS[FAN])
    streams.flow()

    assert end(choose(sheet_id, KEYS[FAN].address, OTHER_ARTIST)) == (409, "address-taken")
    assert choose(sheet_id, link(FAN, SPARE), FAN).status == 200
    assert choose(sheet_id, KEYS[FAN].address, OTHER_ARTIST).status == 200


def test_everybody_on_it_finds_it_once_they_are_asked() -> None:
    streams = Streams()
    both_linked()
    sheet_id = begin(*HALVES)["id"]
    streams.flow()
    assert ids("payee", FAN) == []

    invite(sheet_id)
    streams.flow()

    [seen] = listed("payee", FAN)["items"]
    assert (seen["id"], seen["state"], seen["payee_count"]) == (sheet_id, "signing", 2)
    assert seen["owner"]["id"] == ARTIST.id
    assert seen["mine"] == {
        "role": "Drums",
        "recording_bps": 5000,
        "composition_bps": 0,
        "address": KEYS[FAN].address,
        "consented_at": None,
    }
    assert ids("payee") == ids("owner") == [sheet_id]
    assert ids("payee", OTHER_ARTIST) == []
    assert read(sheet_id, FAN).status == 200
    assert read(sheet_id, OTHER_ARTIST).status == 404

    patch(sheet_id, payees=[line(ARTIST, 5000), line(OTHER_ARTIST, 5000)])
    streams.flow()
    assert (ids("payee"), ids("payee", FAN)) == ([], [])
    invite(sheet_id)
    streams.flow()
    assert (ids("payee", FAN), ids("payee", OTHER_ARTIST)) == ([], [sheet_id])
    assert read(sheet_id, FAN).status == 404
    assert delete(sheet_id).status == 204
    streams.flow()
    assert (ids("owner"), ids("payee", OTHER_ARTIST)) == ([], [])


def test_a_block_takes_nothing_away_from_who_is_asked_already() -> None:
    sheet_id = asking()
    block(ARTIST, FAN)
    block(FAN, ARTIST)

    assert read(sheet_id, FAN).status == 200
    assert sign(sheet_id, FAN).status == 200


@pytest.mark.parametrize("consented", [True, False])
def test_who_refuses_says_why_and_its_owner_reads_it(consented: bool) -> None:
    streams = Streams()
    sheet_id = agreed() if consented else asking()

    reply = refuse(sheet_id, FAN, "I wrote the bridge, too.")

    assert (reply.status, reply.text) == (204, "")
    seen = read(sheet_id).body
    assert seen["state"] == "draft"
    assert seen["refusal"]["person"]["id"] == FAN.id
    assert seen["refusal"]["reason"] == "I wrote the bridge, too."
    assert [(one["address"], one["consented_at"]) for one in seen["payees"]] == [(None, None)] * 2
    streams.flow()
    assert (read(sheet_id, FAN).status, ids("payee", FAN)) == (404, [])
    again = invite(sheet_id).body
    assert (again["state"], again["refusal"]) == ("signing", None)
    assert end(refuse(sheet_id, OTHER_ARTIST)) == (404, "no-such-sheet")
    assert refuse(sheet_id, FAN, " ").problem() == "invalid"
