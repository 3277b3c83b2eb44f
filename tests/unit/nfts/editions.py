"""Editions that an artist has just asked for."""

from datetime import datetime

from nfts.domain.edition import Edition, Terms
from tests.unit.aws import ARTIST


def asked(id_: str, work_id: str, title: str, terms: Terms, at: datetime) -> Edition:
    return Edition(
        id=id_,
        artist_id=ARTIST.id,
        work_id=work_id,
        work_kind="track",
        title=title,
        terms=terms,
        asked_at=at,
        updated_at=at,
    )
