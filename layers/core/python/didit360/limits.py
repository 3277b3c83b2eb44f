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

Limit = Literal["search", "uploads", "pictures", "plays", "writes"]


@dataclass(frozen=True, slots=True)
class Budget:
    """Requests in any `seconds`: of one person, and of one address, which many may share."""

    person: int
    address: int
    seconds: int = 60


BUDGETS: dict[Limit, Budget] = {
    "search": Budget(person=120, address=600),
    "uploads": Budget(person=120, address=600, seconds=3600),
    "pictures": Budget(person=60, address=300, seconds=3600),
    "plays": Budget(person=240, address=2400),
    "writes": Budget(person=300, address=3000),
}
"""`search` with suggestions while typing; `uploads`: new tracks and new files of them; `pictures`:
grants to send one; `plays`: what players say by themselves; `writes`: small things made by hand
(playlists, comments, role requests)."""

PERIOD = 24
EDGE_HEADER = "x-didit360-edge"


def spend(limit: Limit, app: "APIGatewayRestResolver") -> None:
    """Count one request of whoever `app` answers. TooManyRequests (429) over their budget.

    A store that does not answer limits nobody: requests go on, and the log tells.
    """
    budget, times = BUDGETS[limit], _times()
    event = app.current_event.raw_event
    for kind, who in _subjects(event):
        most = (budget.person if kind == "person" else budget.address) * times
        wait = _spend(f"{limit}|{kind}|{who}", most, budget.seconds)
        if wait is not None:
            raise TooManyRequests(
                "That is too much at once. Try again in a while.", retry_after=wait, limit=limit
            )


def wait_after(before: int, running: int, most: int, elapsed: float, seconds: int) -> int | None:
    """Whole seconds until one more request fits, None if this one (counted already) does.

    `before` and `running`: requests in the window before and in this one, `elapsed` s old.
    """
    if before * (1 - elapsed / seconds) + running <= most:
        return None
    room = most - 1
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


def _spend(subject: str, most: int, seconds: int) -> int | None:
    from botocore.exceptions import BotoCoreError, ClientError

    moment = now().timestamp()
    row, window = row_of(subject, moment, seconds)
    name, before = f"w{window}", f"w{window - 1}"
    table = setting("LIMITS_TABLE")
    try:
        counted = _store().update_item(
            TableName=table,
            Key={"id": {"S": row}},
            UpdateExpression="ADD #window :one SET #expires = :expires",
            ExpressionAttributeNames={"#window": name, "#expires": "expires"},
            ExpressionAttributeValues={
                ":one": {"N": "1"},
                ":expires": {"N": str((window // PERIOD + 1) * PERIOD * seconds)},
            },
            ReturnValues="ALL_NEW",
        )["Attributes"]
    except (BotoCoreError, ClientError):
        logger().exception("the limits' store did not answer: nobody is limited")
        return None
    running = int(counted[name]["N"])
    earlier = int(counted[before]["N"]) if before in counted else 0
    return wait_after(earlier, running, most, moment % seconds, seconds)


@cache
def _store() -> "DynamoDBClient":
    """A client in a hurry: whoever waits for it only wants to know whether to go on."""
    import boto3
    from botocore.config import Config

    hasty = Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1})
    return boto3.client("dynamodb", config=hasty)
