"""What is asked of the market: about an edition that the artist has minted."""

from collections.abc import Callable
from functools import cache

from tests.house import wait_until
from tests.stack.api_scene import Ask, Scene
from tests.stack.minting_scene import Artist, Json, works


def of(scene: Scene) -> dict[str, Callable[[], Ask]]:
    artist = Artist(scene.people["artist"], 0xA7)

    @cache
    def edition() -> str:
        artist.link()
        (work,) = works(artist.person.house, artist.id, 1)
        minted = artist.ended(artist.mint(work, artist.sheet())["id"], 120)
        assert minted["state"] == "minted", minted["failure"]

        def shown() -> Json | None:
            answer = scene.people["fan"].call("GET", f"/nfts/market/{minted['id']}")
            return answer.json() if answer.ok else None

        wait_until(shown, 120, "the edition in the market")
        return str(minted["id"])

    def about() -> Ask:
        return Ask("fan", {"edition_id": edition()})

    return {
        "browse_market": lambda: Ask("fan", query={"q": "nordlys", "sort": "cheapest"}),
        "get_market_item": about,
        "list_holders": about,
        "list_collection": lambda: Ask("fan", query={"wallet": artist.key.address}),
        "list_earnings": lambda: Ask("artist"),
    }
