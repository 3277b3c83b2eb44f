"""Words of listening: streams, plays, history, likes, positions."""

from infra.openapi.vocabulary.words import Words

_DEVICE = "The name that the app made up for the device, 1 to 64 of A-Z, a-z, 0-9, `.`, `_`, `-`."

WORDS = Words(
    fields={
        "device": _DEVICE,
        "finished": "Whether it was heard to its end: it is not offered to go on with then.",
    },
    shapes={
        "DevicePosition": {"at": "RFC 3339 in UTC: when the device was there."},
        "HeardTrack": {"played_at": "RFC 3339 in UTC: when the play began to count."},
        "HeardTracks": {"items": "What was heard last is first."},
        "ItemPosition": {
            "item_id": "The track: begins with `trk_`.",
            "position_ms": "Milliseconds: where to go on, as the latest device left it.",
            "at": "RFC 3339 in UTC: when the latest device was there.",
        },
        "KeptItem": {
            "item_id": "Of a track (`trk_`) or a release (`rel_`).",
            "since": "RFC 3339 in UTC: when it was liked or kept.",
            "gone": "Whether it is deleted or hidden: there is neither `track` nor `release` then.",
            "track": "Of a track, what to show; else null.",
            "release": "Of a release, what to show; else null.",
        },
        "KeptItems": {"items": "What was liked or kept last is first."},
        "LeftTrack": {
            "item_id": "The track: begins with `trk_`.",
            "at": "RFC 3339 in UTC: when the device was there.",
        },
        "LeftTracks": {
            "items": "What was left last is first; each track once on all pages together, as the "
            "latest device left it, and not at all if that one heard it to its end."
        },
        "Like": {
            "item_id": "Of a track (`trk_`) or a release (`rel_`).",
            "liked": "Whether I like it.",
            "since": "RFC 3339 in UTC; null where I do not.",
            "count": "How many people like it.",
        },
        "ListTracksTracks": {"items": "All states, the newest first."},
        "NewPosition": {"finished": "Whether it was heard to its end."},
        "PlayReport": {
            "grant": "The `session.grant` that came with the stream, as it is.",
            "event": "`start` once, `progress` every 15 s or so, `end` when the listener is done.",
        },
        "PlaySession": {
            "grant": "To send with every report of this session; it is not to be read.",
            "expires_at": "RFC 3339 in UTC: what is reported later does not count.",
        },
        "PlayView": {
            "position_ms": "Milliseconds: where the newest report was.",
            "counted": "Whether it is a play: in history, charts and counts.",
            "counted_at": "RFC 3339 in UTC; null while it has not.",
            "ended": "Whether the player has said that it is over.",
        },
        "Playback": {
            "playlist_url": "The HLS master playlist; opens with the cookies.",
            "download_url": "One AAC file of it all, for players without HLS; null of videos.",
            "peaks_url": "The waveform, as audiowaveform's JSON in three zooms.",
            "poster_urls": "Stills of a film; empty of sound.",
            "cookies": "Name to value: an app sends all of them, as `Cookie`, with every request "
            "for what is here as a URL and what the playlist names; a browser on the same host has "
            "them from Set-Cookie.",
            "gain_db": "Decibels to add when playing, mostly negative; 0 where nothing is known.",
            "expires_at": "RFC 3339 in UTC, six hours from now: then ask again.",
            "session": "What to report the play with.",
        },
        "Plays": {"items": "The newest session first."},
    },
    parameters={"play_id": "The play's `play_id`: it begins with `ply_`."},
    values={
        "Why": {
            "heard-too-little": "not long enough yet",
            "parallel": "another session of the listener's had the time",
            "impossible-speed": "more was heard than time had passed",
            "expired-grant": "it was reported too late",
            "daily-limit": "the listener has ten plays of the track that day",
            "forged-grant": "the grant is none of ours",
            "foreign-grant": "the grant was given to somebody else",
        },
    },
)
