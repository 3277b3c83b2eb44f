"""Editions and airdrops on the running house: from the ask to the token, on a real chain."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from infra.local.seed.stores import as_product
from infra.local.stack import LocalStack
from nfts.data import nonces
from tests.house import Person, wait_until
from tests.stack.minting_scene import Artist, OnChain, works


@pytest.fixture(scope="module")
def minting(house: LocalStack, artist: Person) -> tuple[Artist, str]:
    """An artist with a wallet, and their frozen sheet."""
    del house
    made = Artist(artist, 0xA1)
    made.link()
    return made, made.sheet()


def test_an_edition_is_on_the_chain(house: LocalStack, minting: tuple[Artist, str]) -> None:
    artist, sheet = minting
    (work,) = works(house, artist.id, 1)
    asked = artist.mint(work, sheet)
    assert asked["state"] == "minting"
    edition = artist.ended(asked["id"])
    assert edition["state"] == "minted", edition["failure"]
    token = int(edition["token"]["token_id"])
    chain = OnChain(house)
    assert chain.published()[token] == [edition["token"]["transaction"]]
    assert chain.balance(artist.key.address, token) == 1


def test_an_airdrop_of_a_thousand(house: LocalStack, minting: tuple[Artist, str]) -> None:
    artist, sheet = minting
    (work,) = works(house, artist.id, 1)
    edition = artist.ended(artist.mint(work, sheet, supply=2000, quantity=0)["id"])
    recipients = [f"0x{number + 10**6:040x}" for number in range(1000)]
    path = f"/editions/{edition['id']}/airdrops"
    asked = artist.do("POST", path, {"recipients": recipients})
    done = wait_until(
        lambda: (one := artist.do("GET", f"/airdrops/{asked['id']}"))["state"] != "minting" and one,
        60,
        "the end of the airdrop",
    )
    assert (done["state"], done["given"], done["refused"]) == ("minted", 1000, [])
    assert len(done["transactions"]) == 2
    token, chain = int(edition["token"]["token_id"]), OnChain(house)
    assert {chain.balance(one, token) for one in recipients[::97]} == {1}


def test_what_the_contract_refuses_is_told_and_resumed(
    house: LocalStack, minting: tuple[Artist, str]
) -> None:
    artist, sheet = minting
    (work,) = works(house, artist.id, 1)
    splits = house.outputs["chain"]["contracts"]["Splits"]
    edition = artist.ended(artist.mint(work, sheet, recipient=splits)["id"])
    assert (edition["state"], edition["failure"]["code"]) == ("failed", "reverted")
    assert edition["failure"]["error"].startswith("ERC1155InvalidReceiver(")
    again = artist.do("POST", f"/editions/{edition['id']}/resume")
    assert (again["state"], again["attempt"]) == ("minting", 2)
    assert artist.ended(edition["id"])["failure"]["code"] == "reverted"
    # On other terms it may go: nothing of it was sent.
    asked = artist.mint(work, sheet)
    assert artist.ended(asked["id"])["state"] == "minted"


def test_each_nonce_is_given_once_to_many_at_once(house: LocalStack) -> None:
    account, keys = "31337#nobody", [f"job{n % 40}#0" for n in range(120)]
    with as_product(house, "nfts"), ThreadPoolExecutor(12) as pool:
        given = list(pool.map(lambda key: nonces.take(account, key, 0), keys))
        taken = nonces.taken(account)
    assert set(given) == set(range(40))
    assert taken == dict(zip(keys, given, strict=True))
