"""Nodes are asked in order, held to their chain, and never named in what is logged or raised."""

import pytest

from nfts.data.chain_errors import (
    ChainError,
    NodeUnreachableError,
    RefusedError,
    WrongChainError,
)
from nfts.data.chain_node import Nodes
from tests.unit.nfts.nodes import CHAIN_ID, SECRET, node

NOWHERE = f"http://127.0.0.1:9/{SECRET}"
NUMBER = {"eth_blockNumber": "0x10"}


def nodes(*urls: str) -> Nodes:
    return Nodes(urls, CHAIN_ID, connect_seconds=0.5, read_seconds=0.5)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Every record with all that it carries."""
    return " ".join(str(vars(record)) for record in caplog.records)


def test_the_chain_is_asked_for_once_before_anything_else() -> None:
    with node(answers=NUMBER) as first:
        ours = nodes(first.url)
        assert [ours.ask("eth_blockNumber") for _ in range(2)] == ["0x10", "0x10"]
        assert first.asked == ["eth_chainId", "eth_blockNumber", "eth_blockNumber"]


@pytest.mark.parametrize("how", ["500", "429", "401", "text", "array", "hang", "redirect", "close"])
def test_the_second_answers_where_the_first_fails(
    how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with node(fails=how) as first, node(answers=NUMBER) as second:
        ours = nodes(first.url, second.url)
        assert ours.ask("eth_blockNumber") == "0x10"
        asked = len(first.asked)
        assert ours.ask("eth_blockNumber") == "0x10"
        assert len(first.asked) == asked, "what failed rests"
    assert "A node did not answer" in logged(caplog)
    assert SECRET not in logged(caplog)


def test_a_first_that_came_back_is_asked_when_the_second_fails() -> None:
    with node(answers=NUMBER, fails="500") as first, node(answers=NUMBER) as second:
        ours = nodes(first.url, second.url)
        ours.ask("eth_blockNumber")
        first.fails, second.fails = "", "500"
        assert ours.ask("eth_blockNumber") == "0x10"
        assert first.asked.count("eth_chainId") == 2, "it may be another by now"


def test_each_is_asked_by_itself_and_what_is_known_of_it_is_shared() -> None:
    with node(answers={"eth_blockNumber": "0x1"}) as first, node(answers=NUMBER) as second:
        ours = nodes(first.url, second.url)
        assert [one.ask("eth_blockNumber") for one in ours.each()] == ["0x1", "0x10"]
        first.fails = "500"
        with pytest.raises(NodeUnreachableError):
            ours.each()[0].ask("eth_blockNumber")
        assert ours.each()[0].ask("eth_blockNumber") == "0x10", "what failed rests"
        assert second.asked.count("eth_chainId") == 1


def test_a_connection_that_the_other_end_closed_is_opened_again() -> None:
    with node(answers=NUMBER) as first:
        ours = nodes(first.url)
        ours.ask("eth_blockNumber")
        first.fails = "close"
        with pytest.raises(NodeUnreachableError):
            ours.ask("eth_blockNumber")
        assert first.asked.count("eth_blockNumber") == 3, "once more, and no more"


def test_a_node_of_another_chain_is_asked_nothing() -> None:
    with node(chain_id=1, answers=NUMBER) as foreign, node(answers=NUMBER) as second:
        assert nodes(foreign.url, second.url).ask("eth_blockNumber") == "0x10"
        assert foreign.asked == ["eth_chainId"]
        with pytest.raises(WrongChainError):
            nodes(foreign.url).ask("eth_blockNumber")
        with pytest.raises(WrongChainError):
            nodes(NOWHERE, foreign.url).ask("eth_blockNumber")


def test_errors_and_logs_never_name_an_address(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NodeUnreachableError) as caught:
        nodes(NOWHERE, NOWHERE).ask("eth_blockNumber")
    with node(answers={"eth_call": {"error": {"code": -32601, "message": "no"}}}) as first:
        ours = nodes(first.url)
        with pytest.raises(RefusedError) as refused:
            ours.ask("eth_call")
        texts = [repr(ours), str(refused.value), repr(refused.value)]
    texts += [str(caught.value), repr(caught.value), logged(caplog)]
    error: BaseException | None = caught.value
    while error is not None:
        texts.append(repr(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert all(SECRET not in text and "127.0.0.1" not in text for text in texts)


@pytest.mark.parametrize(
    "url",
    [
        f"http://node.example/{SECRET}",
        f"ftp://127.0.0.1/{SECRET}",
        f"https//{SECRET}",
        f"http://[{SECRET}",
        "",
    ],
)
def test_a_key_does_not_go_over_the_wire_in_the_clear(url: str) -> None:
    with pytest.raises(NodeUnreachableError) as caught:
        Nodes([url], CHAIN_ID)
    assert SECRET not in str(caught.value)


def test_no_node_is_no_chain() -> None:
    with pytest.raises(NodeUnreachableError):
        Nodes([], CHAIN_ID)


def test_the_chain_of_a_node() -> None:
    with node(chain_id=8453) as there:
        assert Nodes.chain_of(there.url) == 8453
        there.fails = "text"
        with pytest.raises(ChainError) as caught:
            Nodes.chain_of(there.url)
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    "error", ["no", {"code": "x", "message": 3}, {"message": "m" * 10_000}, {"code": 3}]
)
def test_an_error_of_any_form_is_refused_in_few_words(error: object) -> None:
    with (
        node(answers={"eth_call": {"error": error}}) as there,
        pytest.raises(RefusedError) as caught,
    ):
        nodes(there.url).ask("eth_call")
    assert len(str(caught.value)) < 400
