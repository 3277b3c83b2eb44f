"""Begin a split sheet: a draft that its owner alone sees.

One that pays its owner alone has nobody to invite: it can be signed as soon as it is made.
"""

from http import HTTPStatus

from aws_lambda_powertools.event_handler import Response

from didit360 import ids, limits
from didit360.clock import now
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import Role, caller
from nfts.api.sheet_fields import NewSheet, all_to, payees_of
from nfts.api.sheet_guards import must_add_up, must_be_here, must_be_own
from nfts.api.sheet_views import SheetView, view
from nfts.data import sheets, wallets, works
from nfts.domain.shares import Terms
from nfts.domain.sheet import Sheet

app = api()


@app.post("/split-sheets", summary="Begin a split sheet", status_code=HTTPStatus.CREATED)
def create_sheet(body: NewSheet) -> Response[SheetView]:
    artist = caller(app).must_be(Role.ARTIST)
    limits.spend("writes", app)
    part = body.composition_part_bps
    payees = payees_of(body.payees) if body.payees else all_to(artist.id, part)
    terms = Terms(body.title, payees, part, body.work_id)
    must_add_up(terms)
    must_be_own(terms.work_id, artist)
    moment = now()
    sheet = Sheet(
        id=ids.new("sht"),
        owner_id=artist.id,
        terms=terms,
        created_at=moment,
        updated_at=moment,
    )
    must_be_here(sheet.people, artist)
    if sheet.alone:
        sheet = sheet.invited(wallets.primaries([artist.id]), moment)
    sheet = sheets.add(sheet)
    return with_etag(view(sheet, artist), sheet.revision, status=HTTPStatus.CREATED)


before_snapshot(sheets.prepare)
before_snapshot(wallets.prepare)
before_snapshot(works.prepare)
handler = app.handler
