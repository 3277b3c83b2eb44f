"""Who appears on somebody else's release: its tracks' contributors, and a compilation's artists."""

from music.data import catalogue, releases, shelves


def appear(release_id: str) -> None:
    """Bring the shelves of those people up to date. Safe to repeat."""
    release = releases.find(release_id)
    if release is None or not release.public:
        shelves.appear(release_id, None, ())
        return
    tracks = catalogue.many(entry.track_id for entry in release.entries).values()
    people = {entry.artist_id for entry in release.entries}
    for track in tracks:
        people |= {one.person_id for one in track.details.contributors if one.person_id}
    shelves.appear(release_id, release, people - {release.artist_id})
