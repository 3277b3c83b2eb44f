"""What is to be done about a transaction, by what the chain says of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from nfts.domain.blocks import Fees
from nfts.domain.sending import (
    MOST_FEE,
    MOST_REPLACEMENTS,
    OVERDUE_SECONDS,
    STUCK_BLOCKS,
    Do,
    Pace,
    Seen,
    Sending,
    Signed,
    judge,
    pause,
    raised,
)

AT = datetime(2026, 11, 23, tzinfo=UTC)
FEES = Fees(10**9, 10**8)
FIRST = Signed("0x1", FEES, AT)
SENDING = Sending("1#0x0", 7, "edn#0", 100_000, b"raw", (FIRST,))
PACE = Pace(confirmations=3, block_seconds=12)
STUCK = STUCK_BLOCKS * PACE.block_seconds
WAITING = Seen(head=100, counted=7, block=None, known=True)


@pytest.mark.parametrize(
    ("seen", "after", "do"),
    [
        (WAITING, 0, Do.WAIT),
        (WAITING, STUCK - 1, Do.WAIT),
        (WAITING, STUCK, Do.REPLACE),
        # One before it is late: a higher fee would bring nothing.
        (replace(WAITING, counted=6), STUCK, Do.WAIT),
        (replace(WAITING, known=False), 0, Do.SEND),
        # However long it waits: what a higher fee helps is not given up.
        (WAITING, OVERDUE_SECONDS + 1, Do.REPLACE),
        (replace(WAITING, known=False), OVERDUE_SECONDS + 1, Do.REPLACE),
        (replace(WAITING, counted=6), OVERDUE_SECONDS + 1, Do.OVERDUE),
        # Its nonce is in a block, and it is in none: this is the first look that sees it.
        (replace(WAITING, counted=8), 0, Do.WAIT),
        (replace(WAITING, counted=8), OVERDUE_SECONDS + 1, Do.WAIT),
        (replace(WAITING, block=100, counted=8), 0, Do.WAIT),
        (replace(WAITING, block=99, counted=8), 0, Do.WAIT),
        (replace(WAITING, block=98, counted=8), 0, Do.FINAL),
        # However long it took.
        (replace(WAITING, block=98, counted=8), OVERDUE_SECONDS + 1, Do.FINAL),
    ],
)
def test_what_is_done(seen: Seen, after: float, do: Do) -> None:
    assert judge(SENDING, seen, PACE, AT + timedelta(seconds=after)).do is do


def test_it_is_given_up_when_it_was_overtaken_for_long_however_long_ago_it_was_signed() -> None:
    overtaken = replace(WAITING, counted=8)
    first = AT + timedelta(seconds=10 * STUCK)
    sending = SENDING.seen(overtaken, None, first).seen(overtaken, None, first + timedelta(1))
    assert sending.overtaken_at == first

    def after(seconds: float) -> Do:
        return judge(sending, overtaken, PACE, first + timedelta(seconds=seconds)).do

    assert [after(STUCK - 1), after(STUCK)] == [Do.WAIT, Do.GIVE_UP]
    # Its own block came to light, or the block that had counted it was left.
    for other in (replace(overtaken, block=100), WAITING):
        assert sending.seen(other, None, first).overtaken_at is None


def test_each_attempt_has_its_own_half_hour() -> None:
    dear = replace(SENDING, signed=(replace(FIRST, fees=Fees(MOST_FEE, 10**9)),))
    late = AT + timedelta(seconds=OVERDUE_SECONDS + 1)
    assert judge(dear, WAITING, PACE, late).do is Do.OVERDUE
    again = dear.taken_up(2, late)
    assert judge(again, WAITING, PACE, late).do is Do.WAIT
    assert judge(again, replace(WAITING, known=False), PACE, late).do is Do.SEND
    later = late + timedelta(seconds=OVERDUE_SECONDS + 1)
    assert judge(again, WAITING, PACE, later).do is Do.OVERDUE


def test_it_is_looked_at_again_when_its_blocks_are_there() -> None:
    verdict = judge(SENDING, replace(WAITING, block=100, counted=8), PACE, AT)
    assert verdict.seconds == 24
    assert judge(SENDING, WAITING, PACE, AT).seconds == 12
    assert pause(50, PACE) == STUCK, "what goes wrong is noticed"
    assert pause(1, Pace(1, 0.2)) == 1


def test_each_replacement_is_one_that_every_node_takes() -> None:
    sending = SENDING
    for number in range(MOST_REPLACEMENTS):
        before = sending.last.fees
        fees = raised(sending, FEES)
        assert fees.max_fee * 1000 >= before.max_fee * 1125
        assert fees.priority_fee * 1000 >= before.priority_fee * 1125
        sending = sending.replaced(b"raw", Signed(f"0x{number + 2}", fees, AT))
    late = AT + timedelta(seconds=STUCK)
    assert judge(sending, WAITING, PACE, late).do is Do.WAIT, "enough of them"
    same, more = (
        sending.last.fees,
        replace(sending.last.fees, max_fee=sending.last.fees.max_fee + 1),
    )
    assert judge(sending, replace(WAITING, market=same), PACE, late).do is Do.WAIT
    assert judge(sending, replace(WAITING, market=more), PACE, late).do is Do.REPLACE
    assert sending.hashes[0] == sending.last.hash
    assert sending.hashes[-1] == "0x1"


def test_the_market_may_ask_for_more_and_never_for_too_much() -> None:
    dear = Fees(50 * 10**9, 2 * 10**9)
    assert raised(SENDING, dear) == dear
    most = replace(SENDING, signed=(replace(FIRST, fees=Fees(MOST_FEE, 10**9)),))
    assert raised(most, FEES).max_fee == MOST_FEE
    assert judge(most, WAITING, PACE, AT + timedelta(seconds=STUCK)).do is Do.WAIT
