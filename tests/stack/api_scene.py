"""People and things for requests that are to be granted: each operation asked by who may."""

from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import requests
from PIL import Image

from infra.local import tune
from tests.house import Person, wait_until
from tests.stack.journeys import made, post

Json = dict[str, Any]
WAV = {"size": 1_000_000, "content_type": "audio/wav"}
LARGE = {"size": 33 * 1024**2, "content_type": "audio/wav"}
"""So large that it is sent in parts."""


@dataclass(frozen=True)
class Ask:
    """One request: by whom, and what the document's example does not say."""

    role: str
    path: dict[str, str] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: Any = None


def said(answer: requests.Response) -> Any:
    assert answer.ok, f"{answer.request.method} {answer.request.path_url}: {answer.text}"
    return answer.json() if answer.content else None


@dataclass
class Scene:
    """What is made once is made when first needed; what an operation ends is made for it alone."""

    people: dict[str, Person]
    folder: Path
    _begun: str | None = None

    @cached_property
    def ids(self) -> dict[str, str]:
        return {
            role: said(person.call("GET", "/accounts/me"))["id"]
            for role, person in self.people.items()
        }

    def do(self, role: str, method: str, path: str, body: Any = None) -> Any:
        return said(self.people[role].call(method, path, body))

    @cached_property
    def tune(self) -> Path:
        file = self.folder / "tune.wav"
        tune.write(file, higher=2)
        return file

    @cached_property
    def track(self) -> str:
        """Heard by everybody, with words."""
        id_ = str(made(self.people["artist"], self.tune, title="Nordlys")["id"])
        words = {"lrc": "[00:01.00]Over the hills\n[00:02.00]and the snow"}
        self.do("artist", "PUT", f"/music/tracks/{id_}/lyrics", words)
        return id_

    @cached_property
    def song(self) -> str:
        """Of the release, which comes and goes."""
        return str(made(self.people["artist"], self.tune, title="Midnattsol")["id"])

    def new_track(self, file: Json = WAV) -> Json:
        """Registered, its file on its way: the track and its upload. The one before goes."""
        if self._begun is not None:
            # An artist has few without a file at a time.
            self.people["artist"].call("DELETE", f"/music/tracks/{self._begun}")
        begun = self._register(file)
        self._begun = begun["track"]["id"]
        return begun

    def _register(self, file: Json) -> Json:
        body = {"title": "Begun", "kind": "audio", "file": file}
        begun: Json = self.do("artist", "POST", "/music/tracks", body)
        return begun

    @cached_property
    def waiting(self) -> dict[str, str]:
        """A track whose file has not come, and the upload."""
        begun = self._register(WAV)
        return {"track_id": begun["track"]["id"], "upload_id": begun["upload"]["upload_id"]}

    def in_parts(self) -> tuple[dict[str, str], Json]:
        """An upload in parts."""
        begun = self.new_track(LARGE)
        where = {"track_id": begun["track"]["id"], "upload_id": begun["upload"]["upload_id"]}
        return where, begun["upload"]

    def completed(self) -> Ask:
        where, upload = self.in_parts()
        parts, left = [], LARGE["size"]
        for part in upload["parts"]:
            size = min(left, upload["part_size"])
            sent = requests.put(part["url"], data=bytes(size), timeout=30)
            assert sent.ok, sent.text
            parts.append({"number": part["number"], "etag": sent.headers["ETag"].strip('"')})
            left -= size
        return Ask("artist", where, body={"parts": parts})

    @cached_property
    def flag(self) -> str:
        """On the rival's track, which is the artist's recording."""
        assert self.track
        taken = made(self.people["rival"], self.tune, title="Mine")["id"]

        def found() -> str | None:
            cursor = ""
            while True:
                page = self.do("moderator", "GET", f"/music/flags?limit=50{cursor}")
                for flag in page["items"]:
                    if flag["track"]["id"] == taken:
                        return str(flag["id"])
                if page["next"] is None:
                    return None
                cursor = f"&cursor={page['next']}"

        return wait_until(found, what="the flag")

    @cached_property
    def draft(self) -> str:
        return self.new_release()

    def new_release(self) -> str:
        body = {"type": "single", "title": "Nordlys", "genres": ["folk"]}
        return str(self.do("artist", "POST", "/music/releases", body)["id"])

    @cached_property
    def release(self) -> str:
        """Ready to go out: with artwork and a track."""
        id_ = self.new_release()
        page = f"/music/releases/{id_}"
        self.do("artist", "PUT", f"{page}/tracks", {"tracks": [{"track_id": self.song}]})
        picture = _picture()
        file = {"file": {"size": len(picture), "content_type": "image/jpeg"}}
        upload = self.do("artist", "POST", f"{page}/artwork", file)["upload"]
        assert post(upload, picture).ok
        wait_until(lambda: self.do("artist", "GET", page)["artwork"], what="the artwork")
        return id_

    def published(self) -> str:
        """The release, out whatever was done to it since."""
        for what in (f"tracks/{self.song}", f"releases/{self.release}"):
            self.do("moderator", "DELETE", f"/music/{what}/take-down")
        self.do("artist", "POST", f"/music/releases/{self.release}/publish", {"when": "now"})
        return self.release

    def new_playlist(self) -> str:
        body = {"title": "For the road", "visibility": "public"}
        return str(self.do("artist", "POST", "/music/playlists", body)["id"])

    @cached_property
    def playlist(self) -> str:
        return self.new_playlist()

    def entries(self) -> tuple[str, list[str]]:
        """A playlist with two entries."""
        id_ = self.new_playlist()
        added = self.do(
            "artist", "POST", f"/music/playlists/{id_}/entries", {"tracks": [self.track] * 2}
        )
        return id_, [entry["id"] for entry in added["items"]]

    def worked_on(self) -> str:
        """A playlist that the fan works on, too."""
        id_ = self.new_playlist()
        path = f"/music/playlists/{id_}/collaborators/{self.ids['fan']}"
        wait_until(
            lambda: self.people["artist"].call("PUT", path, {"part": "editor"}).ok,
            what="a collaborator",
        )
        return id_

    def invitation(self) -> tuple[str, Json]:
        id_ = self.new_playlist()
        path = f"/music/playlists/{id_}/invitations"
        return id_, self.do("artist", "POST", path, {"part": "editor"})

    def share(self) -> tuple[str, Json]:
        id_ = self.new_playlist()
        return id_, self.do("artist", "POST", f"/music/playlists/{id_}/shares")

    def report(self) -> Json:
        """A player's first, of a session of the fan's."""
        grant = self.do("fan", "POST", f"/music/tracks/{self.track}/playback")["session"]["grant"]
        report = {"grant": grant, "event": "start", "sequence": 0, "device": "phone"}
        return report | {"position_ms": 0, "heard_ms": 0}

    @cached_property
    def play(self) -> str:
        return str(self.do("fan", "POST", "/music/plays", self.report())["play_id"])

    @cached_property
    def role_request(self) -> str:
        wish = {"role": "author", "reason": "I write novels."}
        return str(self.do("fan", "POST", "/accounts/role-requests", wish)["id"])

    @cached_property
    def export(self) -> str:
        return str(self.do("artist", "POST", "/accounts/me/exports")["id"])

    def after(self, method: str, path: str, ask: Ask, body: Any = None) -> Ask:
        """What is asked for once its person has done this."""
        self.do(ask.role, method, path, body)
        return ask


def _picture() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((1400, 1400)).convert("RGB").save(file, "JPEG")
    return file.getvalue()
