"""What requests are like: bodies whose fields depend on each other, or are better left out.

All of it is taken by the API as it stands, at any time.
"""

from typing import Any

from infra.openapi.lifelike.values import (
    BOTH_MAY,
    ETAGS,
    GRANT,
    LATER,
    LINKS,
    LISTENER,
    PERSON,
    RELEASE,
    SHOWN_ONCE,
    TRACK,
    ULID,
    WELCOME,
    WHY_A_ROLE,
)

_RIGHTS = {"year": 2026, "holder": "Fjell Records"}
_FILE = {"size": 23_068_672, "content_type": "audio/flac", "normalise": False, "av1": False}
_PICTURE = {"size": 482_133, "content_type": "image/jpeg"}
_LRC = "[00:12.40]Over the hills and the snow\n[00:17.90]the light comes home\n[00:23.10]\n"
_DETAILS = {
    "version": "Acoustic",
    "contributors": [
        {"name": "Ane Brun", "role": "main_artist"},
        {"name": "Sigrid Moe", "role": "lyricist"},
    ],
    "genres": ["folk", "singer-songwriter"],
    "moods": ["calm"],
    "explicit": False,
    "language": "no",
    "isrc": "NOX001234567",
    "copyright_line": _RIGHTS,
    "recording_line": _RIGHTS,
    "tempo_bpm": 92.0,
    "key": "A minor",
}


WHOLE: dict[str, Any] = {
    "Acceptance": {"token": SHOWN_ONCE},
    "DetailsChange": _DETAILS,
    "EntryPlace": {"at": "start"},
    "Move": {"entries": [f"ent_{LATER}"], "place": {"at": "before", "entry_id": f"ent_{ULID}"}},
    "MyChange": {
        "handle": "anebrun",
        "name": "Ane Brun",
        "bio": "Songs from the north.",
        "links": LINKS,
        "country": "NO",
        "birth_date": "1990-02-17",
    },
    "NewDecision": {"outcome": "granted", "reason": WELCOME},
    "NewEntries": {"tracks": [TRACK], "place": {"at": "end"}},
    "NewLyrics": {"lrc": _LRC},
    "NewPicture": _PICTURE,
    "NewPin": {"item_id": RELEASE, "note": "Out today."},
    "NewPlan": {"plan": "premium", "ends_at": "2099-12-31T00:00:00Z", "source": "gift"},
    "NewPosition": {"device": "phone", "position_ms": 61_500, "finished": False},
    "NewRequest": {
        "role": "artist",
        "reason": WHY_A_ROLE,
        "links": LINKS,
    },
    "NewSettlement": {"outcome": "no_issue", "note": BOTH_MAY},
    "PlayReport": {
        "grant": GRANT,
        "event": "progress",
        "sequence": 4,
        "position_ms": 61_500,
        "heard_ms": 61_000,
        "device": "phone",
    },
    "NewPlaylist": {
        "title": "Long drive home",
        "description": "What we played on the long drive home.",
        "visibility": "public",
    },
    "PlaylistChange": {"title": "Long drive home", "visibility": "unlisted"},
    "Reason": {"reason": "The recording is another artist's, as their label has shown."},
    "ReleaseChange": {
        "title": "Nordlys",
        "version": "Deluxe",
        "release_date": "2026-11-20",
        "upc": "4006381333931",
    },
    "SentPart": {"number": 1, "etag": ETAGS[0]},
    "SentParts": {"parts": [{"number": at, "etag": tag} for at, tag in enumerate(ETAGS, 1)]},
    "SetReleaseTracksTracks": {
        "tracks": [{"track_id": TRACK, "disc": 1}, {"track_id": f"trk_{LATER}", "disc": 1}],
    },
    "TrackChange": {"title": "Nordlys", "details": {"genres": ["folk"], "language": "no"}},
    "TrackFile": _FILE,
    "Unwanted": {"entries": [f"ent_{ULID}", f"ent_{LATER}"]},
    "WantedParts": {"numbers": [21, 22, 23]},
}

PARAMETERS: dict[str, Any] = {
    "handle": "anebrun",
    "person": "anebrun",
    "person_id": LISTENER,
    "address": "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    "part": "payee",
    "artist_id": PERSON,
    "item_id": TRACK,
    "release_id": RELEASE,
    "play_edition.track_id": TRACK,
    "token": SHOWN_ONCE,
    "q": "nordlis",
    "window": "week",
    "of": "2026-11-22",
    "list_likes.of": "releases",
    "country": "NO",
    "genre": "folk",
    "type": "album",
    "kind": "track",
    "language": "no",
    "year_from": 2020,
    "year_to": 2026,
    "explicit": False,
    "state": "open",
    "limit": 20,
    "If-Match": '"7"',
}
"""By a parameter's name, or `operation.name`. A cursor has none: it is signed."""
