"""Give somebody a plan, as an admin. The same again changes nothing; nothing is forgotten."""

from typing import Annotated

from pydantic import Field, StringConstraints

from accounts.api.fields import Person
from accounts.api.guards import mine
from accounts.api.plan_views import PlanView, plan_view
from accounts.data import plan_grants, profiles
from didit360 import database
from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.inputs import Moment
from didit360.plans import Plan
from didit360.problems import Unprocessable

app = api()


class NewPlan(Model):
    plan: Plan
    starts_at: Moment | None = Field(None, description="not before now, which is the default")
    ends_at: Moment | None = Field(None, description="null: until another is granted")
    source: Annotated[
        str,
        StringConstraints(pattern=r"^[a-z0-9:_-]{1,50}$"),
        Field(description="as gift"),
    ]


@app.put("/people/<person>/plan", summary="Grant a plan")
def set_plan(person: Person, body: NewPlan) -> PlanView:
    caller(app).must_be(Role.ADMIN)
    admin = mine(app)
    if body.ends_at is not None and body.ends_at <= (body.starts_at or now()):
        raise Unprocessable("A plan ends after it starts.", code="ends-before-start")
    grants = plan_grants.put(
        profiles.find(person).id,
        body.plan,
        body.starts_at,
        body.ends_at,
        source=body.source,
        by=admin.id,
    )
    return plan_view(grants)


before_snapshot(database.prepare)
handler = app.handler
