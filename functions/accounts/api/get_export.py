"""Say how far an export has come; once it is ready, where to fetch it."""

from accounts.api.export_views import ExportView, export_view
from accounts.api.guards import mine
from accounts.data import exports
from didit360 import database
from didit360.http import api, before_snapshot

app = api()


@app.get("/me/exports/<export_id>", summary="An export of my data")
def get_export(export_id: str) -> ExportView:
    return export_view(exports.of(mine(app).id, export_id))


before_snapshot(database.prepare)
handler = app.handler
