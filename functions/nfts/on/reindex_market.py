"""Build the market from the Ledger and the stores, a step at a time, while people go on buying.

`didit360 rebuild-market` asks for each step: {"chain", "part", "after", "began"}. The answer is the
next one, with `done`, how much the step has looked at; without a part when all is built. Steps may
be repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from nfts.data import (
    ledger,
    market,
    market_catalogue,
    market_lots,
    market_orders,
    market_rebuild,
    market_sources,
)

AT_ONCE = 200
_END = (10**12, 0)

Step = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Build:
    chain: str
    began: datetime


Part = Callable[[Any, Build], tuple[int, Any]]
"""What is done from a place on: how much, and the place to go on from (None: nothing is left)."""


def _logs(after: Any, build: Build) -> tuple[int, Any]:
    block, index = after or (0, -1)
    page = ledger.page(build.chain, (block, index), AT_ONCE)
    last = page[-1].place if len(page) == AT_ONCE else None
    first, end = (block, index + 1), (last[0], last[1] + 1) if last else _END
    done = market.follow_range(first, end, lambda: ledger.between(build.chain, first, end))
    return done, last


def _subjects(after: Any, _: Build) -> tuple[int, Any]:
    return market_rebuild.subjects(after or "", AT_ONCE)


def _books(after: Any, _: Build) -> tuple[int, Any]:
    return market_rebuild.book(after or "")


def _meanings(after: Any, _: Build) -> tuple[int, Any]:
    return market.told_again(tuple(after or (-1, 0)), AT_ONCE)


def _catalogue(after: Any, build: Build) -> tuple[int, Any]:
    tokens = market_rebuild.tokens(after or "-1", AT_ONCE)
    for token in tokens:
        ask = partial(market_sources.of_token, int(token))
        market_catalogue.read(ask, unless_checked_since=build.began)
    if len(tokens) == AT_ONCE:
        return len(tokens), tokens[-1]
    market_catalogue.sweep(build.began)
    return len(tokens), None


def _orders(after: Any, build: Build) -> tuple[int, Any]:
    done, rest = market_orders.read(partial(market_sources.orders, after, AT_ONCE))
    if rest is None:
        market_orders.sweep(build.began)
    return done, rest


def _lots(after: Any, _: Build) -> tuple[int, Any]:
    return market_lots.all_again(after or "-1", AT_ONCE)


PARTS: Mapping[str, Part] = {
    "logs": _logs,
    "subjects": _subjects,
    "meanings": _meanings,
    "books": _books,
    "catalogue": _catalogue,
    "orders": _orders,
    "lots": _lots,
}


def handler(step: Step, _: object) -> Step:
    part = step.get("part") or next(iter(PARTS))
    began = step.get("began") or market_rebuild.moment()
    build = Build(step["chain"], datetime.fromisoformat(began))
    done, rest = PARTS[part](step.get("after"), build)
    names = list(PARTS)
    following = part if rest is not None else [*names, None][names.index(part) + 1]
    return {
        "part": following,
        "after": rest,
        "began": began,
        "chain": build.chain,
        "done": done,
        "was": part,
    }
