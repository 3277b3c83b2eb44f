"""Words of the market that people browse: lots, editions, holders, collections, earnings."""

from infra.openapi.vocabulary.words import Words

_AMOUNT = "In units of the currency, as a decimal text."
_CURRENCY = "`native`, or the address of an ERC-20."
_AT_ONCE = "RFC 3339 in UTC; null: at once."
_NEVER = "RFC 3339 in UTC; null: never."
_CARD = {
    "edition_id": "Begins with `edn_`.",
    "work_kind": "What it is an edition of.",
    "kind": "How its size is fixed.",
    "title": "What it is called, as it was minted.",
    "artist": "Whose it is.",
    "artwork": "Its cover; null where it has none.",
    "genres": "Of the list, as the artist said.",
    "explicit": "Whether its words are.",
}
_SUPPLY = {
    "sold": "How many were bought from the artist.",
    "resold": "How many were sold on in this market.",
}

WORDS = Words(
    shapes={
        "ArtistName": {"id": "The artist's, for good.", "name": "What they call themselves."},
        "Collection": {"items": "What came last first."},
        "Earning": {
            "source": "Where the money lies: in a split, or in the ledger of one of the two "
            "contracts that take prices.",
            "contract": "Its address: what a withdrawal is asked of.",
            "wallet": "Of yours: where a withdrawal goes.",
            "currency": _CURRENCY,
            "earned": "All that is known to have come to the wallet there, in units of the "
            "currency: of a split, its part of what that received; of the Market, outbid bids "
            "that came back, too.",
            "withdrawn": "What was paid out. More than was earned, where a split paid out tokens, "
            "too, that somebody had sent to it by hand.",
            "withdrawable": "What was earned less what was paid out, never below 0: had now, by "
            "one withdrawal. Of a split that was sent tokens by hand it may be another amount: "
            "`POST /nfts/withdrawals` asks the chain.",
            "split": "Of a split, how it stands; else null.",
        },
        "Earnings": {"items": "Splits last, each of the two contracts' before them."},
        "Held": _CARD
        | {
            "wallet": "Which wallet it is in.",
            "quantity": "How many.",
            "since": "When the last of them came: RFC 3339 in UTC.",
        },
        "Holder": {
            "address": "The wallet.",
            "quantity": "How many it holds; what waits in an auction is not counted.",
            "since": "When the last of them came: RFC 3339 in UTC.",
        },
        "Holders": {"items": "Those with the most first."},
        "Lot": _CARD
        | {
            "id": "Of this way to buy it: the same as long as it lasts.",
            "how": "`sale`: from the artist; `listing`: the cheapest of the holders' in this "
            "currency; `auction`: by a bid.",
            "price": "Of one, in units of the currency; of an auction, its highest bid or reserve.",
            "currency": _CURRENCY,
            "available": "How many there are to buy.",
            "seller": "The wallet that sells.",
            "order_id": "Of a listing, `ord_...`; else null.",
            "auction": "Of an auction, its number; else null.",
            "opens_at": _AT_ONCE,
            "closes_at": _NEVER,
            "listed_at": "Since when it can be bought so: RFC 3339 in UTC.",
            "sold": "How many of the edition were ever sold, first hand or not.",
        },
        "Lots": {"items": "In the order that was asked for."},
        "MarketItem": _CARD
        | _SUPPLY
        | {
            "token_id": "Its id on the chain, as a decimal text.",
            "work_id": "The track or release that it is an edition of.",
            "artist_address": "The wallet that alone may sell it first hand, change or close it.",
            "split": "The contract that first sales and royalties go to.",
            "supply": "How many there can ever be; null: as many as are minted in time.",
            "minted": "How many there are.",
            "holders": "How many wallets have any of them.",
            "royalty_bps": "Of each resale, in basis points.",
            "content_hash": "SHA-256 of the master, 0x-hex.",
            "uri": "Of its metadata: `ipfs://...`.",
            "frozen": "Whether its metadata stays as it is for ever.",
            "published_at": "RFC 3339 in UTC.",
            "closes_at": "From then on no more are minted; null: never.",
            "sale": "Null where the artist never put it on sale, and of what was withdrawn.",
            "market_paused": "Whether listings, offers and bids are not taken just now.",
            "listings": "The cheapest first, up to 20: for anyone, and what is for you or yours.",
            "offers": "The highest first, up to 20: for anyone, and what is for you or yours. "
            "Whether the maker can pay, `GET /orders/{order_id}` says.",
            "auctions": "Those that are not settled, over or not.",
            "sales": "The last 20, the latest first.",
        },
        "OpenAuction": {
            "auction": "Its number.",
            "seller": "Whose tokens wait there.",
            "quantity": "How many are sold together.",
            "currency": _CURRENCY,
            "reserve": "The least first bid.",
            "bid": "The highest so far; null before the first.",
            "bidder": "Whose it is; null before the first.",
            "bids": "How many there were.",
            "least_bid": "What the next one must at least be.",
            "starts_at": _AT_ONCE,
            "ends_at": "RFC 3339 in UTC; a late bid moves it.",
        },
        "OpenOrder": {
            "order_id": "Begins with `ord_`.",
            "maker": "The wallet that signed it.",
            "quantity": "How many can be taken now.",
            "unit_price": "What one costs the buyer, fee and royalty included.",
            "currency": _CURRENCY,
            "opens_at": _AT_ONCE,
            "closes_at": _NEVER,
            "taker": "Who alone may take it; null: anyone.",
        },
        "PastSale": {
            "how": "From the artist (`primary`, `voucher`) or from a holder.",
            "seller": "The holder who sold; null of the artist's own sale.",
            "buyer": "Who got them.",
            "quantity": "How many.",
            "price": "Of all of them together, in units of the currency.",
            "currency": _CURRENCY,
            "royalty": "What of the price went to the split.",
            "fee": "What of the price went to the platform.",
            "transaction": "Its hash.",
            "at": "RFC 3339 in UTC.",
        },
        "SaleTerms": {
            "price": "Of one, in units of the currency.",
            "currency": _CURRENCY,
            "opens_at": _AT_ONCE,
            "closes_at": _NEVER,
            "per_wallet": "How many a wallet may buy, ever; null: any number.",
            "paused": "Whether nothing is sold just now.",
        },
        "SplitShare": {
            "weight": "Your part, of 100,000,000.",
            "received": "The native coin that the split ever took, and the tokens that sales "
            "brought it; not those that somebody sent to its address by hand.",
            "undivided": "What does not divide among all yet: it counts with what comes next.",
            "on_the_way": "Owed to the split, which has not had it yet: collect and withdraw it "
            "to the split, then your part of it can be withdrawn.",
            "edition_ids": "What it is paid for, up to 20.",
        },
    },
    parameters={
        "browse_market.q": "Beginnings of words of the title or the artist's name.",
        "browse_market.how": "`sale`: from the artist; `listing`: from a holder; `auction`.",
        "browse_market.work_kind": "What is minted.",
        "browse_market.kind": "How the edition's size is fixed.",
        "browse_market.artist_id": "Of this artist alone.",
        "browse_market.genre": "Of the list; alone what has it.",
        "browse_market.currency": f"{_CURRENCY} Where prices are compared without one, `native`.",
        "browse_market.price_from": f"No less than this. {_AMOUNT}",
        "browse_market.price_to": f"No more than this. {_AMOUNT}",
        "browse_market.sort": "What comes first.",
        "list_collection.wallet": "Any wallet; without one, all that you have linked.",
        "get_market_item.edition_id": "Begins with `edn_`.",
        "list_holders.edition_id": "Begins with `edn_`.",
    },
    values={
        "Keeping": {
            "held": "the wallet has it",
            "auctioned": "it waits in the Market until its auction is over",
            "kept": "the Market keeps it since an auction was over, as the wallet could not take "
            "it: claim it",
        },
        "Sort": {
            "newest": "what was put on sale last",
            "cheapest": "the lowest price in the currency",
            "dearest": "the highest price in the currency",
            "ending": "what ends soonest",
            "most-sold": "the edition of which most were sold",
        },
    },
)
