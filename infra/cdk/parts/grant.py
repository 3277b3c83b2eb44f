"""What a function may touch, said in the domain's words and turned into exact IAM."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypedDict

from aws_cdk import Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam


@dataclass(frozen=True)
class Accepted:
    """A rule pack's finding that a grant brings to its function's role, and why it stands."""

    rule: str
    reason: str


@dataclass(frozen=True)
class Place:
    """Where in the network a function runs: subnets by their name, behind a security group."""

    vpc: ec2.IVpc
    subnets: str
    guard: ec2.ISecurityGroup


@dataclass(frozen=True)
class Grant:
    """Leave to touch one thing: variables that name it, permissions, layers and place it takes."""

    environment: dict[str, str] = field(default_factory=dict)
    permissions: Sequence[iam.PolicyStatement] = ()
    layers: Sequence[str] = ()
    accepts: Sequence[Callable[[Stack], Accepted]] = ()
    """Findings go by names that depend on the stack of the role."""
    place: Place | None = None
    """Only what is there can touch it."""


class Readable(Protocol):
    def reads(self) -> Grant: ...


class Writable(Protocol):
    def writes(self) -> Grant: ...


class Listable(Protocol):
    def reads(self) -> Grant: ...


class Uploadable(Protocol):
    def uploads(self) -> Grant: ...

    def resumes(self) -> Grant: ...

    def aborts(self) -> Grant: ...


class Downloadable(Protocol):
    def downloads(self) -> Grant: ...


class Picturable(Protocol):
    def pictures(self) -> Grant: ...


class Erasable(Protocol):
    def erases(self) -> Grant: ...


class Startable(Protocol):
    def starts(self) -> Grant: ...


class Joinable(Protocol):
    def joins(self) -> Grant: ...


class Closable(Protocol):
    def closes(self) -> Grant: ...


class Surveyable(Protocol):
    def surveys(self) -> Grant: ...


class Playable(Protocol):
    def plays(self) -> Grant: ...


class Schedulable(Protocol):
    def schedules(self) -> Grant: ...


class Askable(Protocol):
    def asks(self) -> Grant: ...


class Signable(Protocol):
    def signs(self) -> Grant: ...


class Touches(TypedDict, total=False):
    """What a function touches. Nothing that is not named here can be reached by it."""

    reads: Sequence[Readable]
    writes: Sequence[Writable]
    """Reads, too."""
    lists: Sequence[Listable]
    """Reads a table page by page: it also signs the cursors."""
    uploads: Sequence[Uploadable]
    """Hands out grants for new uploads."""
    resumes: Sequence[Uploadable]
    """Goes on with uploads that were begun."""
    aborts: Sequence[Uploadable]
    """Gives uploads up."""
    downloads: Sequence[Downloadable]
    """Links to files that owners sent."""
    pictures: Sequence[Picturable]
    """Hands out grants for new pictures."""
    erases: Sequence[Erasable]
    """Removes objects, all their versions too."""
    publishes: Sequence[str]
    """Says these events on the bus, and no others."""
    starts: Sequence[Startable]
    joins: Sequence[Joinable]
    """Adds people to the user pool's groups."""
    closes: Sequence[Closable]
    """Keeps people from signing in."""
    surveys: Sequence[Surveyable]
    """Lists all that is there, to find what should not be or to build from: objects of a bucket,
    rows of a table, runs of a workflow (which it may also stop)."""
    plays: Sequence[Playable]
    """Signs playback grants."""
    schedules: Sequence[Schedulable]
    """Has a function woken at a moment."""
    asks: Sequence[Askable]
    """Asks the chain's nodes, and sends them what is signed."""
    signs: Sequence[Signable]
    """Signs as the account whose key is in KMS."""
    limits: Sequence[str]
    """Counts what people and addresses ask, against these budgets of didit360.limits."""


def allow(
    actions: Sequence[str],
    resources: Sequence[str],
    conditions: Mapping[str, object] | None = None,
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=list(actions), resources=list(resources), conditions=conditions
    )


def granted(touches: Touches) -> Iterator[Grant]:
    """The grants of things that carry their own permissions (not cursors, events, limits)."""
    for readable in (*touches.get("reads", ()), *touches.get("lists", ())):
        yield readable.reads()
    for writable in touches.get("writes", ()):
        yield writable.writes()
    for uploadable in touches.get("uploads", ()):
        yield uploadable.uploads()
    for resumable in touches.get("resumes", ()):
        yield resumable.resumes()
    for abortable in touches.get("aborts", ()):
        yield abortable.aborts()
    for downloadable in touches.get("downloads", ()):
        yield downloadable.downloads()
    for picturable in touches.get("pictures", ()):
        yield picturable.pictures()
    for erasable in touches.get("erases", ()):
        yield erasable.erases()
    for startable in touches.get("starts", ()):
        yield startable.starts()
    for joinable in touches.get("joins", ()):
        yield joinable.joins()
    for closable in touches.get("closes", ()):
        yield closable.closes()
    for surveyable in touches.get("surveys", ()):
        yield surveyable.surveys()
    for playable in touches.get("plays", ()):
        yield playable.plays()
    for schedulable in touches.get("schedules", ()):
        yield schedulable.schedules()
    for askable in touches.get("asks", ()):
        yield askable.asks()
    for signable in touches.get("signs", ()):
        yield signable.signs()
