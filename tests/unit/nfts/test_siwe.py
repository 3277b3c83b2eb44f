"""Messages of Sign-In with Ethereum: read by the EIP's grammar, and written as they were read."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from eth_account import Account
from eth_account.messages import defunct_hash_message
from hypothesis import given
from hypothesis import strategies as st

from nfts.domain.signature import text_digest
from nfts.domain.siwe import MalformedError, Message

# The examples of the EIP itself.
ADDRESS = "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2"
_REST = f"""{ADDRESS}

I accept the ExampleOrg Terms of Service: https://example.com/tos

URI: https://example.com/login
Version: 1
Chain ID: 1
Nonce: 32891756
Issued At: 2021-09-30T16:25:24Z
Resources:
- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/
- https://example.com/my-web2-claim.json"""
_ASKS = " wants you to sign in with your Ethereum account:\n"
IMPLICIT = f"example.com{_ASKS}{_REST}"
BARE = f"""example.com{_ASKS}{ADDRESS}


URI: https://example.com
Version: 1
Chain ID: 1
Nonce: 32891756
Issued At: 2021-09-30T16:25:24Z"""


@pytest.mark.parametrize(
    ("origin", "scheme", "domain"),
    [
        ("example.com", None, "example.com"),
        ("example.com:3388", None, "example.com:3388"),
        ("https://example.com", "https", "example.com"),
        ("http://[::1]:8080", "http", "[::1]:8080"),
        ("user@example.com", None, "user@example.com"),
    ],
)
def test_the_eip_s_examples_are_read(origin: str, scheme: str | None, domain: str) -> None:
    message = Message.read(f"{origin}{_ASKS}{_REST}")

    assert (message.scheme, message.domain, message.address) == (scheme, domain, ADDRESS)
    assert message.statement == "I accept the ExampleOrg Terms of Service: https://example.com/tos"
    assert (message.uri, message.version, message.chain_id) == ("https://example.com/login", "1", 1)
    assert (message.nonce, message.request_id) == ("32891756", None)
    assert message.issued_at == datetime(2021, 9, 30, 16, 25, 24, tzinfo=UTC)
    assert message.resources is not None
    assert len(message.resources) == 2


def test_what_may_be_left_out_is() -> None:
    message = Message.read(BARE)

    assert (message.statement, message.expires_at, message.not_before) == (None, None, None)
    assert message.resources is None


def test_what_may_be_there_is_read() -> None:
    more = BARE + (
        "\nExpiration Time: 2021-10-01T00:00:00.5+02:00"
        "\nNot Before: 2021-09-30t16:25:24z"
        "\nRequest ID: some%20request:7"
        "\nResources:"
    )

    message = Message.read(more)

    assert message.expires_at == datetime(2021, 9, 30, 22, 0, 0, 500_000, tzinfo=UTC)
    assert message.not_before == message.issued_at
    assert (message.request_id, message.resources) == ("some%20request:7", ())


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("wants you to sign in", "wants you to sign up"),
        ("example.com wants", "example.com/path wants"),
        ("example.com wants", "exa mple.com wants"),
        ("example.com wants", "éxample.com wants"),
        (ADDRESS, ADDRESS.lower()),
        (ADDRESS, ADDRESS[:-1]),
        (ADDRESS, ADDRESS.replace("0x", "")),
        ("I accept", "I \x1b accept"),
        ("I accept", "I “accept”"),
        ("I accept", "I\naccept"),
        ("URI: https://example.com/login", "URI: example.com"),
        ("URI: https://example.com/login", "URI: https://example.com/%zz"),
        ("URI: ", "Uri: "),
        ("URI: ", "URI:"),
        ("Version: 1", "Version: one"),
        ("Chain ID: 1", "Chain ID: 0x1"),
        ("Chain ID: 1", "Chain ID: 1 "),
        ("Nonce: 32891756", "Nonce: 3289175"),
        ("Nonce: 32891756", "Nonce: 3289-1756"),
        ("Nonce: 32891756\n", ""),
        ("Nonce: 32891756\n", "Nonce: 32891756\nNonce: 32891757\n"),
        ("2021-09-30T16:25:24Z", "2021-09-30"),
        ("2021-09-30T16:25:24Z", "2021-09-30 16:25:24Z"),
        ("2021-09-30T16:25:24Z", "2021-09-30T16:25:24"),
        ("2021-09-30T16:25:24Z", "2021-02-30T16:25:24Z"),
        ("2021-09-30T16:25:24Z", "2021-09-30T24:25:24Z"),
        ("2021-09-30T16:25:24Z", "1632932724"),
        ("Resources:\n", "Resources:\n\n"),
        ("- ipfs", "* ipfs"),
        ("\nResources", "\nRequest ID: a b\nResources"),
        ("\nResources", "\nNot Before: 2021-10-01T00:00:00Z\nExpiration Time: x\nResources"),
        ("Version: 1\nChain ID: 1", "Chain ID: 1\nVersion: 1"),
        ("\n", "\r\n"),
    ],
)
def test_what_the_grammar_does_not_have_is_refused(was: str, becomes: str) -> None:
    assert was in IMPLICIT

    with pytest.raises(MalformedError, match=r"^line \d+: "):
        Message.read(IMPLICIT.replace(was, becomes))


