"""Publish what should have been published already: a schedule that was never made, or was early."""

from didit360.clock import now, rfc3339
from didit360.log import logger
from didit360.reactions import Detail, on_event
from music.data import releases
from music.on.publishing import publish_planned

_AT_ONCE = 100


def releases_overdue(_: Detail) -> None:
    failed = []
    for release_id in releases.overdue(rfc3339(now()), limit=_AT_ONCE):
        release = releases.find(release_id)
        if release is None or release.plan is None:
            continue
        try:
            publish_planned(release_id, release.plan.number)
        except Exception:  # noqa: BLE001  one release must not stop the others
            logger().exception("overdue, and can't be published", release_id=release_id)
            failed.append(release_id)
    if failed:
        raise RuntimeError(f"{len(failed)} overdue releases could not be published")


handler = on_event(releases_overdue)
