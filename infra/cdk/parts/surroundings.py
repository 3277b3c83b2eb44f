"""What every product finds around it."""

from dataclasses import dataclass

from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.firewall import Firewall


@dataclass(frozen=True)
class Surroundings:
    """What products share: the bus, the topic of alarms, the people, the APIs' web ACL."""

    bus: events.IEventBus
    alarms: Alarms
    people: cognito.IUserPool
    firewall: Firewall | None = None