@pytest.mark.parametrize("ends", ["\n", " ", "\n- x", "\nIssued At: 2021-09-30T16:25:24Z"])
def test_nothing_comes_after_the_end(ends: str) -> None:
    with pytest.raises(MalformedError):
        Message.read(BARE + ends)


@pytest.mark.parametrize("lines", range(9))
def test_a_message_that_stops_early_is_refused(lines: int) -> None:
    with pytest.raises(MalformedError):
        Message.read("\n".join(BARE.split("\n")[:lines]))


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for whole in (text, f"example.com{_ASKS}{text}", f"{BARE}\n{text}", BARE.replace("1", text)):
        with suppress(MalformedError):
            Message.read(whole)


_AUTHORITIES = st.from_regex(r"[a-z][a-z0-9.-]{0,20}(:[0-9]{1,5})?", fullmatch=True)
_STATEMENTS = st.text("ABCabc019 -._~:/?#[]@!$&'()*+,;=", min_size=0, max_size=60)
_MOMENTS = st.integers(0, 2**41).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC))


@given(
    st.builds(
        Message,
        domain=_AUTHORITIES,
        scheme=st.none() | st.sampled_from(["https", "http", "wss"]),
        address=st.binary(min_size=32, max_size=32)
        .filter(any)
        .filter(lambda key: key[0] < 255)
        .map(lambda key: str(Account.from_key(key).address)),
        uri=st.just("https://example.com/a?b=c#d"),
        chain_id=st.integers(1, 2**256 - 1),
        nonce=st.from_regex(r"[A-Za-z0-9]{8,40}", fullmatch=True),
        issued_at=_MOMENTS,
        statement=st.none() | _STATEMENTS,
        expires_at=st.none() | _MOMENTS,
        not_before=st.none() | _MOMENTS,
        request_id=st.none() | st.just("r-1"),
        resources=st.none() | st.lists(st.just("ipfs://cid/"), max_size=3).map(tuple),
    )
)
def test_what_is_written_is_read_as_it_was_meant(message: Message) -> None:
    assert Message.read(message.text) == message


def test_a_long_message_is_read_in_no_time() -> None:
    for text in ("a" * 4000, "a:" * 2000, "%41" * 1300, "/" * 4000, "a@" * 2000):
        with pytest.raises(MalformedError):
            Message.read(text)
        with pytest.raises(MalformedError):
            Message.read(BARE.replace("https://example.com", f"https://{text}\x00"))


def test_a_text_is_hashed_as_eth_account_does() -> None:
    assert text_digest(IMPLICIT) == bytes(defunct_hash_message(text=IMPLICIT))
