"""Split sheets on the running platform: signed by real keys, and taken by the contract itself."""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from infra.local import demo
from infra.local.people import sign_up
from infra.local.stack import LocalStack
from nfts.data.chain_errors import RevertedError
from nfts.domain.sheet import State
from tests.house import PASSWORD, Person, wait_until
from tests.stack.signing_people import Signer, code, split_of

Json = dict[str, Any]
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def ane(house: LocalStack) -> Signer:
    signer = Signer(Person(house, sign_up(house, "ane@sheets.example", PASSWORD, "artist")), 0xA2)
    signer.link()
    return signer


@pytest.fixture(scope="module")
def band(house: LocalStack) -> list[Signer]:
    """Four who play with her; the last one has no wallet yet."""
    people = [
        Signer(Person(house, sign_up(house, f"{name}@sheets.example", PASSWORD)), 0xB20 + number)
        for number, name in enumerate(("bo", "cy", "di", "eva"))
    ]
    for signer in people[:-1]:
        signer.link()
    return people


def line(of: Signer, recording: int, composition: int = 0) -> Json:
    shares = {"recording_bps": recording, "composition_bps": composition}
    return {"person_id": of.id, "role": "Strings"} | shares


def known(*people: Signer) -> None:
    """Others can name them once accounts has told of their cards."""
    assert all(person.id for person in people)


def begin(ane: Signer, *payees: Json, **more: Any) -> Json:
    body = {"title": "Tidelines", "payees": list(payees)} | more

    def made() -> Json | None:
        answer = ane.call("POST", "/split-sheets", body)
        found: Json | None = answer.json() if answer.ok else None
        return found

    return wait_until(made, what="a sheet of people who are known")


def test_from_a_draft_to_a_split_that_the_contract_makes(
    house: LocalStack, ane: Signer, band: list[Signer]
) -> None:
    late = band[-1]
    known(ane, *band)
    lines = [line(ane, 4000, 2500), *(line(one, 1500, 1875) for one in band)]
    begun = begin(ane, *lines, composition_part_bps=3000)
    path = f"/split-sheets/{begun['id']}"
    assert band[0].call("GET", path).status_code == 404

    invited = ane.call("POST", f"{path}/invite")
    assert invited.json()["state"] == "invited"
    wait_until(lambda: all(begun["id"] in one.on() for one in band), what="the invitations")
    assert code(ane.call("GET", f"{path}/typed-data")) == "waiting-for-wallets"
    late.link()
    wait_until(lambda: late.sheet(begun["id"])["state"] == "signing", what="the last wallet")

    assert ane.consent(begun["id"]).ok
    refused = band[1].call("PUT", f"{path}/refusal", {"reason": "I wrote the bridge."})
    assert refused.status_code == 204
    read = ane.sheet(begun["id"])
    assert (read["state"], read["refusal"]["reason"]) == ("draft", "I wrote the bridge.")
    wait_until(lambda: begun["id"] not in late.on(), what="the end of the invitation")
    etag = ane.call("GET", path).headers["ETag"]
    body = {"payees": [line(ane, 4000, 2000), line(band[1], 1500, 2375), *lines[1:2], *lines[3:]]}
    assert ane.call("PATCH", path, body, If_Match=etag).ok
    assert ane.call("PATCH", path, {"title": "Ebb"}, If_Match=etag).status_code == 412
    assert ane.do("POST", f"{path}/invite")["state"] == "signing"

    everybody = [ane, *band]
    bodies = [{"signature": one.consent_to(begun["id"])} for one in everybody]
    with ThreadPoolExecutor(5) as pool:
        answers = list(
            pool.map(lambda one, body: one.call("PUT", f"{path}/consent", body), everybody, bodies)
        )
    assert [answer.status_code for answer in answers] == [200] * 5, [one.text for one in answers]
    assert ane.sheet(begun["id"])["state"] == "consented"
    frozen = ane.do("POST", f"{path}/freeze")
    assert frozen["state"] == "frozen"
    assert code(band[0].call("PUT", f"{path}/refusal", {"reason": "No."})) == "frozen"
    assert code(ane.call("DELETE", path)) == "frozen"
    assert frozen["on_chain"] == late.sheet(begun["id"])["on_chain"]

    form = frozen["on_chain"]
    assert int(split_of(house, form, form["consents"]), 16) != 0
    with pytest.raises(RevertedError, match="BadSignature"):
        split_of(house, form, [form["consents"][0]] * 5)
    with pytest.raises(RevertedError, match="BadSignature"):
        split_of(house, form | {"composition_part": 3001}, form["consents"])


def test_an_artist_alone_signs_once_and_is_done(house: LocalStack, ane: Signer) -> None:
    sheet = ane.do("POST", "/split-sheets", {"title": "Alone"})
    assert sheet["state"] == "signing"

    done = ane.consent(sheet["id"])

    assert done.json()["state"] == "frozen"
    form = done.json()["on_chain"]
    assert int(split_of(house, form, form["consents"]), 16) != 0


def test_what_is_let_go_is_gone_for_all(ane: Signer, band: list[Signer]) -> None:
    known(ane, *band)
    sheet = begin(ane, line(ane, 5000), line(band[0], 5000))
    ane.do("POST", f"/split-sheets/{sheet['id']}/invite")
    wait_until(lambda: sheet["id"] in band[0].on(), what="the invitation")

    assert ane.call("DELETE", f"/split-sheets/{sheet['id']}").status_code == 204

    wait_until(lambda: sheet["id"] not in band[0].on(), what="its end")
    assert band[0].call("GET", f"/split-sheets/{sheet['id']}").status_code == 404


def blocks(guide: str) -> list[str]:
    return re.findall(r"```bash\n(.*?)```", (DOCS / guide).read_text(), re.DOTALL)


def test_what_the_guides_have_people_type_works(house: LocalStack, tmp_path: Path) -> None:
    password = house.secret("demo")
    # The demo's own band has wallets already, where another test has minted with them.
    sign_up(house, "artist@guides.example", password, "artist")
    sign_up(house, "fan@guides.example", password, "fan")
    house.publish(house.outputs | {"demo": {"email": demo.ARTIST, "password": password}})
    script = blocks("music.md")[:1]
    for guide in ("nfts/wallets.md", "nfts/split-sheets.md"):
        script += blocks(guide)

    done = subprocess.run(
        ["bash", "-euc", "\n".join(script).replace("@didit360.example", "@guides.example")],
        cwd=tmp_path,
        env=os.environ
        | {"EDGE": house.url, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stderr + done.stdout[-2000:]
    states = re.findall(rf"({'|'.join(State)})$", done.stdout, re.MULTILINE)
    assert states == ["frozen", "invited", "signing", "consented", "frozen"]
