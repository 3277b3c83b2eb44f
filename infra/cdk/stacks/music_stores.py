"""Music: what its areas keep things in, and what they read of others."""

from dataclasses import dataclass

from infra.cdk.parts.bucket import Bucket
from infra.cdk.parts.database import Database
from infra.cdk.parts.schedules import Schedules
from infra.cdk.parts.table import Table


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Given to each area's stack; an area's own tables are made there."""

    catalogue: Table
    database: Database
    people: Table
    """Cards, plans and blocks, written by accounts."""
    exports: Bucket
    publishing: Schedules
    """Wakes the function of releases that are due: on("release_due", of=stores.publishing)."""
    pictures: Bucket
    """Where people send pictures (media's)."""
    listening: Table
    """What each person does with the music: sessions, history, positions; all under their id."""
    plays: Table
    """Plays that counted. Rows are added; nobody changes or removes one."""
    charts: Table
    """What plays add up to."""
    releases: Table
    """Releases, and the shelves that artists' pages show."""
    library: Table
    """What each person likes and keeps, and how many like a thing."""
