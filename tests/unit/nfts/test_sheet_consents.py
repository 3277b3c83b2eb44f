"""What wallets sign of a split sheet, what voids it, and what is frozen for ever."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from didit360.problems import Conflict
from nfts.api import consent_to_sheet, sheet_guards
from nfts.data import chain as chain_data
from nfts.data import sheets as kept
from nfts.domain.shares import Consent
from nfts.domain.sheet import Sheet
from tests.unit.aws import ARTIST, CHAIN, FAN, OTHER_ARTIST
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
    CONTRACT,
    KEYS,
    SPARE,
    Node,
    challenge,
    consent,
    introduce,
    link,
)
from tests.unit.nfts.wallets import send as send_wallet


@pytest.fixture(autouse=True)
def _people(aws: None) -> None:  # noqa: ARG001
    introduce(ARTIST, OTHER_ARTIST, FAN)


def test_what_is_signed_is_what_the_contract_checks() -> None:
    sheet_id = asking()

    said = typed_data(sheet_id, FAN).body

    splits = CHAIN["contracts"]["splits"]  # type: ignore[index]
    assert said["domain"] == {
        "name": "NFTChords Splits",
        "version": "1",
        "chainId": CHAIN["chain_id"],
        "verifyingContract": splits,
    }
    assert said["primaryType"] == "Sheet"
    assert set(said["types"]) == {"EIP712Domain", "Sheet", "Payee"}
    accounts = [one["account"] for one in said["message"]["payees"]]
    assert accounts == sorted(accounts, key=lambda one: int(one, 16))
    on_chain = read(sheet_id).body["on_chain"]
    assert (on_chain["id"], on_chain["consents"]) == (said["message"]["id"], None)
    assert [one["account"] for one in on_chain["payees"]] == accounts
    assert end(typed_data(sheet_id, OTHER_ARTIST)) == (404, "no-such-sheet")


def test_all_consent_and_it_is_frozen_for_ever() -> None:
    streams = Streams()
    sheet_id = asking()
    assert end(freeze(sheet_id)) == (409, "not-consented")
    assert sign(sheet_id, FAN).body["state"] == "signing"
    assert end(freeze(sheet_id)) == (409, "not-consented")
    done = sign(sheet_id, ARTIST)
    assert done.body["state"] == "consented"
    assert all(one["consented_at"] for one in done.body["payees"])

    whole = freeze(sheet_id, etag=done.headers["ETag"][0])

    assert (whole.status, whole.body["state"]) == (200, "frozen")
    assert freeze(sheet_id).body == whole.body
    assert len(whole.body["on_chain"]["consents"]) == 2
    found = kept.find(sheet_id)
    assert found is not None
    assert found.consents == tuple(
        bytes.fromhex(one[2:]) for one in whole.body["on_chain"]["consents"]
    )
    for reply in (
        patch(sheet_id, title="Other"),
        delete(sheet_id),
        invite(sheet_id),
        refuse(sheet_id, FAN),
        choose(sheet_id, KEYS[FAN].address, FAN),
        send(sheet_id, "0x" + "00" * 65, FAN),
    ):
        assert end(reply) == (409, "frozen")
    streams.flow()
    assert read(sheet_id).body == whole.body
    assert ids("payee", FAN) == [sheet_id]


def test_only_the_payee_s_own_wallet_consents(asked: Node) -> None:
    sheet_id = asking()
    said = typed_data(sheet_id).body
    other = said | {"message": said["message"] | {"compositionPart": "1"}}
    elsewhere = said | {"domain": said["domain"] | {"chainId": 1}}

    for signature in (
        consent(said, KEYS[ARTIST]),
        consent(other, KEYS[FAN]),
        consent(elsewhere, KEYS[FAN]),
        "0x" + "11" * 65,
        "0x11",
    ):
        assert end(send(sheet_id, signature, FAN)) == (422, "wrong-signature")
    assert end(send(sheet_id, consent(said, SPARE), OTHER_ARTIST)) == (404, "no-such-sheet")
    assert send(sheet_id, "", FAN).problem() == "invalid"
    assert "code" in asked.asked
    first = send(sheet_id, consent(said, KEYS[FAN]), FAN)
    assert first.status == 200
    assert send(sheet_id, consent(said, KEYS[FAN]), FAN).body == first.body


def test_an_owner_who_is_not_paid_has_nothing_to_sign() -> None:
    both_linked()
    sheet_id = begin(line(FAN, 10_000))["id"]
    invite(sheet_id)

    assert end(sign(sheet_id, ARTIST)) == (403, "not-a-payee")
    assert end(refuse(sheet_id, ARTIST)) == (403, "not-a-payee")
    assert sign(sheet_id, FAN).body["state"] == "consented"
    assert freeze(sheet_id).status == 200
    assert listed("owner")["items"][0]["mine"] is None


def test_a_draft_is_not_signed() -> None:
    link(ARTIST)
    sheet_id = begin(*HALVES)["id"]

    assert end(send(sheet_id, "0x" + "00" * 65, ARTIST)) == (409, "not-invited")
    assert end(refuse(sheet_id, ARTIST)) == (409, "not-invited")
    assert end(choose(sheet_id, KEYS[ARTIST].address, ARTIST)) == (409, "not-invited")
    assert end(typed_data(sheet_id)) == (409, "waiting-for-wallets")
    assert end(freeze(sheet_id)) == (409, "not-consented")


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("change", [{"title": "Ebb"}, {"payees": [line(FAN, 10_000)]}])
def test_a_change_voids_all_consents(change: dict[str, Any]) -> None:
    sheet_id = agreed()
    before = typed_data(sheet_id).body

    assert patch(sheet_id, title="Tidelines").body["state"] == "consented", "it says the same"
    changed = patch(sheet_id, **change).body
    assert changed["state"] == "draft"
    assert end(freeze(sheet_id)) == (409, "not-consented")
    invite(sheet_id)
    if "payees" in change:
        reply = send(sheet_id, consent(before, KEYS[FAN]), FAN)
        assert end(reply) == (422, "wrong-signature"), "what was signed before is another sheet"


def test_a_consent_that_meets_a_change_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet_id = asking()
    link(FAN, SPARE)
    signature = consent(typed_data(sheet_id).body, KEYS[ARTIST])
    build = consent_to_sheet._consent
    met: list[int] = []

    def meet(*args: Any) -> Consent:
        if not met:
            met.append(choose(sheet_id, SPARE.address, FAN).status)
        return build(*args)

    monkeypatch.setattr(consent_to_sheet, "_consent", meet)

    reply = send(sheet_id, signature, ARTIST)

    assert (met, end(reply)) == ([200], (409, "sheet-changed"))
    assert [one["consented_at"] for one in read(sheet_id).body["payees"]] == [None, None]


def changed_while(
    sheet_id: str, meanwhile: Callable[[], object], step: Callable[[Sheet], Sheet]
) -> Sheet:
    """Change a sheet when something else is done between what is read of it and what is written."""
    done: list[object] = []

    def meet(sheet: Sheet) -> Sheet:
        after = step(sheet)
        if not done:
            done.append(meanwhile())
        return after

    return sheet_guards.changed(sheet_id, meet)


def test_all_who_consent_at_once_have_consented() -> None:
    sheet_id = asking()
    mine = Consent("0x00", "0x00", kept.get(sheet_id).created_at)

    both = changed_while(
        sheet_id, lambda: sign(sheet_id, FAN), lambda sheet: sheet.consented(ARTIST.id, mine)
    )

    assert both.state == state(sheet_id) == "consented"


def test_what_is_refused_meanwhile_is_not_frozen() -> None:
    sheet_id = agreed()
    at = kept.get(sheet_id).created_at

    with pytest.raises(Conflict, match="consented") as problem:
        changed_while(sheet_id, lambda: refuse(sheet_id, FAN), lambda sheet: sheet.frozen(at))

    assert (problem.value.code, state(sheet_id)) == ("not-consented", "draft")


def test_what_is_frozen_meanwhile_is_not_refused() -> None:
    sheet_id = agreed()
    at = kept.get(sheet_id).created_at

    with pytest.raises(Conflict, match="frozen"):
        changed_while(
            sheet_id,
            lambda: freeze(sheet_id),
            lambda sheet: sheet.refused(FAN.id, "No.", at),
        )

    assert state(sheet_id) == "frozen"


def test_a_contract_wallet_consents_as_it_likes(asked: Node) -> None:
    asked.accepts[CONTRACT] = b"two of three owners"
    signature = "0x" + asked.accepts[CONTRACT].hex()
    message = challenge(FAN, CONTRACT)["message"]
    assert send_wallet(message, signature, FAN).status == 201
    link(ARTIST)
    sheet_id = begin(*HALVES)["id"]
    assert invite(sheet_id).body["payees"][1]["address"] == CONTRACT

    assert end(send(sheet_id, "0x00", FAN)) == (422, "wrong-signature")
    asked.down = True
    assert end(send(sheet_id, signature, FAN)) == (503, "chain-unavailable")
    asked.down = False
    assert send(sheet_id, signature, FAN).status == 200
    assert sign(sheet_id, ARTIST).body["state"] == "consented"

    asked.accepts[CONTRACT] = b"its owners are others now"
    reply = freeze(sheet_id)
    assert (end(reply), reply.body["people"]) == ((409, "consents-outdated"), [FAN.id])
    assert send(sheet_id, "0x" + asked.accepts[CONTRACT].hex(), FAN).status == 200
    whole = freeze(sheet_id).body
    assert "0x" + asked.accepts[CONTRACT].hex() in whole["on_chain"]["consents"]


@pytest.mark.usefixtures("asked")
def test_what_was_signed_for_another_contract_is_not_frozen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sheet_id = agreed()
    known = chain_data.connect()
    contracts = replace(known.contracts, splits=CONTRACT)
    moved = replace(known, settings=replace(known.settings, contracts=contracts))
    monkeypatch.setattr(chain_data, "connect", lambda: moved)

    reply = freeze(sheet_id)

    assert (end(reply), len(reply.body["people"])) == ((409, "consents-outdated"), 2)
    assert sign(sheet_id, FAN).status == 200
    assert sign(sheet_id, ARTIST).status == 200
    assert freeze(sheet_id).status == 200
