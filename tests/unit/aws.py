"""An AWS in this process (moto) with the house's tables, and requests as API Gateway sends them.

moto enforces neither presigned policies nor IAM nor TTL: those are for the stack tests.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import boto3
from aws_lambda_powertools.utilities.typing import LambdaContext
from moto import mock_aws

from didit360 import clients, cursors, events, idempotency, limits, playback
from music.data import play_grants
from nfts.data import chain

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

REGION = "eu-west-1"

SETTINGS = {
    "AWS_DEFAULT_REGION": REGION,
    "AWS_REGION": REGION,
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "POWERTOOLS_SERVICE_NAME": "music",
    "POWERTOOLS_METRICS_NAMESPACE": "didit360",
    "ALLOWED_ORIGINS": "https://app.didit360.example",
    "BUS_NAME": "didit360",
    "CATALOGUE_TABLE": "catalogue",
    "MEDIA_TABLE": "media",
    "FINGERPRINTS_TABLE": "fingerprints",
    "IDEMPOTENCY_TABLE": "idempotency",
    "PEOPLE_TABLE": "people",
    "RELEASES_TABLE": "releases",
    "LIBRARY_TABLE": "library",
    "SCHEDULE_GROUP": "publishing",
    "SCHEDULE_ROLE_ARN": "arn:aws:iam::123456789012:role/publishing",
    "SCHEDULE_TARGET_ARN": "arn:aws:sqs:eu-west-1:123456789012:publishing",
    "LIMITS_TABLE": "limits",
    "LISTENING_TABLE": "listening",
    "PLAYS_TABLE": "plays",
    "CHARTS_TABLE": "charts",
    "WORKS_TABLE": "works",
    "WALLETS_TABLE": "wallets",
    "SHEETS_TABLE": "sheets",
    "EDITIONS_TABLE": "editions",
    "SENDS_TABLE": "sends",
    "ORDERS_TABLE": "orders",
    "VOUCHERS_TABLE": "vouchers",
    "LEDGER_TABLE": "ledger",
    "CONTENT_BUCKET": "content",
    "PINNING_SECRET": "pinning",
    "CHAIN_PARAMETER": "/didit360/test/chain",
    "NODE_SECRET": "nodes",
    "PLAYS_SECRET": "plays",
    "ORIGINALS_BUCKET": "originals",
    "STREAMS_BUCKET": "streams",
    "PICTURES_BUCKET": "pictures",
    "EXPORTS_BUCKET": "exports",
    "CURSOR_SECRET": "cursor",
    "MEDIA_SIGNING_SECRET": "signing",
    "MEDIA_KEY_PAIR_ID": "K2JCJMDEHXQW5F",
    "EDGE_URL_PARAMETER": "/didit360/test/edge-url",
    "TRANSCODE_WORKER_COUNT": "4",
}


CHAIN = {
    "chain_id": 31337,
    "confirmations": 3,
    "block_seconds": 1,
    "start_block": 1,
    "contracts": {
        "releases": "0x5FbDB2315678afecb367f032d93F642f64180aa3",
        "splits": "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512",
        "market": "0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0",
    },
    "currencies": [{"address": "native", "symbol": "ETH", "decimals": 18}],
}
NODES = ["http://127.0.0.1:9"]
"""Nobody answers there: whoever asks a node in a unit test gives it one."""


@contextmanager
def aws() -> Iterator[None]:
    """A fresh AWS; the functions' kept clients are forgotten before and after."""
    with mock_aws():
        # A session reads the services' models, megabytes of JSON: once is enough.
        boto3.DEFAULT_SESSION = _session()
        _forget()
        _make()
        yield
    _forget()


@cache
def _session() -> boto3.Session:
    return boto3.Session()


def _forget() -> None:
    clients.forget()
    chain.forget()
    cursors._key.cache_clear()
    idempotency._store.cache_clear()
    limits._store.cache_clear()
    playback._private_key.cache_clear()
    playback.edge_url.cache_clear()
    play_grants._key.cache_clear()


