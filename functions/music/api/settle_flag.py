"""Say what is to be done about a flag. The track itself stays as it is."""

from typing import Annotated

from pydantic import StringConstraints

from didit360.clock import now
from didit360.http import Model, api, before_snapshot
from didit360.identity import Role, caller
from didit360.ids import is_id
from didit360.log import logger
from music.api.flag_views import FlagView, views
from music.data import catalogue, deciders, flags
from music.domain.flag import Outcome

app = api()

Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class NewSettlement(Model):
    outcome: Outcome
    note: Note = ""


@app.put("/flags/<flag_id>", summary="Settle a flag")
def settle_flag(flag_id: str, body: NewSettlement) -> FlagView:
    moderator = caller(app).must_be(Role.MODERATOR)
    if not is_id(flag_id, "flg"):
        raise flags.FlagNotFoundError
    if flags.find(flag_id) is None:
        raise flags.FlagNotFoundError
    by = deciders.pseudonym_of(moderator.id)
    settled = flags.settle(flag_id, lambda flag: flag.settled(body.outcome, body.note, by, now()))
    logger().info("settled", flag_id=flag_id, outcome=body.outcome, by=moderator.id)
    return views([settled])[0]


before_snapshot(catalogue.prepare)
before_snapshot(deciders.prepare)
before_snapshot(flags.prepare)
handler = app.handler
