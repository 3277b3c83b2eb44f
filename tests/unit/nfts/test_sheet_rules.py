"""What a split sheet is: its shares, its states, and the form that the chain takes."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st
from ulid import ULID

from nfts.domain.consent import consent_to
from nfts.domain.shares import (
    BPS,
    Consent,
    Payee,
    PayeeTwiceError,
    PayeeWithoutShareError,
    SharesError,
    Terms,
)
from nfts.domain.sheet import (
    AddressTakenError,
    FrozenError,
    NotConsentedError,
    NotInvitedError,
    NotPayeeError,
    NotSigningError,
    PayeeGoneError,
    Sheet,
    State,
    sheet_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 11, 23, tzinfo=UTC)
ID = "sht_01KAN5Z7Q8W4T2M6H3R9XVB0CE"
ADDRESSES = {
    name: Account.from_key(bytes([number]) * 32).address
    for number, name in enumerate(("ane", "bo", "cy"), start=1)
}
SPLITS = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512"


def payee(name: str, recording: int, composition: int = 0) -> Payee:
    return Payee(name, "Producer", recording, composition)


def sheet(*payees: Payee, part: int = 0, owner: str = "ane") -> Sheet:
    terms = Terms("Tidelines", payees or (payee("ane", 6000), payee("bo", 4000)), part)
    terms.must_hold()
    return Sheet(ID, owner, terms, AT, AT)


def asking(*payees: Payee, part: int = 0) -> Sheet:
    return sheet(*payees, part=part).invited(ADDRESSES, AT)


def signed(by: str, what: str = "0x00") -> Consent:
    return Consent("0x" + by.encode().hex(), what, AT)


def agreed() -> Sheet:
    return asking().consented("ane", signed("ane")).consented("bo", signed("bo"))


@pytest.mark.parametrize(
    ("payees", "part", "column", "made"),
    [
        ([(10_000, 0)], 5000, "composition_bps", 0),
        ([(10_000, 10_000)], 0, "composition_bps", 10_000),
        ([(9_999, 0)], 0, "recording_bps", 9_999),
        ([(5_000, 0), (5_001, 0)], 0, "recording_bps", 10_001),
        ([(0, 10_000)], 10_000, "recording_bps", 0),
        ([(5_000, 5_000), (5_000, 4_999)], 1, "composition_bps", 9_999),
    ],
)
def test_each_column_is_a_whole(
    payees: list[tuple[int, int]], part: int, column: str, made: int
) -> None:
    lines = tuple(payee(f"p{at}", *shares) for at, shares in enumerate(payees))

    with pytest.raises(SharesError) as error:
        Terms("T", lines, part).must_hold()

    assert (error.value.what, error.value.sum) == (column, made)


def test_nobody_stands_in_it_twice_or_for_nothing() -> None:
    with pytest.raises(PayeeTwiceError):
        Terms("T", (payee("ane", 5000), payee("ane", 5000))).must_hold()
    with pytest.raises(PayeeWithoutShareError) as error:
        Terms("T", (payee("ane", 10_000), payee("bo", 0))).must_hold()
    assert error.value.place == 1
    # All goes by the composition: who has a share of the recording alone gets nothing.
    with pytest.raises(PayeeWithoutShareError):
        Terms("T", (payee("ane", 5000, 10_000), payee("bo", 5000)), BPS).must_hold()
    Terms("T", (payee("ane", 10_000, 0), payee("bo", 0, 10_000)), 1).must_hold()


@st.composite
def _columns(draw: st.DrawFn) -> tuple[list[int], list[int], int]:
    count = draw(st.integers(1, 100))

    def column() -> list[int]:
        cuts = sorted(draw(st.lists(st.integers(0, BPS), min_size=count - 1, max_size=count - 1)))
        return [after - before for before, after in pairwise([0, *cuts, BPS])]

    part = draw(st.integers(0, BPS))
    return column(), column() if part else [0] * count, part


@given(_columns())
def test_weights_make_a_whole_to_the_last(columns: tuple[list[int], list[int], int]) -> None:
    recording, composition, part = columns
    lines = [
        payee(str(at), *both) for at, both in enumerate(zip(recording, composition, strict=True))
    ]

    assert sum(line.weight(part) for line in lines) == BPS * BPS


def test_from_a_draft_to_what_never_changes() -> None:
    begun = sheet()
    assert (begun.state, begun.seen_by("ane"), begun.seen_by("bo")) == (State.DRAFT, True, False)

    waiting = begun.invited({"ane": ADDRESSES["ane"]}, AT)
    assert (waiting.state, waiting.waiting_for_wallets) == (
        State.INVITED,
        frozenset({"bo"}),
    )
    assert waiting.seen_by("bo")
    with pytest.raises(NotSigningError):
        waiting.onchain()
    with pytest.raises(NotSigningError):
        waiting.consented("ane", signed("ane"))

    ready = waiting.invited(ADDRESSES, AT)
    assert (ready.state, ready.waiting_for_wallets) == (State.SIGNING, frozenset())
    once = ready.consented("bo", signed("bo"))
    assert once.state is State.SIGNING
    with pytest.raises(NotConsentedError):
        once.frozen(AT)
    with pytest.raises(NotConsentedError):
        assert once.consents

    both = once.consented("ane", signed("ane"))
    assert both.state is State.CONSENTED
    frozen = both.frozen(AT)
    assert frozen.state is State.FROZEN
    assert frozen.frozen(datetime(2027, 1, 1, tzinfo=UTC)) == frozen


def test_nothing_of_a_frozen_sheet_changes() -> None:
    frozen = agreed().frozen(AT)

    steps: list[Callable[[], Sheet]] = [
        lambda: frozen.changed(replace(frozen.terms, title="Other"), AT),
        lambda: frozen.changed(frozen.terms, AT),
        lambda: frozen.invited(ADDRESSES, AT),
        lambda: frozen.paying("bo", ADDRESSES["cy"], AT),
        lambda: frozen.consented("bo", signed("bo", "0x01")),
        lambda: frozen.refused("bo", "No.", AT),
    ]
    for step in steps:
        with pytest.raises(FrozenError):
            step()


def test_whatever_changes_voids_what_was_signed() -> None:
    for changed in (
        agreed().changed(replace(agreed().terms, title="Other"), AT),
        agreed().changed(replace(agreed().terms, work_id="trk_1"), AT),
        agreed().refused("bo", "No.", AT),
    ):
        assert changed.state is State.DRAFT
        assert all(one.address is None and one.consent is None for one in changed.payees)
    moved = agreed().paying("bo", ADDRESSES["cy"], AT)
    assert moved.state is State.SIGNING
    assert [one.consent for one in moved.payees] == [None, None]


def test_what_says_the_same_changes_nothing() -> None:
    whole = agreed()

    assert whole.changed(Terms("Tidelines", sheet().payees), AT) is whole
    assert whole.paying("bo", ADDRESSES["bo"], AT) is whole
    assert whole.invited({"bo": ADDRESSES["cy"]}, AT) is whole
    assert (
        whole.consented("bo", replace(signed("bo"), at=datetime(2027, 1, 1, tzinfo=UTC))) is whole
    )


def test_a_draft_asks_nobody_and_no_stranger_has_a_say() -> None:
    for begun, who, refusal in (
        (sheet(), "bo", NotInvitedError),
        (asking(), "cy", NotPayeeError),
    ):
        with pytest.raises(refusal):
            begun.consented(who, signed(who))
        with pytest.raises(refusal):
            begun.refused(who, "No.", AT)
        with pytest.raises(refusal):
            begun.paying(who, ADDRESSES["cy"], AT)


def test_no_two_are_paid_at_one_address() -> None:
    with pytest.raises(AddressTakenError):
        asking().paying("bo", ADDRESSES["ane"], AT)

    both = sheet().invited(dict.fromkeys(("ane", "bo"), ADDRESSES["ane"]), AT)

    assert [one.address for one in both.payees] == [ADDRESSES["ane"], None]
    assert both.invited({"bo": ADDRESSES["ane"]}, AT).state is State.INVITED


def test_a_refusal_is_read_until_the_next_invitation() -> None:
    refused = asking().refused("bo", "I wrote the bridge.", AT)

    assert refused.refusal is not None
    assert (refused.refusal.person_id, refused.refusal.reason) == ("bo", "I wrote the bridge.")
    assert refused.invited(ADDRESSES, AT).refusal is None


def test_on_the_chain_payees_ascend_and_their_consents_with_them() -> None:
    whole = asking(payee("cy", 1000), payee("ane", 2000), payee("bo", 7000))
    for name in ("bo", "cy", "ane"):
        whole = whole.consented(name, signed(name))

    form = whole.onchain()

    ascending = sorted(ADDRESSES, key=lambda name: int(ADDRESSES[name], 16))
    shares = {"cy": 1000, "ane": 2000, "bo": 7000}
    assert form.payees == tuple((ADDRESSES[name], shares[name], 0) for name in ascending)
    assert whole.consents == tuple(name.encode() for name in ascending)
    assert (form.id, form.composition_part) == (sheet_key(ID), 0)
    assert int.from_bytes(form.id, "big") == int(ULID.from_str(ID[4:]))


def test_what_is_signed_is_hashed_as_eth_account_does() -> None:
    whole = asking(payee("cy", 1000, 0), payee("ane", 9000, 10_000), part=2500)

    typed = consent_to(whole, 31337, SPLITS)

    message = encode_typed_data(full_message=typed.json())
    key = Account.from_key(b"\x07" * 32)
    assert key.sign_message(message).message_hash == typed.digest()
    other = consent_to(whole.paying("cy", ADDRESSES["bo"], AT), 31337, SPLITS)
    elsewhere = consent_to(whole, 1, SPLITS)
    assert len({typed.digest(), other.digest(), elsewhere.digest()}) == 3


def test_who_is_erased_is_nobody_on_what_was_frozen() -> None:
    frozen = agreed().frozen(AT)

    left = frozen.without("bo", AT)

    assert (left.state, left.onchain(), left.consents) == (
        State.FROZEN,
        frozen.onchain(),
        frozen.consents,
    )
    assert [one.person_id for one in left.payees] == ["ane", None]
    gone = left.without("ane", AT)
    assert (gone.owner_id, gone.terms.title, gone.people) == (None, "", frozenset())
    assert frozen.without("cy", AT) is frozen


def test_a_sheet_that_loses_a_payee_is_a_draft_until_somebody_has_their_share() -> None:
    left = agreed().without("bo", AT)

    assert (left.state, [one.person_id for one in left.payees]) == (State.DRAFT, ["ane", None])
    with pytest.raises(PayeeGoneError):
        left.invited(ADDRESSES, AT)
    mended = left.changed(replace(left.terms, payees=(payee("ane", 10_000),)), AT)
    assert mended.alone
    assert mended.invited(ADDRESSES, AT).state is State.SIGNING
    refused = asking().refused("bo", "I wrote the bridge.", AT)
    assert refused.without("bo", AT).refusal is None
    assert refused.without("ane", AT).refusal == refused.refusal
