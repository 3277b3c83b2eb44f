"""What fields of answers are like, by their shape and name, where the name alone does not tell."""

from typing import Any

from infra.openapi.lifelike.values import (
    BOTH_MAY,
    GRANT,
    LATER,
    LISTENER,
    NOW,
    PERSON,
    RELEASE,
    S3,
    TRACK,
    ULID,
    WELCOME,
    WHY_A_ROLE,
)


class But(dict[str, Any]):
    """A shape's own example, but for these fields."""


_STREAM = f"https://didit360.example/media/med_{ULID}/upl_{ULID}-9f86d08188/"
_ORIGINAL = f"{PERSON}/med_{ULID}/upl_{ULID}"
_SIGNED = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-date": "20261122T214500Z",
    "policy": "eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMjJUMjI6NDU6MDBaIn0=",
    "x-amz-signature": "6f3c1f0ad2b87e54c90f7b6d1e2a3c45",
}


def _of_picture(purpose: str, subject: str) -> dict[str, But]:
    key = f"{purpose}/{PERSON}/{subject}/upl_{ULID}"
    fields = {"Content-Type": "image/jpeg", "key": key, **_SIGNED}
    return {"upload": But(url=S3.format("pictures"), fields=fields)}


IN: dict[str, dict[str, Any]] = {
    "AddedOrMoved": {"version": 58},
    "ArtistPage": {"appears_on": [], "videos": []},
    "ArtworkUpload": _of_picture("release", RELEASE),
    "AvatarUpload": _of_picture("avatar", PERSON),
    "AvatarProblem": {
        "code": "too_small",
        "message": "The picture has 120 x 120 pixels. "
        "Send one whose shorter side has at least 256.",
    },
    "BlockerView": {"code": "track-not-ready", "track_id": TRACK},
    "Chart": {
        "window": "2026-11-22",
        "starts_at": "2026-11-22T00:00:00.000Z",
        "ends_at": "2026-11-23T00:00:00.000Z",
    },
    "ChartPlace": {"rank": 1, "previous_rank": 3, "change": 2, "plays": 1_204},
    "CollaboratorView": {"part": "editor"},
    "Collaborators": {"next": None},
    "ContributorView": {"role": "main_artist", "person_id": PERSON},
    "CoverUpload": _of_picture("playlist", f"pll_{ULID}"),
    "DetailsView": {"lyrics": "synced", "prefilled": []},
    "DownloadView": {"url": S3.format("exports") + "didit360.zip"},
    "ExportView": {
        "state": "ready",
        "reason": None,
        "size": 81_920,
        "expires_at": "2026-11-29T21:46:10.000Z",
    },
    "FactsView": {
        "samples": 9_437_400,
        "codec": "flac",
        "container": "flac",
        "lossless": True,
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "video": None,
        "normalised_db": None,
    },
    "FlagView": {"state": "settled"},
    "FlaggedTrack": {"id": TRACK},
    "GrantView": {"plan": "premium", "source": "gift", "ends_at": "2027-11-22T21:45:00.000Z"},
    "HeardTrack": {"played_at": "2026-11-22T21:45:31.000Z"},
    "HitView": {"kind": "track", "handle": None, "id": TRACK, "country": None},
    "Hits": {"corrected": "nordlys"},
    "InvitationView": {"part": "editor", "expires_at": "2026-11-29T21:45:00.000Z"},
    "Invitations": {"next": None},
    "ItemPosition": {"finished": False},
    "KeptItem": {"release": None},
    "Like": {"liked": True, "count": 318},
    "LineView": {
        "start_ms": 12_400,
        "end_ms": 17_900,
        "text": "Over the hills and the snow",
        "words": [
            {"start_ms": 12_400, "text": "Over "},
            {"start_ms": 12_900, "text": "the "},
            {"start_ms": 13_100, "text": "hills "},
            {"start_ms": 14_600, "text": "and "},
            {"start_ms": 14_900, "text": "the "},
            {"start_ms": 15_100, "text": "snow"},
        ],
    },
    "LoudnessView": {
        "integrated_lufs": -9.8,
        "range_lu": 5.1,
        "true_peak_dbtp": -0.3,
    },
    "LyricsView": {"plain": "Over the hills and the snow\nthe light comes home"},
    "Me": {
        "birth_date_known": True,
        "roles": ["fan", "artist"],
        "avatar_problem": None,
        "joined_at": "2026-03-02T09:12:40.000Z",
    },
    "Original": {"file_name": "Nordlys.flac", "url": S3.format("originals") + _ORIGINAL},
    "OwnerView": {"id": PERSON},
    "ArtistRef": {"id": PERSON},
    "ArtistView": {"id": PERSON},
    "PartsView": {"done": 26, "of": 61},
    "PersonRef": {"id": LISTENER, "handle": "sigridm", "name": "Sigrid Moe"},
    "PersonView": {"roles": ["fan", "artist"]},
    "PictureSize": {
        "width": 300,
        "height": 300,
        "webp": f"/images/img_{ULID}/300.webp",
        "jpeg": f"/images/img_{ULID}/300.jpg",
    },
    "PictureView": {
        "id": f"img_{ULID}",
        "dominant_colour": "#2b4c7e",
        "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj",
    },
    "PinView": {"item_id": RELEASE, "track": None},
    "PlanView": {
        "plan": "premium",
        "entitlements": ["download:offline", "stream:lossless", "stream:lossy"],
        "ends_at": "2027-11-22T21:45:00.000Z",
    },
    "PlaySession": {
        "grant": GRANT,
        "counts_after_ms": 30_000,
        "expires_at": "2026-11-23T03:45:00.000Z",
    },
    "PlayView": {
        "heard_ms": 61_000,
        "credited_ms": 61_000,
        "counts_after_ms": 30_000,
        "counted": True,
        "counted_at": "2026-11-22T21:45:31.000Z",
        "why": None,
    },
    "Playback": {
        "playlist_url": f"{_STREAM}standard.m3u8",
        "download_url": f"{_STREAM}download.m4a",
        "peaks_url": f"{_STREAM}peaks.json",
        "artwork_url": f"{_STREAM}artwork.jpg",
        "poster_urls": [],
        "storyboard_url": None,
        "cookies": {
            "CloudFront-Policy": "eyJTdGF0ZW1lbnQiOlt7IlJlc291cmNlIjoiaHR0cHM6Ly9kaWRpdDM2MCJ9XX0_",
            "CloudFront-Signature": "bX3h0T9n~Qk2LrZs8vYw-A__",
            "CloudFront-Key-Pair-Id": "K2JCJMDEHXQW5F",
        },
        "expires_at": "2026-11-23T03:45:00.000Z",
    },
    "PlaylistEntry": {"id": f"ent_{ULID}", "state": "here"},
    "PlaylistView": {
        "title": "Long drive home",
        "my_part": "owner",
        "mosaic": [],
        "refused_cover": None,
        "version": 57,
    },
    "PostGrant": {
        "url": S3.format("originals"),
        "fields": {"Content-Type": "audio/flac", "key": _ORIGINAL, **_SIGNED},
    },
    "ReleaseSummary": {"version": None, "state": "published"},
    "ReleaseTrack": {"disc": 1, "number": 1, "gone": False, "playable": True},
    "ReleaseView": {
        "version": None,
        "state": "published",
        "track_count": 1,
        "scheduled_for": None,
        "failure": None,
        "refused_artwork": None,
        "taken_down": None,
    },
    "Removed": {"version": 58},
    "RenditionView": {
        "id": "aac-128",
        "kind": "audio",
        "codecs": "mp4a.40.2",
        "bandwidth": 134_000,
        "width": None,
        "height": None,
        "frame_rate": None,
    },
    "RequestView": {
        "person_id": PERSON,
        "role": "artist",
        "reason": WHY_A_ROLE,
        "state": "granted",
        "answer": WELCOME,
    },
    "SameRecordingView": {
        "track": But(id=f"trk_{LATER}", artist_id=LISTENER),
        "similarity": 0.97,
        "offset_ms": 120,
    },
    "SettlementView": {"note": BOTH_MAY, "by": LISTENER},
    "Shares": {"next": None},
    "ThingView": {"kind": "track", "handle": None, "id": TRACK},
    "TrackView": {
        "state": "ready",
        "percent": None,
        "stage": None,
        "reason": None,
        "processing": None,
        "releases": [RELEASE],
        "taken_down": None,
    },
    "TrackWithUpload": {
        "track": But(
            state="draft", facts=None, renditions=[], artwork=None, releases=[], updated_at=NOW
        )
    },
    "UploadPart": {
        "number": 21,
        "size": 16_777_216,
        "url": f"{S3.format('originals')}{_ORIGINAL}?partNumber=21&X-Amz-Signature=6f3c1f0a",
    },
    "UploadStatus": {
        "state": "granted",
        "size": 41_943_040,
        "part_size": 16_777_216,
        "part_count": 3,
    },
    "WorkView": {"id": TRACK},
}
