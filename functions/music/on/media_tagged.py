"""What stands in the tags of a track's file fills what its artist left empty."""

from typing import Any

from didit360.clock import now
from didit360.ids import twin
from didit360.reactions import Detail, on_event
from music.data import lyrics
from music.data.lyrics import Lyrics
from music.domain import tags
from music.on.tracks import of_media


def media_tagged(detail: Detail) -> None:
    """Safe to repeat, in any order: tags of an earlier file change nothing."""
    upload_id, said = detail["upload_id"], detail["tags"]
    title, facts = tags.title(said), tags.facts(said)
    track = of_media(detail, lambda track: track.tagged(upload_id, title, facts, now()))
    if track is None or track.details.tags_of != upload_id:
        return
    found = _sung(said)
    if found is None or "lyrics" in track.details.said:
        return
    lyrics.put(twin(detail["media_id"], "trk"), found)
    of_media(
        detail,
        lambda track: track.with_lyrics("synced" if found.lines else "plain", now(), of_tags=True),
    )


def _sung(said: dict[str, Any]) -> Lyrics | None:
    plain, lines = tags.lyrics(said)
    return Lyrics(plain, lines) if plain else None


handler = on_event(media_tagged)
