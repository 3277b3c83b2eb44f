"""Words of releases."""

from infra.openapi.vocabulary.words import Words

_ID = "Begins with `rel_`."
_ARTIST = "Whose release it is."
_VERSION = "As in `Deluxe` or `2026 Remaster`; null where there is none."
_DATE = "The day it comes out, YYYY-MM-DD; null of a draft that has none yet."
_TYPE = "What the artist calls it; only a compilation holds others' tracks."
_TRACK_COUNT = "How many tracks it has, those that are gone too."
_STATE = "Others see the `published` ones alone."

WORDS = Words(
    shapes={
        "BlockerView": {"track_id": "Which track it is about; null of the release as a whole."},
        "FailureView": {
            "planned_for": "RFC 3339 in UTC: when it should have gone out.",
            "missing": "Everything that kept it from going out.",
        },
        "NewArtwork": {
            "file": "JPEG, PNG or WebP, up to 20 MiB: a square of at least 1400 pixels on a side.",
        },
        "NewRelease": {
            "type": _TYPE,
            "release_date": "YYYY-MM-DD, 1860 to 2100; may be said later.",
        },
        "RefusedArtwork": {
            "code": "For programs: `not_a_picture`, `broken`, `unreadable`, `animated`, "
            "`too_large`, `too_small` or `not_square`.",
            "reason": "A sentence for the artist: what is wrong, and what to send instead.",
        },
        "ReleaseChange": {
            "type": _TYPE,
            "version": "As in `Deluxe`; null: none.",
            "release_date": "YYYY-MM-DD; null: none. Not while it is scheduled for its date.",
            "time_zone": "Where the release date begins: IANA's name.",
            "genres": "Up to five of the list, the foremost first.",
            "upc": "UPC or EAN, its check digit right; null: none.",
            "label": "One line; null: none.",
            "copyright_line": "(C), of work and artwork; null: none.",
            "recording_line": "(P), of the recording; null: none.",
        },
        "ReleasePage": {"items": "The newest first."},
        "ReleasePlace": {
            "track_id": "One's own, or in a compilation another artist's published one.",
            "disc": "From 1; tracks of one disc stand together.",
        },
        "ReleaseSummary": {
            "id": _ID,
            "artist": _ARTIST,
            "type": _TYPE,
            "version": _VERSION,
            "release_date": _DATE,
            "state": _STATE,
            "track_count": _TRACK_COUNT,
        },
        "ReleaseTrack": {
            "disc": "From 1.",
            "gone": "Whether it is deleted or hidden from the caller: what follows is null then.",
            "playable": "Whether POST /tracks/{track_id}/playback opens it now.",
            "artist": "Whose track it is; null of one that is gone.",
            "title": "Null of one that is gone.",
            "version": "As in `Live`; null where there is none.",
            "kind": "Null of one that is gone.",
            "likes": "How many people like it; 0 of one that is gone.",
        },
        "ReleaseView": {
            "id": _ID,
            "artist": _ARTIST,
            "type": _TYPE,
            "version": _VERSION,
            "release_date": _DATE,
            "state": _STATE,
            "track_count": _TRACK_COUNT,
            "time_zone": "IANA's name: the release date begins there.",
            "likes": "How many people like it.",
            "tracks": "All of them, in their order: disc by disc.",
            "failure": "Of a plan that came to nothing; null once planned again or published.",
            "refused_artwork": "The newest picture, if it was refused; null once one is taken.",
        },
        "Releases": {"items": "All states, the newest first."},
        "SetReleaseTracksTracks": {
            "tracks": "The whole list in its order, up to 200; each track once.",
        },
    },
    values={
        "ReleaseState": {
            "draft": "was never seen by others",
            "scheduled": "goes out at `scheduled_for`",
            "published": "everybody sees it",
            "unpublished": "its artist took it back",
            "taken_down": "a moderator took it down: `taken_down` says why",
        },
        "Type": {
            "album": "a long one",
            "ep": "between a single and an album",
            "single": "one track, or few",
            "compilation": "may hold other artists' tracks",
        },
    },
)
