"""Of an edition that is closed, or all minted, nothing more is promised to anyone."""

from datetime import UTC, datetime
from typing import Any

import pytest

from nfts.api import create_voucher, draft_sale, prepare_edition_change, set_sale
from nfts.data import editions, mints, works
from nfts.domain.edition import Kind, Terms
from nfts.domain.work import Work
from tests.unit.aws import ARTIST, Reply
from tests.unit.nfts.editions import asked
from tests.unit.nfts.selling import EDITION, Bazaar, ask, open_bazaar, signed, soon
from tests.unit.nfts.wallets import KEYS, link

pytestmark = pytest.mark.usefixtures("aws", "bazaar")
PAGE = f"/editions/{EDITION}"


@pytest.fixture
def bazaar(monkeypatch: pytest.MonkeyPatch) -> Bazaar:
    link(ARTIST)
    here = open_bazaar(monkeypatch)
    monkeypatch.setattr(mints, "start", lambda _: None)
    moment, mine = datetime.now(UTC), KEYS[ARTIST].address
    work = Work("trk_1", ARTIST.id, "track", "Nordlys", 1, public=True, facts={})
    terms = Terms(Kind.FIXED, 100, None, 1000, "sht_1", mine, 1, mine)
    editions.add(asked(EDITION, work.id, work.title, terms, moment))
    works.put(work)
    return here


def change(what: str, **more: Any) -> Reply:
    body = {"change": what, **more}
    return ask(prepare_edition_change.handler, "POST", f"{PAGE}/changes", body=body)


def test_nothing_more_of_it_is_put_up(bazaar: Bazaar) -> None:
    sale = {"price": "5"}
    terms = ask(draft_sale.handler, "POST", f"{PAGE}/sale/drafts", body={"sale": sale}).body
    put = {"message": terms["message"], "signature": signed(terms, KEYS[ARTIST])}
    bazaar.max_supply = bazaar.minted
    free = {"max_quantity": 1, "closes_at": soon(), "gasless": True}
    for reply in (
        ask(create_voucher.handler, "POST", f"{PAGE}/vouchers", body=free),
        ask(draft_sale.handler, "POST", f"{PAGE}/sale/drafts", body={"sale": sale}),
        ask(set_sale.handler, "PUT", f"{PAGE}/sale", body=put),
        change("set-sale", sale=sale),
        change("close"),
    ):
        assert (reply.status, reply.problem()) == (409, "edition-closed")


def test_it_can_still_be_frozen_and_its_sale_ended(bazaar: Bazaar) -> None:
    bazaar.max_supply = bazaar.minted
    assert change("end-sale").status == change("freeze").status == 200
    ended = ask(draft_sale.handler, "POST", f"{PAGE}/sale/drafts", body={"sale": None})
    assert ended.status == 201
