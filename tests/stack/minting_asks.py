"""What is asked of editions and airdrops, by an artist whose edition is on the chain."""

from collections.abc import Callable
from functools import cache

from tests.house import wait_until
from tests.stack.api_scene import Ask, Scene
from tests.stack.minting_scene import Artist, works

_FAN = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"


def of(scene: Scene) -> dict[str, Callable[[], Ask]]:
    person = scene.people["artist"]
    artist = Artist(person, 0xA7)

    @cache
    def sheet() -> str:
        artist.link()
        return artist.sheet()

    def work() -> str:
        artist.link()
        return works(person.house, artist.id, 1)[0]

    @cache
    def minted() -> dict[str, str]:
        edition = artist.ended(artist.mint(work(), sheet(), supply=50)["id"])
        assert edition["state"] == "minted", edition["failure"]
        return {"edition_id": edition["id"]}

    def give(quantity: int) -> str:
        body = {"recipients": [_FAN], "quantity_each": quantity}
        return str(artist.do("POST", f"/editions/{minted()['edition_id']}/airdrops", body)["id"])

    @cache
    def refused() -> str:
        """An edition whose first recipient takes no tokens."""
        splits = person.house.outputs["chain"]["contracts"]["Splits"]
        edition = artist.ended(artist.mint(work(), sheet(), recipient=splits)["id"])
        assert edition["state"] == "failed", edition
        return str(edition["id"])

    @cache
    def oversold() -> str:
        """An airdrop of more than there can be."""
        id_ = give(1000)

        def failed() -> bool:
            return bool(artist.do("GET", f"/airdrops/{id_}")["state"] == "failed")

        wait_until(failed, what="the end of the airdrop")
        return id_

    terms = {"kind": "fixed", "supply": 10}
    return {
        "create_edition": lambda: Ask(
            "artist", body={"work_id": work(), "sheet_id": sheet(), **terms}
        ),
        "get_edition": lambda: Ask("artist", minted()),
        "play_edition": lambda: Ask("fan", minted()),
        "list_editions": lambda: Ask("artist"),
        "resume_edition": lambda: Ask("artist", {"edition_id": refused()}),
        "create_airdrop": lambda: Ask("artist", minted(), body={"recipients": [_FAN]}),
        "list_airdrops": lambda: Ask("artist", minted()),
        "get_airdrop": lambda: Ask("artist", {"airdrop_id": give(1)}),
        "resume_airdrop": lambda: Ask("artist", {"airdrop_id": oversold()}),
    }
