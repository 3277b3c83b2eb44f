"""Words of tracks: what is said of them, what was measured, their files and their uploads."""

from infra.openapi.vocabulary.words import Words

_ETAG = "What S3 answered the PUT of the part with; with or without the quotes."

WORDS = Words(
    fields={
        "sample_rate": "Hz; null where there is no sound.",
        "channels": "1 is mono, 2 is stereo; null where there is no sound.",
        "contributors": "Up to 50, in the order that the artist gave.",
        "tempo_bpm": "Beats a minute, 20 to 999; null where nobody says.",
        "key": "As in `F# minor`; null where nobody says.",
        "start_ms": "Milliseconds from the beginning of the track.",
        "part_size": "Bytes of each part but the last, which has what is left.",
        "part_count": "How many parts the file has; they are numbered from 1.",
    },
    shapes={
        "Completed": {"detail": "A sentence for the artist."},
        "ContributorField": {"name": "As it shall be shown: one line of up to 200 characters."},
        "ContributorView": {
            "name": "As the artist or the file's tags write it.",
            "person_id": "Of somebody who is here; null of others: show the name alone.",
        },
        "DetailsChange": {
            "contributors": "All of them at once, up to 50, in the order to be shown.",
            "explicit": "Whether the words are not for everybody; null: not said.",
            "key": "One of the list; null where there is none.",
        },
        "DetailsView": {
            "version": "As in `Live` or `Radio Edit`; null where there is none.",
            "copyright_line": "(C), of words and music; null where nothing is said.",
        },
        "FactsView": {
            "duration_ms": "Milliseconds.",
            "samples": "How many samples the sound has, per channel; null where there is no sound.",
            "codec": "Of the picture, else of the sound: such as `h264` or `flac`.",
            "container": "Of the file, such as `flac` or `mov`.",
            "lossless": "Whether the artist's file is; false of every video.",
            "sha256": "Of the artist's file, in 64 hexadecimal digits.",
            "video": "Of the picture; null of a track that is only sound.",
            "loudness": "As it was measured; null where there is no sound.",
        },
        "LineView": {
            "end_ms": "Milliseconds: when a later line begins; of the last, 5 s on at most.",
        },
        "LoudnessView": {
            "range_lu": "EBU R128 loudness range, in LU; null of what is too short or silent.",
            "true_peak_dbtp": "The highest true peak, in dBTP; null of silence.",
        },
        "LyricsView": {"plain": "The words without times, line by line."},
        "MultipartGrant": {
            "method": "Always `multipart`: the file goes in parts.",
            "parts": "The first 20 at most; ask POST .../uploads/{upload_id}/parts for the others.",
            "expires_at": "RFC 3339 in UTC, an hour from now: then ask for the parts' URLs anew.",
        },
        "NewLyrics": {
            "plain": "The words without times, up to 20,000 characters; out of `lrc` if left out.",
        },
        "NewTrack": {
            "kind": "A video's file may have sound, and has pictures.",
            "details": "What else is known; it may be said later, by PATCH.",
            "file": "The file that comes next; nothing is sent with this request.",
        },
        "NewUpload": {"file": "The file that takes the place of what is heard, once it is ready."},
        "Original": {"url": "Opens without a token.", "expires_at": "RFC 3339 in UTC."},
        "PartsView": {
            "done": "How many parts are encoded.",
            "of": "How many there are.",
        },
        "ProcessingView": {
            "state": "Of this file: `uploaded`, `processing` or `failed`.",
            "percent": "0 to 100; it never goes back.",
        },
        "RenditionView": {
            "id": "Such as `aac-128`, `opus-128`, `flac` or `h264-720`.",
            "kind": "A video's sound is a rendition of its own.",
            "codecs": "RFC 6381, as an HLS playlist has it.",
            "bandwidth": "Peak bits a second.",
            "sample_rate": "Hz; null of a picture.",
            "channels": "1 is mono, 2 is stereo; null of a picture.",
            "width": "Pixels; null of sound.",
            "height": "Pixels; null of sound.",
            "frame_rate": "Frames a second; null of sound.",
        },
        "RightsView": {"year": "Of first publication."},
        "SentPart": {"number": "From 1.", "etag": _ETAG},
        "SentParts": {"parts": "Every part of the file, in any order."},
        "SignedParts": {"parts": "Those that were asked for, in that order."},
        "TrackFile": {
            "content_type": "What the file says it is: audio/..., video/..., application/ogg or "
            "application/octet-stream. It is looked at by its content when it arrives.",
        },
        "TrackView": {
            "id": "Begins with `trk_`.",
            "title": "What it is called; `Untitled` until the artist or the file's tags say it.",
            "state": "Ask again every few seconds while it is `uploaded` or `processing`.",
            "facts": "What was measured in the file that is heard; null until one is ready.",
            "renditions": "What the playlist offers; empty until a file is ready.",
            "details": "What the artist or the file's tags say of it.",
        },
        "TrackWithUpload": {"track": "The track, as a draft without a file."},
        "UploadPart": {
            "number": "From 1.",
            "size": "Bytes of this part.",
            "url": "Where to PUT the part, without a token, within the hour.",
        },
        "UploadStatus": {
            "state": "`granted` until the file is whole, then `uploaded`, `processing`, and at the "
            "end `ready`, `failed` or `superseded` (by a later file).",
            "size": "Bytes of the whole file.",
            "part_size": "Bytes of each part but the last; null of a file in one request.",
            "part_count": "How many parts the file has; null of a file in one request.",
            "parts": "Those that have arrived whole; empty of a file in one request, and once all "
            "are joined.",
        },
        "VideoView": {
            "width": "Pixels.",
            "height": "Pixels.",
            "frame_rate": "Frames a second.",
            "frames": "How many pictures the file has.",
        },
        "WantedParts": {"numbers": "Up to 20 at once, each from 1 to `part_count`."},
    },
    parameters={"upload_id": "The `upload_id` of the grant: it begins with `upl_`."},
    values={
        "TrackState": {
            "draft": "no file has arrived",
            "uploaded": "a file has arrived and waits",
            "processing": "`percent` and `stage` say how far it is",
            "ready": "it can be heard, whatever a later file is doing (`processing`)",
            "failed": "`reason` says why: send another file",
        },
    },
)
