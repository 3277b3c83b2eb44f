"""A product has written down what it holds; with the last one's part the archive is made."""

from accounts.data import archive, exports
from didit360.reactions import Detail, on_event


def export_part_ready(detail: Detail) -> None:
    """Safe to repeat, and beside itself: the same parts make the same archive."""
    export = exports.arrived(detail["export_id"], detail["product"])
    if export is None or not export.is_complete:
        return
    size = archive.make(export.prefix, export.archive)
    if not exports.ready(export.id, size) and not exports.is_ready(export.id):
        # Its person was erased meanwhile, or it was given up.
        archive.remove(f"{export.id}/")


handler = on_event(export_part_ready)
