"""An operation that only says who asks: what every other one costs at least. Never deployed."""

from didit360.http import Model, api
from didit360.identity import caller

app = api()


class Asker(Model):
    id: str


@app.get("/empty")
def get_empty() -> Asker:
    return Asker(id=caller(app).id)


handler = app.handler
