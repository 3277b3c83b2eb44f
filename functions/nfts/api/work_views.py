"""What the API shows of a work."""

from typing import Literal

from pydantic import Field

from didit360 import pictures
from didit360.http import Model
from didit360.pictures import PictureView
from nfts.domain.work import Work


class WorkView(Model):
    id: str = Field(description="a track's id (`trk_`) or a release's (`rel_`)")
    kind: Literal["track", "video", "release"]
    title: str
    artwork: PictureView | None


def view(work: Work) -> WorkView:
    return WorkView(
        id=work.id,
        kind=work.kind,
        title=work.title,
        artwork=pictures.shown(work.facts.get("artwork")),
    )
