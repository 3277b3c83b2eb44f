"""Words of sales, vouchers, listings, offers, auctions and what is prepared for wallets."""

from infra.openapi.vocabulary.words import Words

_AMOUNT = "In units of the currency, as a decimal text."
_CURRENCY = "`native`, or the address of an ERC-20 that the platform takes."
_EDITION = "Begins with `edn_`."
_MINE = "One of your linked wallets, in any case; null: your primary one."
_NONCE = "Its number among its signer's on this contract, as a decimal text."
_COUNTER = "Its signer's at signing: raised on the chain, all signed under an earlier one is void."
_SECONDS = "In Unix seconds, as a decimal text."
_TAKER = "Who alone may take it; null: anyone."
_TYPED = {
    "types": "The fields of each struct, in their order.",
    "primaryType": "The struct that `message` is.",
    "domain": "Which contract on which chain it is for.",
    "message": "All that is signed.",
}
_ORDER = {
    "id": "Begins with `ord_`; the same order has the same id.",
    "kind": "`listing`: to sell; `offer`: to buy.",
    "maker": "The wallet that signed it.",
    "edition_id": _EDITION,
    "quantity": "How many, in all.",
    "unit_price": "What one costs the buyer, in units of the currency: fee and royalty are inside.",
    "currency": _CURRENCY,
    "opens_at": "RFC 3339 in UTC; null: at once.",
    "closes_at": "RFC 3339 in UTC: from then on it can't be taken; null: never.",
    "taker": _TAKER,
    "made_at": "RFC 3339 in UTC.",
    "withdrawn_at": "RFC 3339 in UTC; null of one that is shown.",
}
_VOUCHER = {
    "id": "Begins with `vch_`.",
    "edition_id": _EDITION,
    "price": "Of one, in units of the currency, as a decimal text; 0: free.",
    "currency": _CURRENCY,
    "max_quantity": "Over the whole voucher.",
    "per_wallet": "How many a wallet may have bought of the edition, ever; 0: no limit.",
    "opens_at": "RFC 3339 in UTC; null: at once.",
    "closes_at": "RFC 3339 in UTC; null: never.",
    "wallets": "How many are on its list; 0: it is for anyone.",
    "gasless": "Whether the platform redeems it for whoever may, and pays the gas.",
    "note": "What its artist calls it; empty where they don't.",
    "made_at": "RFC 3339 in UTC.",
    "revoked_at": "RFC 3339 in UTC; null of one that is handed out.",
}
_ERRAND = {
    "id": "Begins with `ern_`.",
    "what": "What is done.",
    "edition_id": _EDITION,
    "subject": "The voucher's id; of terms of sale, the wallet that signed them.",
    "state": "How far it is: `minted` when the chain has done it.",
    "attempt": "Counts from 1.",
    "transaction": "The hash of what did it; null until it is done.",
    "block": "Where that is; null until it is done.",
    "failure": "Why it is not done; null while it goes on. Ask again to go on.",
    "history": "What happened, the first first.",
    "asked_at": "RFC 3339 in UTC.",
    "updated_at": "RFC 3339 in UTC.",
}