def _make() -> None:
    s3 = boto3.client("s3")
    for bucket in ("originals", "streams", "pictures", "exports", "content"):
        s3.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
    s3.put_bucket_versioning(Bucket="originals", VersioningConfiguration={"Status": "Enabled"})
    table = partial(_table, boto3.client("dynamodb"))
    by_artist = ("by_artist", "artist_id", "id")
    table("catalogue", "id", None, by_artist, ("by_flag_state", "flag_state", "id"))
    ends, waits = ("retiring", "retiring", "retire_at"), ("under_way", "under_way", "uploaded_at")
    table("media", "media_id", "upload_id", ends, waits)
    table("fingerprints", "part", "run_id")
    table("idempotency", "id", None)
    table("people", "person_id", "fact")
    by_shelf = ("by_shelf", "shelf", "shelved")
    table("releases", "id", "part", by_artist, by_shelf)
    table("library", "person_id", "entry", by_shelf)
    boto3.client("scheduler").create_schedule_group(Name="publishing")
    table("works", "id", None, by_artist)
    table("wallets", "id", "part")
    table("sheets", "id", "part", by_shelf)
    table("editions", "id", "part", by_shelf, ("under_way", "under_way", "since"))
    table("sends", "account", "entry")
    table("ledger", "chain", "place")
    table("orders", "id", "part", by_shelf, ("by_offer", "offer", "closes"))
    table("vouchers", "id", "part", by_shelf, ("by_artist", "artist_id", "shelved"))
    table("limits", "id", None)
    table("listening", "person_id", "fact", ("by_time", "shelf", "at"))
    table("plays", "play_id", None, ("by_listener", "listener", "played_at"))
    table("charts", "chart", "entry", ("by_score", "chart", "score"), numbers=("score",))
    boto3.client("events").create_event_bus(Name="didit360")
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name="cursor", SecretString="a secret of the tests")
    secrets.create_secret(Name="plays", SecretString="another secret of the tests")
    secrets.create_secret(Name="pinning", SecretString="nobody is named yet")
    secrets.create_secret(Name="nodes", SecretString=json.dumps({"urls": NODES}))
    ssm = boto3.client("ssm")
    for name, value in (
        ("EDGE_URL_PARAMETER", "https://didit360.example"),
        ("CHAIN_PARAMETER", json.dumps(CHAIN)),
    ):
        ssm.put_parameter(Name=SETTINGS[name], Value=value, Type="String")


def _table(
    database: "DynamoDBClient",
    name: str,
    hash_key: str,
    range_key: str | None,
    *indexes: tuple[str, str, str],
    numbers: tuple[str, ...] = (),
) -> None:
    def keys(first: str, second: str | None) -> list[Any]:
        schema = [{"AttributeName": first, "KeyType": "HASH"}]
        return schema + ([{"AttributeName": second, "KeyType": "RANGE"}] if second else [])

    keys_of_all = (hash_key, range_key, *(key for index in indexes for key in index[1:]))
    used = {key for key in keys_of_all if key}
    more: dict[str, Any] = {}
    if indexes:
        more["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index[0],
                "KeySchema": keys(index[1], index[2]),
                "Projection": {"ProjectionType": "ALL"},
            }
            for index in indexes
        ]
    database.create_table(
        TableName=name,
        KeySchema=keys(hash_key, range_key),
        AttributeDefinitions=[
            {"AttributeName": key, "AttributeType": "N" if key in numbers else "S"}
            for key in sorted(used)
        ],
        BillingMode="PAY_PER_REQUEST",
        **more,
    )


class Context(LambdaContext):
    """As much of Lambda's context as Powertools reads."""

    _function_name = "function"
    _memory_limit_in_mb = 512
    _invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:function"
    _aws_request_id = "request"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 10_000


@dataclass(frozen=True)
class Person:
    id: str
    groups: str

    def claims(self) -> dict[str, str]:
        return {
            "sub": self.id,
            "token_use": "id",
            "cognito:username": self.id,
            "cognito:groups": self.groups,
        }


ARTIST = Person("0b7c1f6e-0000-4000-8000-000000000001", "artist,fan")
OTHER_ARTIST = Person("0b7c1f6e-0000-4000-8000-000000000002", "artist")
FAN = Person("0b7c1f6e-0000-4000-8000-000000000003", "fan")
MODERATOR = Person("0b7c1f6e-0000-4000-8000-000000000004", "moderator")


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, list[str]]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text)

    def problem(self) -> str:
        """The code of a problem document."""
        assert self.headers["Content-Type"] == ["application/problem+json"], self.text
        assert self.body["status"] == self.status
        return str(self.body["type"]).removeprefix("urn:didit360:problem:")


def call(
    handler: Any,
    method: str,
    path: str,
    *,
    by: Person | None = ARTIST,
    body: Any = None,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    stage: str = "music",
) -> Reply:
    """Send a request to one operation as a REST API's proxy integration does."""
    event = {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": {"origin": "https://app.didit360.example", **(headers or {})},
        "multiValueHeaders": {key: [value] for key, value in (headers or {}).items()},
        "queryStringParameters": dict(query) if query else None,
        "multiValueQueryStringParameters": (
            {key: [value] for key, value in query.items()} if query else None
        ),
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "requestId": "request",
            "stage": stage,
            "path": f"/{stage}{path}",
            "httpMethod": method,
            "resourcePath": path,
            "identity": {"sourceIp": "192.0.2.1"},
            "authorizer": {"claims": by.claims()} if by else None,
        },
        "body": body if isinstance(body, str) or body is None else json.dumps(body),
        "isBase64Encoded": False,
    }
    answer = handler(event, Context())
    headers_out = {**answer.get("multiValueHeaders", {})}
    return Reply(answer["statusCode"], headers_out, answer.get("body") or "")


class Said(list[tuple[str, dict[str, Any]]]):
    """The events that functions published, in order."""

    def publish(self, name: str, detail: Mapping[str, Any]) -> None:
        self.append((name, dict(detail)))


def listen(monkeypatch: Any) -> Said:
    """Hear what functions publish instead of putting it on the bus."""
    said = Said()
    monkeypatch.setattr(events, "publish", said.publish)
    return said
