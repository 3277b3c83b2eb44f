"""Put one of the artist's own releases or tracks on top of their page."""

from typing import Annotated

from pydantic import Field

from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.problems import Unprocessable
from didit360.text import Line
from music.api.artist_views import PinView, pinned
from music.data import catalogue, pins, releases
from music.data.pins import Pin

app = api()


class NewPin(Model):
    item_id: Annotated[str, Field(pattern=r"^(rel|trk)_[0-9A-Z]{26}$")]
    note: Line | None = None


@app.put("/me/pin", summary="Pin a release or a track of mine")
def put_pin(body: NewPin) -> PinView:
    artist = caller(app).must_be(Role.ARTIST)
    pin = Pin(body.item_id, body.note)
    shown = pinned(pin, artist)
    if shown is None or _artist_of(shown) != artist.id:
        detail = "A pin is a release or a track of one's own that others see, too."
        raise Unprocessable(detail, code="not-yours-to-pin")
    pins.put(artist.id, pin)
    return shown


def _artist_of(shown: PinView) -> str | None:
    if shown.release:
        return shown.release.artist.id
    return shown.track.artist_id if shown.track else None


before_snapshot(catalogue.prepare)
before_snapshot(releases.prepare)
handler = app.handler
