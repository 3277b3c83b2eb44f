"""A market to look at: Anna sells two editions, Fanny has bought three of the first."""

from typing import Any

from didit360 import ids
from nfts.data import market_catalogue, wallets
from tests.unit.aws import ARTIST, FAN, Person, Reply, call
from tests.unit.nfts import market as tables
from tests.unit.nfts.acts import NEVER
from tests.unit.nfts.world import ACCOUNTS, COIN, TOKENS, ZERO, World, by_place

ANNA, FANNY, OTTO = ACCOUNTS
ONE, TWO = TOKENS
EDITION, OTHER = (str(ids.numbered("edn", token)) for token in TOKENS)
ETHER = 10**18


def link_wallets() -> None:
    """Anna is the artist, Fanny the fan; Otto is nobody."""
    wallets.link(ARTIST.id, ANNA, _nonce(ARTIST.id, "a"))
    wallets.link(FAN.id, FANNY, _nonce(FAN.id, "b"))


def _nonce(person_id: str, nonce: str) -> str:
    from nfts.data.wallet_rows import ChallengeRow

    ChallengeRow(person_id, f"nonce#{nonce}", message="", expires=NEVER).save()
    return nonce


def begun() -> World:
    """Edition one costs 2 ether, the other 5 coins; Fanny lets the Market take hers."""
    for token, edition in ((ONE, EDITION), (TWO, OTHER)):
        more = {"genres": ("folk", "choir")} if token == ONE else {"title": "Über Wälder"}
        market_catalogue.put(tables.listed(token, edition_id=edition, **more))
    world = World()
    world.begin()
    world.set_sale(ONE, 2 * ETHER, ZERO, NEVER)
    world.set_sale(TWO, 5, COIN, NEVER)
    world.buy_first(ONE, FANNY, 3, 2 * ETHER, ZERO)
    world.mine()
    world.approve(FANNY, approved=True)
    return world


def tell(world: World) -> None:
    """Have the market follow all that has happened."""
    ledger = by_place(world.logs)
    tables.tell(ledger, ledger)


def get(handler: Any, path: str, *, by: Person = FAN, **query: Any) -> Reply:
    said = {name: str(value) for name, value in query.items()}
    return call(handler, "GET", path, by=by, query=said, stage="nfts")
