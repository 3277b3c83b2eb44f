"""Words of music that several of its shapes have: whose it is, how long, by which id."""

from infra.openapi.vocabulary.words import Words

_RANK = "1 is the best; without gaps, as what is hidden from the caller has no place."

WORDS = Words(
    fields={
        "artist_id": "The artist's id, of the user pool; accounts shows the person by it.",
        "genre": "The one that was asked for; null: all of them.",
        "genres": "Up to five ids of the closed list, such as `folk`; the foremost first.",
        "moods": "Up to five of the closed list, such as `calm`.",
        "language": "Of the words: ISO 639, such as `no` or `yue`; `zxx` where nothing is sung; "
        "null where nobody says.",
        "explicit": "Whether its words are not for everybody; null where the artist does not say.",
        "duration_ms": "Milliseconds; null while nothing can be heard.",
        "position_ms": "Milliseconds from the beginning of the track.",
        "holder": "Whose the rights are: one line.",
        "isrc": "Of the recording: 12 characters without hyphens; null where it has none.",
        "upc": "UPC or EAN of the release: digits alone; null where it has none.",
        "label": "One line; null where there is none.",
        "copyright_line": "(C), of work and artwork; null where nothing is said.",
        "recording_line": "(P), of the recording; null where nothing is said.",
        "track_id": "Begins with `trk_`.",
        "play_id": "Begins with `ply_`: the playback session.",
        "updated_at": "RFC 3339 in UTC: the last time that it was changed.",
        "artwork": "The picture to show with it; null where there is none.",
        "track": "The track, as lists name it.",
        "upload_id": "Begins with `upl_`: the file that is or was sent.",
        "picture": "What to show with it; null where there is none.",
        "title": "One line of up to 200 characters.",
        "kind": "`video` has pictures, `audio` is sound alone.",
        "role": "What they did on the recording.",
        "starts_at": "RFC 3339 in UTC: the first moment of it.",
        "ends_at": "RFC 3339 in UTC: the first moment after it.",
    },
    shapes={
        "ArtistPage": {
            "artist": "The person whose page it is.",
            "pinned": "What the artist put on top; null where nothing is, or it is gone or hidden.",
            "latest": "The release with the latest date of all types; null where there is none.",
            "top_tracks": "Up to ten, the most heard of the last 28 days first.",
            "releases": "By type, up to ten of each, the newest first; every type is there.",
            "videos": "Up to ten, the newest first.",
            "appears_on": "Up to ten releases of other artists, the newest first.",
        },
        "ArtistRef": {
            "id": "The artist's id, of the user pool.",
            "handle": "What they are mentioned by; null of somebody who is no longer here.",
            "name": "What they are called; null of somebody who is no longer here.",
        },
        "ArtistView": {
            "id": "The artist's id, of the user pool.",
            "name": "What they are called: one line of up to 100 characters.",
        },
        "Chart": {
            "window": "The day (2026-11-22) or the ISO week (2026-W47), in UTC.",
            "country": "The one that was asked for; null: everywhere.",
            "items": "The most heard first, recent plays weighing more; never more than 100.",
            "next": "Always null: a chart is one page.",
        },
        "ChartPlace": {"rank": _RANK},
        "HitView": {
            "kind": "Which page to open with `id`.",
            "country": "Of people, what they say of themselves; else null.",
            "explicit": "Whether its words are not for everybody; false, too, where nobody says.",
            "genres": "Ids of the closed list; empty of people and playlists.",
        },
        "OwnerView": {"id": "The owner's id, of the user pool."},
        "NewPin": {
            "item_id": "A release or track of one's own that others see: `rel_` or `trk_`.",
            "note": "One line to show beside it; left out, there is none.",
        },
        "PinView": {
            "item_id": "What is pinned: a release (`rel_`) or a track (`trk_`).",
            "note": "One line of the artist's to show beside it; null where there is none.",
            "release": "Of a release, what to show; null of a track.",
            "track": "Of a track, what to show; null of a release.",
        },
        "Suggestions": {"items": "The likeliest first; may be empty."},
        "ThingView": {"kind": "Which page to open with `id`."},
        "TrackRef": {
            "id": "Begins with `trk_`.",
            "artist_name": "What the artist is called; null of somebody who is no longer here.",
            "artwork": "Of the newest release that it is published in; null where that has none.",
        },
        "Trending": {
            "country": "The one that was asked for; null: everywhere.",
            "items": "What is heard most just now is first; never more than 100.",
            "next": "Always null: it is one page.",
        },
        "TrendingPlace": {"rank": _RANK},
        "VideoPage": {"items": "The newest first."},
        "FlagView": {
            "id": "Begins with `flg_`.",
            "state": "An open one waits for a moderator.",
            "track": "The track that came later.",
            "matches": "The tracks of other artists that have the recording, too.",
            "created_at": "RFC 3339 in UTC: when the recording was first found twice.",
            "settlement": "What a moderator said of it; null while it is open.",
        },
        "FlaggedTrack": {"id": "Begins with `trk_`."},
        "Flags": {"items": "The open ones first."},
        "NewSettlement": {
            "outcome": "The track itself stays as it is: taking it down is another request.",
            "note": "For other moderators: up to 2,000 characters; may be empty.",
        },
        "SameRecordingView": {"track": "The earlier track."},
        "SettlementView": {
            "outcome": "What is to be done.",
            "note": "What the moderator wrote for others; may be empty.",
            "at": "RFC 3339 in UTC.",
        },
        "TakeDownView": {
            "reason": "What the moderator wrote for the artist.",
            "at": "RFC 3339 in UTC.",
        },
    },
    parameters={
        "artist_id": "The artist's id, of the user pool: `id` of an artist or a person.",
        "flag_id": "The flag's `id`: it begins with `flg_`.",
        "item_id": "A track's or a release's id: it begins with `trk_` or `rel_`.",
        "track_id": "The track's `id`: it begins with `trk_`.",
        "release_id": "The release's `id`: it begins with `rel_`.",
        "list_artist_releases.type": "Releases of this type alone.",
        "get_chart.window": "A UTC day or an ISO week, Monday to Sunday.",
        "search.year_from": "Releases and tracks of this year and later.",
        "search.year_to": "Releases and tracks of this year and earlier.",
        "list_likes.of": "Which of the two lists.",
    },
    values={
        "FlagState": {"open": "no moderator has looked at it", "settled": "`settlement` says how"},
        "Outcome": {
            "no_issue": "both may have the recording, as for a re-release",
            "take_down_requested": "the track should go",
        },
    },
)
