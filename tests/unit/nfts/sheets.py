"""Split sheets as people make and sign them, and the tables' streams as Lambda hands them over."""

from typing import Any, ClassVar

from eth_account.signers.local import LocalAccount

from nfts.api import (
    choose_sheet_wallet,
    consent_to_sheet,
    create_sheet,
    delete_sheet,
    freeze_sheet,
    get_sheet,
    get_sheet_typed_data,
    invite_payees,
    list_sheets,
    refuse_sheet,
    update_sheet,
)
from nfts.on import sheet_changed, wallets_changed
from tests.unit import streams
from tests.unit.aws import ARTIST, FAN, Person, Reply, call
from tests.unit.nfts.wallets import KEYS, consent, link

Item = dict[str, Any]


class Streams(streams.Streams):
    woken: ClassVar = {
        "sheets": (sheet_changed.handler, ("id", "part")),
        "wallets": (wallets_changed.handler, ("id", "part")),
    }


def line(person: Person, recording: int, composition: int = 0, role: str = "Producer") -> Item:
    return {
        "person_id": person.id,
        "role": role,
        "recording_bps": recording,
        "composition_bps": composition,
    }


HALVES = (line(ARTIST, 5000), line(FAN, 5000, role="Drums"))


def ask(handler: Any, method: str, path: str, by: Person = ARTIST, **more: Any) -> Reply:
    return call(handler, method, f"/split-sheets{path}", by=by, stage="nfts", **more)


def post(by: Person = ARTIST, **body: Any) -> Reply:
    return ask(create_sheet.handler, "POST", "", by, body={"title": "Tidelines"} | body)


def begin(*payees: Item, by: Person = ARTIST, **more: Any) -> Item:
    said = {"payees": list(payees)} if payees else {}
    reply = post(by, **said, **more)
    assert reply.status == 201, reply.text
    begun: Item = reply.body
    return begun


def read(sheet_id: str, by: Person = ARTIST) -> Reply:
    return ask(get_sheet.handler, "GET", f"/{sheet_id}", by)


def patch(sheet_id: str, by: Person = ARTIST, etag: str = "", **said: Any) -> Reply:
    headers = {"If-Match": etag} if etag else {}
    return ask(update_sheet.handler, "PATCH", f"/{sheet_id}", by, body=said, headers=headers)


def delete(sheet_id: str, by: Person = ARTIST) -> Reply:
    return ask(delete_sheet.handler, "DELETE", f"/{sheet_id}", by)


def invite(sheet_id: str, by: Person = ARTIST, etag: str = "") -> Reply:
    headers = {"If-Match": etag} if etag else {}
    return ask(invite_payees.handler, "POST", f"/{sheet_id}/invite", by, headers=headers)


def choose(sheet_id: str, address: str, by: Person) -> Reply:
    body = {"address": address}
    return ask(choose_sheet_wallet.handler, "PUT", f"/{sheet_id}/wallet", by, body=body)


def typed_data(sheet_id: str, by: Person = ARTIST) -> Reply:
    return ask(get_sheet_typed_data.handler, "GET", f"/{sheet_id}/typed-data", by)


def send(sheet_id: str, signature: str, by: Person) -> Reply:
    body = {"signature": signature}
    return ask(consent_to_sheet.handler, "PUT", f"/{sheet_id}/consent", by, body=body)


def sign(sheet_id: str, by: Person, key: LocalAccount | None = None) -> Reply:
    """Consent as an app has somebody do it."""
    return send(sheet_id, consent(typed_data(sheet_id, by).body, key or KEYS[by]), by)


def refuse(sheet_id: str, by: Person, reason: str = "I wrote the bridge, too.") -> Reply:
    return ask(refuse_sheet.handler, "PUT", f"/{sheet_id}/refusal", by, body={"reason": reason})


def freeze(sheet_id: str, by: Person = ARTIST, etag: str = "") -> Reply:
    headers = {"If-Match": etag} if etag else {}
    return ask(freeze_sheet.handler, "POST", f"/{sheet_id}/freeze", by, headers=headers)


def listed(part: str, by: Person = ARTIST, **query: str) -> Item:
    reply = ask(list_sheets.handler, "GET", "", by, query={"part": part} | query)
    assert reply.status == 200, reply.text
    page: Item = reply.body
    return page


def ids(part: str, by: Person = ARTIST) -> list[str]:
    return [sheet["id"] for sheet in listed(part, by)["items"]]


def both_linked() -> None:
    link(ARTIST)
    link(FAN)


def asking(*payees: dict[str, Any]) -> str:
    """Invited, with everybody's wallet in it; its id."""
    both_linked()
    sheet_id = str(begin(*(payees or HALVES))["id"])
    reply = invite(sheet_id)
    assert (reply.status, reply.body["state"]) == (200, "signing"), reply.text
    return sheet_id


def agreed() -> str:
    sheet_id = asking()
    for person in (ARTIST, FAN):
        assert sign(sheet_id, person).status == 200
    return sheet_id


def frozen() -> str:
    sheet_id = agreed()
    assert freeze(sheet_id).status == 200
    return sheet_id


def state(sheet_id: str) -> str:
    return str(read(sheet_id).body["state"])


def end(reply: Reply) -> tuple[int, str]:
    return reply.status, reply.problem()
