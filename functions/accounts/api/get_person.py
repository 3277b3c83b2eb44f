"""Show a person to everyone."""

from accounts.api.fields import Person
from accounts.api.views import PersonView, person_view
from accounts.data import profiles
from didit360 import database
from didit360.http import api, before_snapshot

app = api()


@app.get("/people/<person>", summary="A person, by handle or id")
def get_person(person: Person) -> PersonView:
    return person_view(profiles.find(person))


before_snapshot(database.prepare)
handler = app.handler
