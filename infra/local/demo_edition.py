"""The demo track as an edition: published, its split agreed on by three, minted on the chain here.

Everything goes the way of the app: through the API, with wallets that sign. What was done before is
found and not done again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests

from infra.cli.client import ApiError, Client
from infra.local.contracts.signer import Key
from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.cli.account import Account
    from infra.local.stack import LocalStack

Json = dict[str, Any]

SHARES = {"artist": 5000, "producer": 3000, "singer": 2000}
"""Of the recording, in basis points."""
SUPPLY, TO_ARTIST = 100, 5
PRICE = 10**16
"""A hundredth of a coin, in wei."""
_POLL_SECONDS = 0.2
_MOST_SECONDS = 120


@dataclass(frozen=True)
class Member:
    """Somebody of the band: an account with a wallet."""

    name: str
    client: Client
    key: Key

    @property
    def id(self) -> str:
        return str(self.client.ask("GET", "/accounts/me")["id"])

    def link(self) -> None:
        """Link the wallet to the account, unless it is."""
        linked = self.client.ask("GET", "/nfts/wallets")["items"]
        if self.key.address in {one["address"] for one in linked}:
            return
        message = self.client.ask(
            "POST", "/nfts/wallets/challenges", {"address": self.key.address}
        )["message"]
        signed = {"message": message, "signature": self._signed_text(message)}
        self.client.ask("POST", "/nfts/wallets", signed)

    def consent(self, sheet_id: str) -> None:
        """Sign a split sheet as it is."""
        path = f"/nfts/split-sheets/{sheet_id}"
        typed = self.client.ask("GET", f"{path}/typed-data")
        self.client.ask("PUT", f"{path}/consent", {"signature": self._signed_data(typed)})

    def sell(self, edition_id: str, price: int) -> None:
        """Sign terms of sale, in wei, and wait until the platform has put them up."""
        path = f"/nfts/editions/{edition_id}/sale"
        typed = self.client.ask("POST", f"{path}/drafts", {"sale": {"price": str(price)}})
        signed = {"message": typed["message"], "signature": self._signed_data(typed)}
        errand = self.client.ask("PUT", path, signed)["id"]

        def done() -> bool:
            state = self.client.ask("GET", f"/nfts/errands/{errand}")
            if state["failure"]:
                raise LocalError(f"The demo edition is not on sale: {state['failure']['reason']}")
            return bool(state["state"] == "minted")

        _wait(done, "the sale of the demo edition")

    def _signed_text(self, text: str) -> str:
        from nfts.domain.signature import text_digest

        return "0x" + self.key.sign_digest(text_digest(text)).bytes.hex()

    def _signed_data(self, said: Json) -> str:
        from eth_account.messages import encode_typed_data
        from eth_utils.crypto import keccak

        signable = encode_typed_data(full_message=said)
        digest = keccak(b"\x19" + signable.version + signable.header + signable.body)
        return "0x" + self.key.sign_digest(digest).bytes.hex()


def band(house: LocalStack, accounts: dict[str, Account]) -> dict[str, Member]:
    """Members by their names; their keys are in files of the instance's folder."""
    keys = house.home / "wallets"
    return {
        name: Member(name, Client(account), Key.of(keys / f"{name}.key"))
        for name, account in accounts.items()
    }


def prepare(
    members: dict[str, Member], track_id: str, title: str, progress: Callable[[str], None]
) -> str:
    """Make sure that the track is minted; the edition's id."""
    artist = members["artist"]
    edition_id = _minted(artist.client, track_id) or _mint(members, track_id, title, progress)
    if not _on_sale(artist.client, edition_id):
        progress("putting up for sale")
        artist.sell(edition_id, PRICE)
    return edition_id


def _mint(
    members: dict[str, Member], track_id: str, title: str, progress: Callable[[str], None]
) -> str:
    artist = members["artist"]
    progress("publishing")
    _published(artist.client, track_id, title)
    progress("agreeing on shares")
    for member in members.values():
        member.link()
    sheet_id = _agreed(members, title)
    progress("minting")
    terms = {"kind": "fixed", "supply": SUPPLY, "quantity": TO_ARTIST, "royalty_bps": 1000}
    asked = {"work_id": track_id, "sheet_id": sheet_id, **terms}
    edition_id = str(_found_or_asked(artist.client, track_id, asked)["id"])

    def ended() -> bool:
        edition = artist.client.ask("GET", f"/nfts/editions/{edition_id}")
        if edition["state"] == "failed":
            raise LocalError(f"The demo edition failed: {edition['failure']['reason']}")
        return bool(edition["state"] == "minted")

    _wait(ended, "the demo edition")
    return edition_id


