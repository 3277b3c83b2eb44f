"""What a contract says no to is told to whoever asked, as theirs or as the chain's."""

import pytest

from didit360.problems import Problem
from nfts.api.refusals import asking, trying
from nfts.data.chain_errors import NodeUnreachableError, RevertedError


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (RevertedError("NoSuchRelease", {}, b""), 404, "not-on-chain"),
        (RevertedError("NoSuchAuction", {}, b""), 404, "no-such-auction"),
        (RevertedError("NotAPayee", {}, b""), 409, "not-a-payee"),
        (RevertedError("EnforcedPause", {}, b""), 503, "chain-unavailable"),
        (NodeUnreachableError("no node answers"), 503, "chain-unavailable"),
    ],
)
def test_a_question_is_refused_as_what_it_is(error: Exception, status: int, code: str) -> None:
    with pytest.raises(Problem) as refused, asking():
        raise error
    assert (refused.value.status, refused.value.code) == (status, code)


@pytest.mark.parametrize(
    "error",
    [
        RevertedError("SaleInCurrency", {"id": 1, "currency": "0x00"}, b""),
        RevertedError("PriceAbove", {"price": 3, "most": 2}, b""),
    ],
)
def test_other_terms_than_were_seen_are_told_as_such(error: Exception) -> None:
    with pytest.raises(Problem) as refused, trying():
        raise error
    assert (refused.value.status, refused.value.code) == (409, "terms-changed")
