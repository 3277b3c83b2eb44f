"""Who am I: the caller's profile, made with their first call, and the roles in their token."""

from aws_lambda_powertools.event_handler import Response

from accounts.api.guards import mine
from accounts.api.views import Me, me_view
from didit360 import database
from didit360.etags import with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller

app = api()


@app.get("/me", summary="My profile")
def get_me() -> Response[Me]:
    me = mine(app)
    return with_etag(me_view(me, caller(app).roles), me.revision)


before_snapshot(database.prepare)
handler = app.handler