def _on_sale(client: Client, edition_id: str) -> bool:
    """Whether the market, which follows the chain, knows so: terms set twice do no harm."""
    try:
        return bool(client.ask("GET", f"/nfts/market/{edition_id}")["sale"])
    except ApiError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return False
        raise


def _minted(client: Client, track_id: str) -> str | None:
    found = _edition(client, track_id)
    return str(found["id"]) if found and found["state"] == "minted" else None


def _edition(client: Client, track_id: str) -> Json | None:
    items: list[Json] = client.ask("GET", "/nfts/editions")["items"]
    return next((one for one in items if one["work_id"] == track_id), None)


def _found_or_asked(client: Client, track_id: str, asked: Json) -> Json:
    found = _edition(client, track_id)
    if found is None:
        return client.ask("POST", "/nfts/editions", asked)
    if found["state"] == "failed":
        return client.ask("POST", f"/nfts/editions/{found['id']}/resume")
    return found


def _published(client: Client, track_id: str, title: str) -> None:
    release = _release(client, title)
    if release["state"] != "published":
        client.ask(
            "PUT",
            f"/music/releases/{release['id']}/tracks",
            {"tracks": [{"track_id": track_id}]},
        )
        if release["artwork"] is None:
            _send_artwork(client, release["id"])
        path = f"/music/releases/{release['id']}"
        _wait(lambda: client.ask("GET", path)["artwork"], "the demo release's artwork")
        client.ask("POST", f"{path}/publish", {"when": "now"})

    def known() -> bool:
        items = client.ask("GET", "/nfts/works")["items"]
        return track_id in {one["id"] for one in items}

    _wait(known, "the demo release")


def _release(client: Client, title: str) -> Json:
    for release in client.ask("GET", "/music/releases")["items"]:
        if release["title"] == title:
            found: Json = release
            return found
    facts = {"type": "single", "title": title, "genres": ["ambient"]}
    return client.ask("POST", "/music/releases", facts)


def _send_artwork(client: Client, release_id: str) -> None:
    from infra.local.seed.names import Names
    from infra.local.seed.pictures import drawn

    picture = drawn(Names(12))
    file = {"size": len(picture), "content_type": "image/jpeg"}
    upload = client.ask("POST", f"/music/releases/{release_id}/artwork", {"file": file})["upload"]
    answer = requests.post(
        upload["url"], data=upload["fields"], files={"file": picture}, timeout=30
    )
    answer.raise_for_status()


def _agreed(members: dict[str, Member], title: str) -> str:
    """A frozen sheet on which each of them has their share."""
    client = members["artist"].client
    sheet = _sheet(client, members, title)
    path = f"/nfts/split-sheets/{sheet['id']}"
    if sheet["state"] == "draft":
        sheet = client.ask("POST", f"{path}/invite")
    if sheet["state"] != "frozen":
        for member in members.values():
            member.consent(sheet["id"])
        client.ask("POST", f"{path}/freeze")
    return str(sheet["id"])


def _sheet(client: Client, members: dict[str, Member], title: str) -> Json:
    for sheet in client.ask("GET", "/nfts/split-sheets")["items"]:
        if sheet["title"] == title:
            return client.ask("GET", f"/nfts/split-sheets/{sheet['id']}")
    payees = [
        {"person_id": members[name].id, "role": name.capitalize(), "recording_bps": share}
        for name, share in SHARES.items()
    ]
    return client.ask("POST", "/nfts/split-sheets", {"title": title, "payees": payees})


def _wait(until: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + _MOST_SECONDS
    while not until():
        if time.monotonic() > deadline:
            raise LocalError(f"{what.capitalize()} is not there after {_MOST_SECONDS} seconds.")
        time.sleep(_POLL_SECONDS)
