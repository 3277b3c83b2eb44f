"""What differs between the stages, and nothing else: dev, prod, and this machine's local.

One AWS account holds one stage: the bus and the log groups have fixed names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A host name of ours, in a Route 53 zone of the same account."""

    host: str
    zone_id: str
    zone_name: str


@dataclass(frozen=True, kw_only=True)
class SigningKeys:
    """The generation of each media signing key, and which of the two signs.

    To rotate: make the other key active, deploy, wait until the last grants have expired
    (didit360.playback.GRANT_SECONDS), then raise the idle key's generation.
    """

    a: int = 1
    b: int = 1
    active: Literal["a", "b"] = "a"

    @property
    def generations(self) -> dict[str, int]:
        return {"a": self.a, "b": self.b}


@dataclass(frozen=True, kw_only=True)
class Stage:
    name: str
    region: str = "us-east-1"
    """CloudFront's certificate and web ACL are in us-east-1 wherever this is."""
    account: str | None = None
    """Set to refuse a deployment to any other account."""
    zones: int = 3
    """Availability zones that the network spans."""
    interface_endpoints: tuple[str, ...] = ("events", "secretsmanager")
    """Services reached privately from the VPC; S3 and DynamoDB always are. Each one costs."""

    to_aws: bool = True
    """Deployed to AWS, so held to its rules when synthesized (slow, and no use elsewhere)."""
    stacks: tuple[str, ...] = ("network", "database", "edge", "observability")
    """Beside the products, and what they share, which every stage has."""
    origins: tuple[str, ...] = ()
    """Web origins that may call the APIs, upload and play, beside the platform's own host."""
    domain: Domain | None = None
    signing_keys: SigningKeys = SigningKeys()

    keep_data: bool = False
    """Deletion protection; tables, buckets, the user pool and logs outlive their stack."""
    log_days: int = 30
    password_flow: bool = False
    """Sign-in with a bare password (no SRP): for scripts on one's own machine."""
    alarms: bool = True
    alarm_email: str | None = None
    firewall: bool = True
    log_level: str = "INFO"

    least_capacity: float = 0.5
    """ACUs (2 GiB of memory each) of PostgreSQL at rest. 0 would pause it, if RDS Proxy did not
    always keep a connection open."""
    most_capacity: float = 4
    database_readers: int = 0
    """Of these one takes over within seconds when the writer fails."""

    most_memory: int = 3008
    """MiB that one function may have. A new account allows no more; AWS raises it on request."""
    transcode_workers: int = 20
    """Parts of one upload that are encoded at the same time; TRANSCODE_WORKER_COUNT overrides."""
    event_concurrency: int = 10
    """Copies of one `on` function that a queue may keep busy."""
    rate_per_second: float = 50
    burst: int = 100
    """Throttle of each method, where the operation does not name its own."""
    limits_times: int = 1
    """What one person and one address may ask, in multiples of didit360.limits' budgets."""
    mails_per_5_minutes: int = 30
    """Sign-ups, codes and forgotten passwords that one address may ask Cognito for."""
    sign_ins_per_5_minutes: int = 600
    """All that one address may ask Cognito; a school has one address, and tokens last an hour."""
    selling_requests_per_5_minutes: int = 300
    """Changes that one person may ask of what mints and sells (infra/cdk/parts/selling.py)."""
    selling_addresses: tuple[str, ...] = ()
    """Networks (CIDR) that alone may mint and sell; everybody's where none is named."""
    edge_requests_per_5_minutes: int = 3000
    """From one address, before the web ACL refuses it for a while."""


LOCAL_ORIGIN = "https://edge.local.invalid"
"""Stands for the edge's origin until the local run knows its port."""

STAGES = {
    stage.name: stage
    for stage in (
        Stage(name="dev", log_level="DEBUG", origins=("http://localhost:3000",)),
        Stage(
            name="prod",
            keep_data=True,
            log_days=365,
            least_capacity=1,
            most_capacity=64,
            database_readers=1,
            most_memory=10240,
            transcode_workers=40,
            event_concurrency=50,
            rate_per_second=500,
            burst=1000,
        ),
        Stage(
            name="local",
            to_aws=False,
            stacks=(),
            origins=(LOCAL_ORIGIN,),
            password_flow=True,
            alarms=False,
            firewall=False,
            log_days=7,
            transcode_workers=2,
            # Everybody has this machine's address.
            limits_times=1000,
        ),
    )
}

WORKERS = "TRANSCODE_WORKER_COUNT"
LIMITS = "LIMITS_TIMES"
_MOST = 1000
"""Of either. Lambda runs no more functions at once in an account that has not asked for it."""


def configured(stage: Stage, environment: Mapping[str, str]) -> Stage:
    """The stage with what the environment says otherwise. ValueError for what makes no sense."""
    return replace(
        stage,
        transcode_workers=_number(environment, WORKERS) or stage.transcode_workers,
        limits_times=_number(environment, LIMITS) or stage.limits_times,
    )


def _number(environment: Mapping[str, str], name: str) -> int | None:
    given = environment.get(name)
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or not 1 <= int(given) <= _MOST:
        raise ValueError(f"{name} is {given!r}: a whole number from 1 to {_MOST}")
    return int(given)
