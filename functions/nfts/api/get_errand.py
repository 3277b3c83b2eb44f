"""Show an errand to whoever asked for it: how far it is, and what went wrong."""

from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.ids import is_id
from nfts.api.errand_views import ErrandView, view
from nfts.data import editions

app = api()


@app.get("/errands/<errand_id>", summary="An errand of mine")
def get_errand(errand_id: str) -> ErrandView:
    me = caller(app)
    if not is_id(errand_id, "ern"):
        raise editions.ErrandNotFoundError
    errand = editions.get_errand(errand_id)
    if errand.person_id != me.id:
        raise editions.ErrandNotFoundError
    return view(errand)


before_snapshot(editions.prepare)
handler = app.handler
