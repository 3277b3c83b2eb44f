"""What is asked of wallets and split sheets, by people whose wallets sign."""

from collections.abc import Callable

from tests.house import wait_until
from tests.stack.api_scene import Ask, Scene
from tests.stack.signing_people import Signer

_LINE = {"role": "Strings", "recording_bps": 5000, "composition_bps": 0}


def of(scene: Scene) -> dict[str, Callable[[], Ask]]:
    artist, fan = Signer(scene.people["artist"], 0xA7), Signer(scene.people["fan"], 0xF7)

    def wallet() -> Ask:
        return Ask("artist", {"address": artist.link()["address"]})

    def draft() -> Ask:
        """Of both; accounts has told of the fan's card by then."""

        lines = [_LINE | {"person_id": one.id} for one in (artist, fan)]

        def begun() -> str | None:
            body = {"title": "Nordlys", "payees": lines}
            answer = artist.call("POST", "/split-sheets", body)
            return str(answer.json()["id"]) if answer.ok else None

        return Ask("artist", {"sheet_id": wait_until(begun, what="a sheet")})

    def asking() -> dict[str, str]:
        """Everybody is invited, and has a wallet."""
        for one in (artist, fan):
            one.link()
        where = draft().path
        artist.do("POST", f"/split-sheets/{where['sheet_id']}/invite")
        return where

    def choose() -> Ask:
        where = asking()
        return Ask("artist", where, body={"address": artist.address})

    def consent() -> Ask:
        where = asking()
        return Ask("artist", where, body={"signature": artist.consent_to(where["sheet_id"])})

    def consented() -> Ask:
        where = asking()
        for one in (artist, fan):
            assert one.consent(where["sheet_id"]).ok
        return Ask("artist", where)

    return {
        "create_wallet_challenge": lambda: Ask("artist", body={"address": artist.address}),
        "link_wallet": lambda: Ask("artist", body=artist.signed(artist.challenge()["message"])),
        "unlink_wallet": wallet,
        "set_primary_wallet": wallet,
        "create_sheet": lambda: Ask("artist", body={"title": "Nordlys"}),
        "get_sheet": draft,
        "list_sheets": lambda: Ask("fan", query={"part": "payee"}),
        "update_sheet": lambda: Ask("artist", draft().path, body={"title": "Midnattsol"}),
        "delete_sheet": draft,
        "invite_payees": draft,
        "choose_sheet_wallet": choose,
        "get_sheet_typed_data": lambda: Ask("fan", asking()),
        "consent_to_sheet": consent,
        "refuse_sheet": lambda: Ask("fan", asking(), body={"reason": "I wrote the bridge."}),
        "freeze_sheet": consented,
    }
