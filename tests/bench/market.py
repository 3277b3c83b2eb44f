"""What browsing the market takes with 100,000 listings in it, over an operation that does nothing.

Listings of 40,000 editions by 20,000 people, made up and the same each time; a quarter of the
editions have most of the listings. What is asked: each order of it, filters, words.
"""

import json
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
import requests
from psycopg import sql

from infra.local.people import sign_up
from infra.local.seed import words
from infra.local.seed.names import Names
from infra.local.seed.stores import as_product
from infra.local.stack import LocalStack, Ports
from tests.bench.measure import Ratio, in_turn
from tests.bench.ops import empty_operation, unthrottle
from tests.house import Person, wait_until

EDITIONS, LISTINGS, PEOPLE, ARTISTS = 40_000, 100_000, 20_000, 4_000
RUNS, WARM_UP = 7, 2
NEVER = 2**40 - 1
PENNY = 10**12
BEGAN = 1_700_000_000

Rows = Iterable[Sequence[Any]]


def _questions() -> list[str]:
    """Of one run: with the warm-up together fewer than a person may ask in a minute."""
    most, least = words.GENRES[0], words.GENRES[-1]
    asked: list[dict[str, Any]] = [
        *({}, {"sort": "cheapest"}, {"sort": "dearest"}, {"sort": "ending"}),
        *({"sort": "most-sold"}, {"how": "listing"}, {"genre": most, "sort": "cheapest"}),
        *({"genre": least, "sort": "most-sold"}, {"artist_id": "artist-7"}),
        {"price_from": 500_000 * PENNY, "price_to": 600_000 * PENNY},
        *({"q": "silver"}, {"q": "go ri", "sort": "cheapest"}),
    ]
    return [f"/nfts/market?{urlencode(query)}" for query in asked]


def market_browse(house: LocalStack) -> Ratio:
    """[market_browse] the mean time of these questions over the empty operation's."""
    account = sign_up(house, "market@didit360.example", house.secret("bench"), "fan")
    person = Person(house, account)
    nothing = empty_operation(house).path
    unthrottle(house)
    wait_until(lambda: person.call("GET", nothing).ok or None, what="the empty operation")
    questions = _questions()
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {account.id_token}"

        def mean(paths: Sequence[str]) -> float:
            began = time.perf_counter()
            for path in paths:
                answer = session.get(f"{house.url}{path}", timeout=30)
                if not answer.ok:
                    raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")
            return (time.perf_counter() - began) / len(paths)

        return in_turn(
            "market_browse",
            f"{len(questions)} ways to browse {LISTINGS:,} listings through edge and gateway / an "
            "operation that only says who is asking",
            lambda: mean(questions),
            lambda: mean([nothing] * len(questions)),
            runs=RUNS,
            warm_up=WARM_UP,
        )


def fill(house: LocalStack) -> None:
    """Put it all into the market's tables, as if the chain had said it."""
    names = Names()
    with psycopg.connect(house.postgres.url, autocommit=True) as admin:
        admin.execute("set search_path = nfts, public")
        _copy(admin, "tokens", _TOKENS, _tokens(names))
        _copy(admin, "catalogue", _CATALOGUE, _catalogue(names))
        sold = ((token, 500, int(names.random.expovariate(0.02)), 1) for token in range(EDITIONS))
        _copy(admin, "token_counts", "token_id, minted, sold, lines", sold)
        people = ((f"approval/{one}", _wallet(one)) for one in range(PEOPLE))
        _copy(admin, "approvals", "subject, owner", people)
        _copy(admin, "orders", _ORDERS, _orders(names))
    with as_product(house, "nfts"):
        from nfts.data import market_lots

        after: str | None = "-1"
        while after is not None:
            _, after = market_lots.all_again(after, 1000)
    with psycopg.connect(house.postgres.url, autocommit=True) as admin:
        admin.execute("vacuum analyze nfts.lots")


def _copy(admin: psycopg.Connection[Any], table: str, columns: str, rows: Rows) -> None:
    listed = sql.SQL(", ").join(map(sql.Identifier, columns.split(", ")))
    into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), listed)
    with admin.cursor() as cursor, cursor.copy(into) as copy:
        for row in rows:
            copy.write_row(row)
    admin.execute(sql.SQL("analyze {}").format(sql.Identifier(table)))


_TOKENS = (
    "subject, token_id, artist, payout, max_supply, royalty_bps, content_hash, uri, frozen, "
    "published_at, sale_price, sale_currency, sale_opens_at, sale_closes_at, sale_set_at"
)
_CATALOGUE = (
    "token_id, edition_id, work_id, kind, edition_kind, artist_id, title, artist_name, genres, "
    "revision"
)
_ORDERS = (
    "order_id, kind, maker, token_id, quantity, unit_price, currency, opens_at, closes_at, nonce, "
    "counter, made_at, takeable"
)


def _tokens(names: Names) -> Rows:
    """Every other one is for sale by its artist."""
    for token in range(EDITIONS):
        at = BEGAN + token
        price = names.random.randint(1, 10**6) * PENNY
        sale = (price, "native", 0, NEVER, at) if token % 2 else (None,) * 5
        terms = (_wallet(1), _wallet(2), 1000, 1000, "0x", "ipfs://", False, at)
        yield (f"token/{token}", token, *terms, *sale)


def _catalogue(names: Names) -> Rows:
    artists = [names.artist() for _ in range(ARTISTS)]
    for token in range(EDITIONS):
        artist = names.random.randrange(ARTISTS)
        kind = "video" if names.random.random() < 0.05 else "track"
        facts = (f"edn_{token:026d}", "trk_x", kind, "fixed", f"artist-{artist}", names.title())
        yield (token, *facts, artists[artist], [names.zipf(words.GENRES)], 1)


def _orders(names: Names) -> Rows:
    chance = names.random
    for number in range(LISTINGS):
        token, maker = int(EDITIONS * chance.random() ** 2), _wallet(chance.randrange(PEOPLE))
        price, ends = chance.randint(1, 10**6) * PENNY, 2 * 10**9 + chance.randrange(10**7)
        times = (0, ends, number, 0, BEGAN + number)
        yield (f"ord_{number}", "listing", maker, token, 1, price, "native", *times, 1)


def _wallet(number: int) -> str:
    return f"0x{number:040d}"


def run() -> list[Ratio]:
    """On a house of its own."""
    with (
        tempfile.TemporaryDirectory() as name,
        LocalStack(Path(name) / "market", Ports.free()) as house,
    ):
        fill(house)
        return [market_browse(house)]


if __name__ == "__main__":
    for result in run():
        print(result.name, json.dumps(result.as_json()), "kept" if result.kept else "NOT KEPT")
