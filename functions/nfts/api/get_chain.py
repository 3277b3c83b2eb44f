"""Say what an app and its wallets must know of the chain: which it is, our contracts, the money."""

from didit360.http import Model, api, before_snapshot
from didit360.identity import caller
from nfts.api.chain_access import connected
from nfts.api.chain_access import prepare as prepare_chain
from nfts.api.transaction_views import CurrencyView

app = api()


class ContractsView(Model):
    releases: str
    splits: str
    market: str


class ChainView(Model):
    chain_id: int
    contracts: ContractsView
    currencies: list[CurrencyView]


@app.get("/chain", summary="The chain, its contracts and what prices can be in")
def get_chain() -> ChainView:
    caller(app)
    settings = connected().settings
    at = settings.contracts
    return ChainView(
        chain_id=settings.chain_id,
        contracts=ContractsView(releases=at.releases, splits=at.splits, market=at.market),
        currencies=[
            CurrencyView(address=one.address, symbol=one.symbol, decimals=one.decimals)
            for one in settings.currencies
        ],
    )


before_snapshot(prepare_chain)
handler = app.handler
