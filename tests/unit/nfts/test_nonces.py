"""A nonce is given out once, and none is lost.

That it holds for many at once, tests/stack/test_minting.py sees: moto's writes are not atomic.
"""

import pytest

from nfts.data import nonces
from nfts.domain.sending import WINDOW

pytestmark = pytest.mark.usefixtures("aws")

ACCOUNT = "31337#0x0"


def test_they_begin_where_the_chain_is_and_rise_by_one() -> None:
    assert [nonces.take(ACCOUNT, f"job{n}#0", 7) for n in range(3)] == [7, 8, 9]


def test_the_same_key_has_the_same_however_often_it_asks() -> None:
    assert {nonces.take(ACCOUNT, "job#0", counted) for counted in (7, 7, 12)} == {7}
    assert nonces.held(ACCOUNT, "job#0") == 7


def test_no_more_are_out_than_nodes_keep() -> None:
    given = [nonces.take(ACCOUNT, f"job{n}#0", 0) for n in range(WINDOW + 1)]
    assert given == [*range(WINDOW), None]
    assert nonces.take(ACCOUNT, "late#0", 1) == WINDOW


def test_it_goes_on_from_what_somebody_else_has_sent() -> None:
    nonces.take(ACCOUNT, "first#0", 0)
    assert nonces.take(ACCOUNT, "second#0", 5) == 5


def test_what_is_released_is_nobody_s() -> None:
    nonces.take(ACCOUNT, "job#0", 0)
    nonces.release(ACCOUNT, "job#0", 3)
    assert nonces.held(ACCOUNT, "job#0") == 0, "that was another nonce"
    for _ in range(2):
        nonces.release(ACCOUNT, "job#0", 0)
    assert nonces.taken(ACCOUNT) == {}
    assert nonces.take(ACCOUNT, "job#0", 1) == 1


def test_what_nobody_needs_waits_to_be_filled() -> None:
    nonces.take(ACCOUNT, "job#0", 0)
    assert nonces.leave(ACCOUNT, "job#0", 0)
    assert not nonces.leave(ACCOUNT, "job#0", 0)
    assert nonces.taken(ACCOUNT) == {"fill#0": 0}


def test_a_chain_that_began_anew_is_followed_once_none_is_out() -> None:
    nonces.take(ACCOUNT, "job#0", 50)
    nonces.go_back(ACCOUNT, 3)
    nonces.release(ACCOUNT, "job#0", 50)
    nonces.go_back(ACCOUNT, 3)
    assert nonces.take(ACCOUNT, "job#0", 3) == 3
