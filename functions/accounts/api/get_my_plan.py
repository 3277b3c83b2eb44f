"""Say which plan I have, and what it lets me do."""

from accounts.api.guards import mine
from accounts.api.plan_views import PlanView, plan_view
from accounts.data import plan_grants
from didit360 import database
from didit360.http import api, before_snapshot

app = api()


@app.get("/me/plan", summary="My plan and its entitlements")
def get_my_plan() -> PlanView:
    return plan_view(plan_grants.of(mine(app).id))


before_snapshot(database.prepare)
handler = app.handler
