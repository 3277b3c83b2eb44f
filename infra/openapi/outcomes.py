"""What an operation's answer is, in words: told by its status and by the name of its shape."""

import re
from http import HTTPStatus
from typing import Any

_ROLES = ("View", "Page")
NAMED = {
    "AddedOrMoved": "The entries where they stand now.",
    "ArtistPage": "The artist's page.",
    "ArtworkUpload": "Where to send the artwork.",
    "AvatarUpload": "Where to send the avatar.",
    "CoverUpload": "Where to send the cover.",
    "HeardTracks": "A page of what was heard.",
    "Hits": "A page of what was found.",
    "ItemPosition": "Where the caller left it.",
    "KeptItems": "A page of what is liked or kept.",
    "LeftTracks": "A page of what was left before its end.",
    "Like": "Whether the caller likes it, and how many do.",
    "Me": "The caller's own profile.",
    "Original": "Where the file is to be had.",
    "PinView": "What stands on top now.",
    "Playback": "All that a player needs.",
    "Removed": "What was removed.",
    "Requests": "A page of requests for roles.",
    "RequestView": "The request for a role.",
    "SeenPerson": "The person, as the caller sees them.",
    "Share": "The new share link.",
    "Shares": "The share links.",
    "SignedParts": "Where to send the parts.",
    "TrackWithUpload": "The new track, and where to send its file.",
    "Trending": "What is being heard just now, the most first.",
    "Upload": "Where to send the file.",
    "UploadStatus": "What has arrived.",
}
"""Of shapes whose name does not say it."""

_BY_STATUS = {
    "202": "Taken on: it goes on after this answer.",
    "204": "Done. There is nothing to say.",
}


def outcome(status: str, answer: dict[str, Any], *, paged: bool) -> str:
    """The description of a successful answer."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    [content] = answer["content"].values()
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    if name in NAMED:
        return NAMED[name]
    if not name:
        return HTTPStatus(int(status)).phrase
    words = _words(name)
    if paged:
        return f"A page of {words if words.endswith('s') or words == 'people' else f'{words}s'}."
    return f"The new {words}." if status == "201" else f"The {words}."


def _words(name: str) -> str:
    for role in _ROLES:
        name = name.removesuffix(role)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
