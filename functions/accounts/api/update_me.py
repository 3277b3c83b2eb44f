"""Change what I say of myself; what is not named stays as it is."""

from datetime import date, timedelta
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Header
from pydantic import Field, StringConstraints

from accounts.api.fields import Links
from accounts.api.guards import mine
from accounts.api.views import Me, Notifications, me_view
from accounts.data import profiles
from accounts.domain import handles
from accounts.domain.profile import AGE_REFUSED_DAYS, MIN_AGE, OLDEST, Profile, age
from didit360 import countries, database
from didit360.clock import now
from didit360.etags import must_match, with_etag
from didit360.http import api, before_snapshot
from didit360.identity import caller
from didit360.inputs import Change, Day, unsaid
from didit360.problems import Unprocessable
from didit360.text import LEGIBLE, LINES, ONE_LINE

app = api()


class MyChange(Change):
    """What is not there stays as it is; null takes away what need not be there."""

    handle: Annotated[str, Field(min_length=handles.MIN, max_length=handles.MAX)] = unsaid()
    name: Annotated[
        str,
        StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=ONE_LINE),
        LEGIBLE,
    ] = unsaid()
    bio: (
        Annotated[
            str,
            StringConstraints(strip_whitespace=True, max_length=1000, pattern=LINES),
            LEGIBLE,
        ]
        | None
    ) = None
    links: Links | None = None
    country: countries.Country | None = Field(
        None, description="ISO 3166-1 alpha-2; null: not said"
    )
    birth_date: Day | None = Field(None, description="never shown; null: not said")
    notifications: Notifications = unsaid()


@app.patch("/me", summary="Change my profile")
def update_me(
    body: MyChange,
    if_match: Annotated[str | None, Header(alias="If-Match", max_length=200)] = None,
) -> Response[Me]:
    me, said = mine(app), _said(body)
    if body.birth_date is not None:
        _must_be_old_enough(me, body.birth_date)

    def write(tx: database.Transaction) -> Profile:
        before = profiles.lock(tx, me.id).get(me.id)
        if before is None:
            raise profiles.ErasedError
        must_match(if_match, before.revision)
        _must_not_try_again(before, body.birth_date)
        return profiles.change(tx, before, _with_the_rest(said, before))

    after = database.attempt(write)
    return with_etag(me_view(after, caller(app).roles), after.revision)


def _said(body: MyChange) -> dict[str, Any]:
    said = body.said()
    if "handle" in said:
        said["handle"] = _handle(body.handle)
    if "bio" in said:
        said["bio"] = body.bio or ""
    if "links" in said:
        said["links"] = tuple(body.links or ())
    if "notifications" in said:
        said["notifications"] = body.notifications.model_dump(exclude_unset=True)
    return said


def _with_the_rest(said: dict[str, Any], before: Profile) -> dict[str, Any]:
    """Of the notifications, too, what was not named stays as it is."""
    if "notifications" not in said:
        return said
    return {**said, "notifications": before.notifications | said["notifications"]}


def _handle(text: str) -> str:
    try:
        return handles.checked(text)
    except handles.ReservedHandleError as error:
        raise Unprocessable(str(error), code="handle-reserved") from None
    except handles.NotAHandleError as error:
        raise Unprocessable(str(error), code="not-a-handle") from None


def _must_be_old_enough(me: Profile, born: date) -> None:
    years = age(born, now().date())
    if years < MIN_AGE:
        profiles.note_age_refused(me.id)
        raise Unprocessable(f"Didit360 is for people of {MIN_AGE} and older.", code="too-young")
    if years > OLDEST:
        raise Unprocessable("Nobody is that old.", code="not-a-birth-date")


def _must_not_try_again(me: Profile, born: date | None) -> None:
    """Whoever was too young a moment ago is not old enough for having thought of another date."""
    refused_at = me.age_refused_at
    if born in (None, me.birth_date) or refused_at is None:
        return
    if now() < refused_at + timedelta(days=AGE_REFUSED_DAYS):
        raise Unprocessable(
            f"A birth date was refused: no other is taken for {AGE_REFUSED_DAYS} days.",
            code="age-refused",
        )


before_snapshot(database.prepare)
handler = app.handler
