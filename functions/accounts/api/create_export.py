"""Ask for everything that is held about me. It is collected from every product, then one file."""

from http import HTTPStatus

from accounts.api.export_views import ExportView, export_view
from accounts.api.guards import mine
from accounts.data import exports
from didit360 import database
from didit360.http import api, before_snapshot

app = api()


@app.post("/me/exports", summary="Export my data", status_code=HTTPStatus.ACCEPTED)
def create_export() -> ExportView:
    return export_view(exports.ask(mine(app).id))


before_snapshot(database.prepare)
handler = app.handler
