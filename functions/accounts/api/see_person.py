"""Show a person to somebody who is signed in: also what the two are to each other."""

from accounts.api.fields import Person
from accounts.api.guards import mine, seen
from accounts.api.views import PersonView, person_view
from accounts.data import ties
from didit360 import database
from didit360.http import Model, api, before_snapshot

app = api()


class SeenPerson(Model):
    person: PersonView
    following: bool
    follows_me: bool
    blocked: bool


@app.get("/me/people/<person>", summary="A person as I see them")
def see_person(person: Person) -> SeenPerson:
    """404 also for whoever blocks the caller: signed in, an app asks here."""
    me = mine(app)
    other = seen(person, me)
    return SeenPerson(person=person_view(other), **ties.between(me.id, other.id))


before_snapshot(database.prepare)
handler = app.handler
