"""An edition is on the chain on the terms that we say it is, whenever a step ends in the middle."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from nfts.data import editions, nonces, sends
from nfts.domain.edition import CannotAskError, Edition
from nfts.domain.failure import Failure
from nfts.domain.mint import MOST_MARKS, State
from tests.unit.aws import Said
from tests.unit.nfts.minting import MOMENT, Mill, ask, mill, shown
from tests.unit.nfts.test_minting import resumed
from tests.unit.nfts.test_minting_trouble import ACCOUNT, failure, once

OTHER: dict[str, Any] = {"royalty_bps": 2500, "supply": 7}


@pytest.fixture
def here(aws: None, said: Said, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mill]:
    del aws, said
    with mill(monkeypatch) as made:
        yield made


def as_shown(here: Mill, edition_id: str) -> None:
    """The chain has it as its artist sees it."""
    once(here, edition_id)
    edition, (release,) = shown(edition_id), here.node.contract.published.values()
    assert (release["royaltyBps"], release["maxSupply"]) == (
        edition["royalty_bps"],
        edition["supply"],
    )


@pytest.mark.parametrize(
    "place",
    ["nfts.data.editions.mark", "nfts.data.sends.begin", "nfts.data.chain.Chain.send"],
)
def test_a_step_that_ends_between_two_writes_mints_no_other_terms(
    here: Mill, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    asked = ask().body["id"]
    with monkeypatch.context() as broken:
        broken.setattr(place, ends)
        assert here.run() == "Failed"

    if ask(**OTHER).status != 201:
        assert resumed(asked) == 200
    assert here.run() == "Done"

    as_shown(here, asked)


def test_what_is_kept_of_it_before_it_is_sent_is_told(
    here: Mill, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask().body["id"]
    with monkeypatch.context() as broken:
        broken.setattr("nfts.data.chain.Chain.send", ends)
        here.run()
    forget_that_it_was_sent(asked)
    assert resumed(asked) == 200
    assert here.run() == "Done"
    assert (sent := sends.find(ACCOUNT, 0)) is not None
    told = [line for line in shown(asked)["history"] if line["what"] == "sent"]
    assert [line["detail"] for line in told] == [sent.last.hash]


def test_other_terms_than_the_chain_s_are_not_recorded(here: Mill) -> None:
    """What was signed for the first was sent after all."""
    asked = ask().body["id"]
    steps = here.steps(next(iter(here.runs)))
    next(steps)
    forget_that_it_was_sent(asked)
    editions.failed(asked, 1, Failure.of("States.Timeout", "", MOMENT))
    assert ask(**OTHER).status == 201

    assert here.run() == "Told"
    assert failure(asked) == "already-minted"

    assert ask().status == 201, "as the chain has it"
    assert here.run() == "Done"
    as_shown(here, asked)


def test_who_got_the_first_ones_is_a_part_of_the_terms(here: Mill) -> None:
    asked = ask(quantity=1).body["id"]
    here.run()
    first = editions.get(asked)
    terms = replace(first.terms, quantity=2)
    other = replace(first, terms=terms, state=State.FAILED, minted=None)
    editions.change(asked, lambda _: other)
    assert resumed(asked) == 200
    assert here.run() == "Told"
    assert failure(asked) == "already-minted"
    assert nonces.taken(ACCOUNT) == {}


def test_terms_that_were_signed_are_not_forgotten_with_the_history(here: Mill) -> None:
    del here
    edition = editions.get(ask().body["id"])
    for number in range(MOST_MARKS):
        edition = edition.marked("resumed", MOMENT, str(number))
    edition = edition.marked("sent", MOMENT, "0x1")
    for number in range(MOST_MARKS):
        edition = edition.marked("resumed", MOMENT, str(number))
    assert "sent" not in {mark.what for mark in edition.history}
    with pytest.raises(CannotAskError):
        asked_again(edition, Failure.of("States.Timeout", "", MOMENT))


@pytest.mark.parametrize(
    ("error", "message", "may"),
    [
        ("RevertedError", "RoyaltyAboveCap(royaltyBps=1000, cap=500)", True),
        # It may be this one that the chain has.
        ("RevertedError", "ReleaseExists(id=5)", False),
        ("AlreadyMintedError", "The chain has this work on other terms.", True),
        ("OverdueError", "It is in no block.", False),
    ],
)
@pytest.mark.parametrize("kept", [True, False])
def test_what_was_sent_is_asked_anew_only_where_it_cannot_come(
    here: Mill, error: str, message: str, may: bool, kept: bool
) -> None:
    del here
    sent = editions.get(ask().body["id"]).marked("sent", MOMENT, "0x1")
    # A row from before it was kept, too.
    sent = replace(sent, signed=kept)
    why = Failure.of(error, message, MOMENT)
    if may:
        assert not asked_again(sent, why).signed
    else:
        with pytest.raises(CannotAskError):
            asked_again(sent, why)


def asked_again(edition: Edition, why: Failure) -> Edition:
    failed = edition.failed(why)
    return failed.asked_again(replace(failed.terms, supply=7), failed.title, MOMENT)


def forget_that_it_was_sent(edition_id: str) -> None:
    """As a step left it that ended between its writes, when it still told of it afterwards."""

    def step(before: Edition) -> Edition:
        history = tuple(mark for mark in before.history if mark.what != "sent")
        return replace(before, history=history, signed=False)

    editions.change(edition_id, step)


def ends(*_: object, **__: object) -> None:
    raise RuntimeError("the function ended here")
