"""Publish what was planned, once its moment is there: once, whoever asks and how often."""

from didit360.clock import now
from didit360.log import logger
from music.data import catalogue, releases
from music.domain.readiness import blockers
from music.domain.release import Release


def publish_planned(release_id: str, number: int) -> None:
    """Unless the release waits for another plan by now, or for none. Safe to repeat."""

    def publish(release: Release) -> Release:
        moment = now()
        if not release.waits_for(number) or release.plan is None or moment < release.plan.at:
            return release
        tracks = catalogue.many(entry.track_id for entry in release.entries)
        missing = blockers(release, tracks)
        if missing:
            return release.came_to_nothing(missing, moment)
        return release.published(moment)

    try:
        release = releases.change(release_id, publish)
    except releases.ReleaseNotFoundError:
        return
    logger().info("the moment of a release", release_id=release_id, state=release.state)