WORDS = Words(
    shapes={
        "AllOrders": {"wallet": _MINE},
        "AuctionView": {
            "number": "The contract's, as a decimal text.",
            "edition_id": _EDITION,
            "seller": "The wallet that made it.",
            "quantity": "How many wait in it.",
            "currency": "What bids are in.",
            "reserve": "The least first bid, in units of the currency.",
            "bid": "The highest, in units of the currency; null before the first.",
            "bidder": "Whose it is; null before the first.",
            "least_bid": "The least that the next is; null when no more are taken.",
            "min_raise_bps": "The least raise over the last bid, in basis points of it.",
            "starts_at": "RFC 3339 in UTC.",
            "ends_at": "RFC 3339 in UTC. A bid in the last ten minutes moves it.",
            "state": "How far it is.",
            "kept_for": "Who may claim what could not be handed over; null: nobody.",
        },
        "ChainView": {
            "chain_id": "As EIP-155 numbers chains: what a wallet must be on.",
            "contracts": "Where ours are on it.",
            "currencies": "What prices can be in. Offers are in an ERC-20 alone.",
        },
        "ContractsView": {
            "releases": "Editions, as ERC-1155 tokens, and their first sales.",
            "splits": "Makes the contract that pays by a split sheet.",
            "market": "Resales: listings, offers, auctions.",
        },
        "CostView": {
            "currency": "What all amounts but `network_fee` are in.",
            "price": _AMOUNT,
            "platform_fee": "Of the price, in units of the currency.",
            "royalty": "Of a resale's price, to the edition's split.",
            "proceeds": "The rest of the price: the seller's; of a first sale the split's.",
            "network_fee": "What the gas costs at most, in wei; null where it can't be tried yet.",
            "total": "What leaves the wallet at most, in units of the currency: with the network "
            "fee where that is in the same coin.",
        },
        "CurrencyView": {
            "address": _CURRENCY,
            "symbol": "How it is shown.",
            "decimals": "A unit is 10 to the minus that power of what the symbol stands for.",
        },
        "EditionChange": {"change": "What is to be changed."},
        "ErrandView": _ERRAND,
        "NewAuction": {
            "edition_id": _EDITION,
            "quantity": "How many, all to one winner.",
            "wallet": _MINE,
            "currency": _CURRENCY,
            "reserve": "The least first bid, in units of the currency, as a decimal text.",
            "min_raise_bps": "The least raise over the last bid, in basis points of it.",
            "starts_at": "When bids are taken; null: at once.",
            "ends_at": "Within 30 days. A bid in the last ten minutes moves it.",
        },
        "NewAuctionStep": {"step": "What follows.", "wallet": _MINE},
        "NewClaim": {"wallet": _MINE, "quantity": "How many."},
        "NewOrder": {"kind": "As drafted."},
        "NewOrderDraft": {
            "kind": "`listing`: to sell; `offer`: to buy, in an ERC-20.",
            "wallet": _MINE,
            "edition_id": _EDITION,
            "quantity": "How many: it may be taken in parts.",
            "unit_price": "What the buyer pays for one, in units of the currency, as a decimal "
            "text: fee and royalty are inside.",
            "currency": _CURRENCY,
            "opens_at": "From when it can be taken; null: at once.",
            "closes_at": "From then on it can't be taken.",
            "taker": _TAKER,
        },
        "NewSale": {"currency": _CURRENCY},
        "NewVoucher": {
            "currency": _CURRENCY,
            "closes_at": "From then on it can't be redeemed.",
            "note": "One line for people to know it by.",
        },
        "NewWithdrawal": {
            "source": "What is paid from.",
            "wallet": "Who sends it: one of your linked wallets; null: your primary one.",
            "currency": _CURRENCY,
        },
        "OrderDraft": {
            "typed_data": "What the wallet signs.",
            "approvals": "What has to be sent first: without it the order is not kept.",
            "cost": "What it comes to, all of it taken: fee and royalty as they are now.",
        },
        "OrderMessage": {
            "maker": "The wallet that signs.",
            "id": "Of the edition on the chain: its id's 128 bits.",
            "quantity": "How many.",
            "unitPrice": "For one, in units of the currency.",
            "currency": "The ERC-20's address; zero: the chain's own coin.",
            "opensAt": _SECONDS,
            "closesAt": _SECONDS,
            "taker": "Who alone may take it; zero: anyone.",
            "nonce": _NONCE,
            "counter": _COUNTER,
        },
        "OrderSummary": _ORDER,
        "OrderTypedData": _TYPED,
        "OrderView": {
            **_ORDER,
            "state": "What can be done with it, as the chain has it now.",
            "left": "How many can be taken now.",
            "nonce": _NONCE,
            "counter": _COUNTER,
            "signature": "Its maker's, 0x-hex: with it anyone can take the order on the chain; "
            "null while the work is withdrawn.",
        },
        "Orders": {"items": "The last made first."},
        "PreparedView": {
            "transaction": "What the wallet signs.",
            "approvals": "What it signs and sends before; mostly empty.",
            "cost": "What it comes to; null of what has no price.",
            "expires_at": "RFC 3339 in UTC: ask again from then on.",
        },
        "Purchase": {
            "kind": "What is bought from.",
            "quantity": "How many; of a bid it does not matter.",
            "wallet": "Who signs, pays and gets it: one of your linked wallets; null: your primary "
            "one.",
        },
        "SaleMessage": {
            "id": "Of the edition on the chain: its id's 128 bits.",
            "price": "Of one, in units of the currency.",
            "currency": "The ERC-20's address; zero: the chain's own coin.",
            "opensAt": _SECONDS,
            "closesAt": _SECONDS,
            "perWallet": "How many a wallet may have bought of the edition, ever; 0: no limit.",
            "nonce": _NONCE,
            "counter": _COUNTER,
        },
        "SaleTypedData": _TYPED,
        "TransactionView": {
            "chain_id": "By EIP-155.",
            "to": "The contract.",
            "data": "The call, 0x-hex.",
            "value": "What is sent with it, in wei, as a decimal text.",
            "gas": "The most that it may take; null where it can't be tried yet.",
            "max_fee_per_gas": "In wei, as a decimal text.",
            "max_priority_fee_per_gas": "In wei, as a decimal text.",
            "does": "A sentence for the person who signs it.",
        },
        "VoucherSummary": _VOUCHER,
        "VoucherView": {
            **_VOUCHER,
            "left": "How many can be redeemed by it yet.",
            "signer": "The platform's account.",
            "nonce": _NONCE,
            "counter": _COUNTER,
            "allow_root": "Of the Merkle tree of its wallets, 0x-hex; zero: it is for anyone.",
            "wallet": "Which of yours it is shown for; null where you have linked none.",
            "signature": "0x-hex; null where that wallet may not redeem it.",
            "proof": "For that wallet, 0x-hex each: the way up to `allow_root`.",
        },
        "Vouchers": {"items": "The last made first."},
        "WithdrawalView": {
            "amount": _AMOUNT,
            "currency": "What it is in.",
            "prepared": "The transaction.",
        },
        "WithdrawnOrder": {"order": "As it is now."},
    },
    parameters={
        "errand_id": "Begins with `ern_`.",
        "get_voucher.wallet": "One of yours, for which signature and proof are; without it, one "
        "that is on the list.",
        "order_id": "Begins with `ord_`.",
        "voucher_id": "Begins with `vch_`.",
        "create_voucher.edition_id": "An edition of yours that is on the chain: begins with "
        "`edn_`.",
        "draft_sale.edition_id": "An edition of yours that is on the chain: begins with `edn_`.",
        "list_vouchers.edition_id": _EDITION,
        "prepare_edition_change.edition_id": "An edition of yours that is on the chain: begins "
        "with `edn_`.",
        "set_sale.edition_id": "An edition of yours that is on the chain: begins with `edn_`.",
    },
    values={
        "AuctionState": {
            "waiting": "bids are not taken yet",
            "running": "bids are taken",
            "ended": "its time is over: anyone may settle it",
            "settled": "it is over",
        },
        "AuctionStep": {
            "settle": "hands over tokens and money; anyone may, when its time is over",
            "cancel": "its seller takes it back before the first bid",
            "claim": "gets out what could not be handed over",
        },
        "ChangeKind": {
            "set-sale": "puts it on open sale, on the terms of `sale`",
            "end-sale": "ends the open sale; vouchers go on",
            "close": "no more are minted, ever",
            "freeze": "its metadata stays as it is, for ever",
            "set-uri": "points to other metadata, until it is frozen",
        },
        "OrderState": {
            "waiting": "it is not open yet",
            "open": "it can be taken",
            "uncovered": "its maker has not enough any more, or lets the Market take none",
            "filled": "all of it is taken",
            "cancelled": "its maker took it back on the chain",
            "withdrawn": "its maker had us show it no more",
            "over": "its time is over",
            "work-withdrawn": "the work was withdrawn: nobody takes it as long as that stays so",
        },
        "PurchaseKind": {
            "sale": "the open sale of an edition",
            "voucher": "a voucher of an edition",
            "listing": "somebody's listing",
            "offer": "somebody's offer, which the wallet accepts: it sells",
            "bid": "an auction, in which the wallet bids",
        },
        "What": {
            "claim": "a free voucher is redeemed for a wallet",
            "sale": "signed terms of sale are put up",
            "revocation": "the chain takes a voucher no more",
        },
        "WithdrawalSource": {
            "pot": "an edition's first sales in the chain's own coin, moved to the ledger",
            "releases": "the ledger of first sales",
            "market": "the ledger of resales, auctions and outbid bids",
            "split": "what the edition's split has for a payee",
        },
    },
)
