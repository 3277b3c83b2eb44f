"""What fields are like by their names: one artist, one release, one listener."""

from typing import Any

ULID = "01KAN5Z7Q8W4T2M6H3R9XVB0CE"
LATER = "01KANC2M4D7Y9K3S5V1B8N6QFT"
PERSON = "0b7c1f6e-6f0e-4f43-9d6a-3f1f4b7c9a10"
LISTENER = "5d2f8c3a-1b7e-4a96-8f0d-2c4e6a8b0d13"
SHOWN_ONCE = "q7Zk2v9XwT4mB1sLr8NfYc3HdJ6gPa0eUiOtVbRxMzE"
NOW, THEN = "2026-11-22T21:45:00.000Z", "2026-11-22T22:45:00.000Z"
PREFIXES = {
    "track": "trk",
    "upload": "upl",
    "release": "rel",
    "playlist": "pll",
    "entry": "ent",
    "flag": "flg",
    "play": "ply",
    "export": "exp",
    "request": "rrq",
    "invitation": "inv",
    "share": "shr",
    "erasure": "ers",
    "sheet": "sht",
    "edition": "edn",
    "airdrop": "drp",
}
TRACK, RELEASE = f"trk_{ULID}", f"rel_{ULID}"
S3 = "https://didit360-{}.s3.eu-north-1.amazonaws.com/"
GRANT = f"{SHOWN_ONCE}eyJwbGF5IjoicGx5XzAxIn0"
ETAGS = ("5d41402abc4b2a76b9719d911017c592", "7d793037a0760186574b0282f2f435e7")
LINKS = ["https://anebrun.example/music"]
WHY_A_ROLE = "I write and record my own songs."
WELCOME = "Welcome: your songs are your own."
BOTH_MAY = "Both have the rights: it is a re-release."

VALUES: dict[str, Any] = {
    "title": "Nordlys",
    "name": "Ane Brun",
    "artist_name": "Ane Brun",
    "handle": "anebrun",
    "bio": "Songs from the north.",
    "links": LINKS,
    "description": "What we played on the long drive home.",
    "note": "Out today.",
    "language": "no",
    "country": "NO",
    "genre": "folk",
    "genres": ["folk", "singer-songwriter"],
    "moods": ["calm"],
    "isrc": "NOX001234567",
    "upc": "4006381333931",
    "version": "Acoustic",
    "label": "Fjell Records",
    "holder": "Fjell Records",
    "year": 2026,
    "key": "A minor",
    "tempo_bpm": 92.0,
    "time_zone": "Europe/Oslo",
    "release_date": "2026-11-20",
    "content_type": "audio/flac",
    "size": 23_068_672,
    "duration_ms": 214_000,
    "sample_rate": 44_100,
    "channels": 2,
    "width": 1920,
    "height": 1080,
    "frame_rate": 25.0,
    "position_ms": 61_500,
    "gain_db": -4.2,
    "device": "phone",
    "likes": 318,
    "followers": 1_204,
    "following": 37,
    "plays": 5_310,
    "token": SHOWN_ONCE,
    "next": "kYxq0Zr8o1yT2cWcW4b5sXsiaWQiOiJ0cmtfMDEifQ",
    "expires_at": THEN,
    "updated_at": THEN,
    "removed": [f"ent_{ULID}"],
    "entry_count": 42,
    "track_count": 9,
    "item_id": TRACK,
    "since": NOW,
    "planned_for": NOW,
    "same_recording_as": [],
}
