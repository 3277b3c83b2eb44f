"""How much one person and one address may ask in a while: `limits.spend("search", app)`.

A sliding window counter: what was asked in the window before counts by the share of it that the
last window's length still covers, and all of the running one (Cloudflare, "How we built rate
limiting capable of scaling to millions of domains", 2017). Requests that are refused count too:
whoever goes on sending stays out. A period of PERIOD windows is one row of the limits table, whose
attributes are its windows, so that one atomic ADD counts and answers both; where a period begins,
the window before is forgotten.

DynamoDB and not Valkey: it needs no VPC around the functions, and costs nothing while nobody asks.
"""

import hashlib
import hmac
import math
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Literal

from didit360.clock import now
from didit360.log import logger
from didit360.problems import TooManyRequests
from didit360.settings import setting

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import APIGatewayRestResolver
    from mypy_boto3_dynamodb import DynamoDBClient

Limit = Literal[
    "search", "uploads", "pictures", "plays", "writes", "minting", "airdrops", "selling"
]


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests, or what they ask for, in any `seconds`: of one person, and of one address, which
    many may share."""

    person: int
    address: int
    seconds: int = 60


BUDGETS: dict[Limit, Budget] = {
    "search": Budget(person=120, address=600),
    "uploads": Budget(person=120, address=600, seconds=3600),
    "pictures": Budget(person=60, address=300, seconds=3600),
    "plays": Budget(person=240, address=2400),
    "writes": Budget(person=300, address=3000),
    "minting": Budget(person=30, address=300),
    "airdrops": Budget(person=10_000, address=100_000, seconds=86_400),
    "selling": Budget(person=60, address=600),
}
"""`search` with suggestions while typing; `uploads`: new tracks and new files of them; `pictures`:
grants to send one; `plays`: what players say and ask by themselves; `writes`: small things made by
hand (playlists, comments, role requests); `minting`: editions, airdrops, vouchers, terms of sale;
`airdrops`: wallets that are given something, and tokens of vouchers that the platform redeems: each
costs it 28,000 to 90,000 gas;
`selling`: orders, auctions, and what is bought: much of it asks a node, or the platform's key."""

PERIOD = 24
EDGE_HEADER = "x-didit360-edge"


def spend(limit: Limit, app: "APIGatewayRestResolver", count: int | None = None) -> None:
    """Count one request of whoever `app` answers. TooManyRequests (429) over their budget.

    `count`: so many things that it asks for, in place of the request; of one that is refused
    they are not counted, so that fewer of them may fit at once.
    A store that does not answer limits nobody: requests go on, and the log tells.
    """
    budget, times = BUDGETS[limit], _times()
    moment, spent = now().timestamp(), []
    for kind, who in _subjects(app.current_event.raw_event):
        most = (budget.person if kind == "person" else budget.address) * times
        spent.append(_Account(f"{limit}|{kind}|{who}", moment, budget.seconds))
        wait = spent[-1].spend(most, count)
        if wait is not None:
            if count is not None:
                for account in spent:
                    account.add(-count)
            raise TooManyRequests(
                "That is too much at once. Try again in a while.", retry_after=wait, limit=limit
            )


def wait_after(
    before: int, running: int, most: int, elapsed: float, seconds: int, back: int | None = None
) -> int | None:
    """Whole seconds until one more request fits, None if this one (counted already) does.

    `before` and `running`: requests in the window before and in this one, `elapsed` s old.
    `back`: this one asked for so many, which are taken off again: until they fit.
    """
    if before * (1 - elapsed / seconds) + running <= most:
        return None
    room = most - 1
    if back is not None:
        room, running = max(0, most - back), running - back
        if not before and not running:
            return seconds  # more than ever fits
    if running <= room:  # the window before slides out far enough while this one runs
        return max(1, math.ceil(seconds * (1 - (room - running) / before) - elapsed))
    return math.ceil(seconds - elapsed + seconds * (1 - room / running))


def row_of(subject: str, moment: float, seconds: int) -> tuple[str, int]:
    """The id of the row that counts a subject now, and the number of the window.

    A digest, as addresses and people have no business in another table; it changes every period.
    """
    window = int(moment // seconds)
    text = f"{subject}|{seconds}|{window // PERIOD}"
    return hashlib.sha256(text.encode()).hexdigest()[:32], window


def prepare() -> None:
    _store()


def _subjects(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    context = event.get("requestContext") or {}
    claims = (context.get("authorizer") or {}).get("claims") or {}
    if person := claims.get("sub"):
        yield "person", str(person)
    if address := _address(event):
        yield "address", address


def _address(event: dict[str, Any]) -> str | None:
    """The sender's address, the /64 of an IPv6 one: a household has that many to choose from.

    Behind CloudFront the gateway's peer is CloudFront. What it says of the viewer is believed only
    under the key that CloudFront alone adds: the API can be called beside it.
    """
    context = event.get("requestContext") or {}
    text = str((context.get("identity") or {}).get("sourceIp") or "")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    key = os.environ.get("EDGE_KEY", "")
    if key and hmac.compare_digest(headers.get(EDGE_HEADER, "").encode(), key.encode()):
        # CloudFront appends the viewer to what came, the gateway appends CloudFront.
        hops = [hop.strip() for hop in headers.get("x-forwarded-for", "").split(",")]
        text = hops[-2] if len(hops) > 1 else text
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((address, 64), strict=False))


def _times() -> int:
    """By how much a stage multiplies the budgets: on one machine, everybody has its address."""
    return int(os.environ.get("LIMITS_TIMES") or 1)


class _Account:
    """What is counted of one subject in the window of a moment."""

    def __init__(self, subject: str, moment: float, seconds: int) -> None:
        self._row, self._window = row_of(subject, moment, seconds)
        self._elapsed, self._seconds = moment % seconds, seconds

    def spend(self, most: int, count: int | None) -> int | None:
        counted = self.add(1 if count is None else count)
        if counted is None:
            return None
        return wait_after(*counted, most, self._elapsed, self._seconds, count)

    def add(self, count: int) -> tuple[int, int] | None:
        """What the window before and this one have then; None: the store did not answer."""
        from botocore.exceptions import BotoCoreError, ClientError

        name, before = f"w{self._window}", f"w{self._window - 1}"
        table = setting("LIMITS_TABLE")
        ends = (self._window // PERIOD + 1) * PERIOD * self._seconds
        try:
            counted = _store().update_item(
                TableName=table,
                Key={"id": {"S": self._row}},
                UpdateExpression="ADD #window :count SET #expires = :expires",
                ExpressionAttributeNames={"#window": name, "#expires": "expires"},
                ExpressionAttributeValues={
                    ":count": {"N": str(count)},
                    ":expires": {"N": str(ends)},
                },
                ReturnValues="ALL_NEW",
            )["Attributes"]
        except (BotoCoreError, ClientError):
            logger().exception("the limits' store did not answer: nobody is limited")
            return None
        return int(counted[before]["N"]) if before in counted else 0, int(counted[name]["N"])


@cache
def _store() -> "DynamoDBClient":
    """A client in a hurry: whoever waits for it only wants to know whether to go on."""
    import boto3
    from botocore.config import Config

    hasty = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})
    return boto3.client("dynamodb", config=hasty)
