"""Change what I say of myself; what is not named stays as it is."""

from datetime import date
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import AfterValidator, Field, StringConstraints

from accounts.api.fields import Links
from accounts.api.guards import mine
from accounts.api.views import Me, Notifications, me_view
from accounts.data import profiles
from accounts.domain import countries, handles
from accounts.domain.profile import MIN_AGE, OLDEST, Profile, age
from didit360 import database
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from didit360.problems import Unprocessable
from didit360.text import LEGIBLE, LINES, ONE_LINE

app = api()


def _assigned(code: str) -> str:
    if code not in countries.CODES:
        raise ValueError("not an assigned code of ISO 3166-1 alpha-2")
    return code


class MyChange(Model):
    handle: Annotated[str, Field(min_length=handles.MIN, max_length=handles.MAX)] | None = None
    name: (
        Annotated[
            str,
            StringConstraints(
                strip_whitespace=True, min_length=1, max_length=100, pattern=ONE_LINE
            ),
            LEGIBLE,
        ]
        | None
    ) = None
    bio: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, max_length=1000, pattern=LINES),
            LEGIBLE,
        ]
        | None
    ) = None
    links: Links | None = None
    country: (
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$"), AfterValidator(_assigned)] | None
    ) = Field(None, description="ISO 3166-1 alpha-2; null: not said")
    birth_date: date | None = Field(None, description="never shown; null: not said")
    notifications: Notifications | None = None


@app.patch("/me", summary="Change my profile")
def update_me(
    body: MyChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[Me]:
    me, said = mine(app), _said(body)

    def write(tx: database.Transaction) -> Profile:
        before = profiles.lock(tx, me.id).get(me.id)
        if before is None:
            raise profiles.ErasedError
        must_match(if_match, before.revision)
        return profiles.change(tx, before, said)

    after = database.attempt(write)
    return with_etag(me_view(after, caller(app).roles), after.revision)


def _said(body: MyChange) -> dict[str, Any]:
    said = {name: getattr(body, name) for name in body.model_fields_set}
    if body.handle is not None:
        said["handle"] = _handle(body.handle)
    if body.birth_date is not None:
        _must_be_old_enough(body.birth_date)
    if body.links is not None:
        said["links"] = tuple(body.links)
    if body.notifications is not None:
        said["notifications"] = body.notifications.model_dump()
    # Only these two may be taken back.
    unsaid = {"country", "birth_date"}
    return {name: value for name, value in said.items() if value is not None or name in unsaid}


def _handle(text: str) -> str:
    try:
        return handles.checked(text)
    except handles.ReservedHandleError as error:
        raise Unprocessable(str(error), code="handle-reserved") from None
    except handles.NotAHandleError as error:
        raise Unprocessable(str(error), code="not-a-handle") from None


def _must_be_old_enough(born: date) -> None:
    years = age(born, now().date())
    if years < MIN_AGE:
        raise Unprocessable(f"Didit360 is for people of {MIN_AGE} and older.", code="too-young")
    if years > OLDEST:
        raise Unprocessable("Nobody is that old.", code="not-a-birth-date")


before_snapshot(database.prepare)
handler = app.handler
