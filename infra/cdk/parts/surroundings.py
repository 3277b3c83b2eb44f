"""What every product finds around it."""

from dataclasses import dataclass

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.bucket import Bucket
from infra.cdk.parts.database import Door
from infra.cdk.parts.firewall import Firewall
from infra.cdk.parts.limits import Limits


@dataclass(frozen=True)
class Surroundings:
    """What products share: bus, alarms' topic, people, what counts requests, APIs' web ACL."""

    bus: events.IEventBus
    alarms: Alarms
    people: cognito.IUserPool
    limits: Limits
    exports: Bucket
    """Where each product puts what it holds about somebody who asks."""
    door: Door | None = None
    """To PostgreSQL; None on one machine."""
    firewall: Firewall | None = None
