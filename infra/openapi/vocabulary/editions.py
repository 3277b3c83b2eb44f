"""Words of editions and airdrops: what is asked for, how far it is, and what went wrong."""

from infra.openapi.vocabulary.words import Words

_EDITION = "Begins with `edn_`. A work has one: it follows from the work's id."
_AIRDROP = "Begins with `drp_`."
_AT = "RFC 3339 in UTC."
_STATE = "How far it is; of `failed`, `failure` says why."
_HISTORY = "What happened on the way, the first first."
_FAILURE = "Why it failed; null unless it did."
_ATTEMPT = "Counts from 1; each time it is resumed, or asked for anew, is one."
_WORK = "The track or release that is minted."
_EDITION_FIELDS = {
    "id": _EDITION,
    "work_id": _WORK,
    "work_kind": "track, video or release.",
    "title": "Of the work, as it was when the edition was asked for.",
    "state": _STATE,
    "kind": "What caps it.",
    "supply": "How many there can ever be; null of an edition that time alone caps.",
    "asked_at": _AT,
}
_AIRDROP_FIELDS = {
    "id": _AIRDROP,
    "edition_id": "The edition that is given.",
    "state": _STATE,
    "quantity_each": "How many each recipient gets.",
    "asked_at": _AT,
}

WORDS = Words(
    shapes={
        "Editions": {"items": "The last asked for first."},
        "Airdrops": {"items": "The last asked for first."},
        "NewEdition": {
            "work_id": "A published track, video or release of yours. It is minted once.",
            "kind": "What caps it.",
            "sheet_id": "A frozen split sheet of yours, for this work or for whatever you use it: "
            "it is paid by all first sales and resales.",
            "royalty_bps": "Of each resale, for the split: in basis points, of 10,000.",
            "description": "Up to 2,000 characters, in the metadata for good; null: title and "
            "artist.",
        },
        "NewAirdrop": {"quantity_each": "How many each recipient gets."},
        "EditionSummary": _EDITION_FIELDS,
        "EditionView": {
            **_EDITION_FIELDS,
            "closes_at": "When no more are minted, RFC 3339 in UTC; null: never.",
            "royalty_bps": "Of each resale, for the split: in basis points, of 10,000.",
            "sheet_id": "The split sheet that is paid.",
            "artist_address": "The wallet that alone may sell, freeze and close it on the chain: "
            "your primary one when it was asked for.",
            "quantity": "How many are minted at once.",
            "recipient": "The wallet that gets those.",
            "description": "In the metadata; empty: title and artist stand there.",
            "attempt": _ATTEMPT,
            "content": "What cannot change; null until it is kept.",
            "token": "Where it is on the chain; null until it is minted.",
            "failure": _FAILURE,
            "history": _HISTORY,
            "updated_at": _AT,
        },
        "ContentView": {
            "sha256": "Of the master, in hexadecimal; of a release, of its masters' hashes one "
            "after the other.",
            "metadata": "ipfs:// and the CID of the metadata: ERC-1155's JSON, with OpenSea's "
            "fields for music.",
            "cover": "ipfs:// and the CID of the cover; null of a work without one.",
        },
        "TokenView": {
            "chain_id": "By EIP-155.",
            "contract": "The address of Releases.",
            "token_id": "A decimal number of up to 39 digits, as text.",
            "split": "The address of the contract that is paid, and pays out by the sheet.",
            "transaction": "That published it: 0x and 64 hexadecimal digits.",
            "block": "The number of the block that it is in.",
            "minted_at": "When it was so deep in the chain that it stays: RFC 3339 in UTC.",
        },
        "MintFailure": {
            "code": "`not-ready`, `not-owned`, `sheet-not-frozen`, `cover-gone`, `not-pinned`, "
            "`too-big`, `already-minted`, `node-unreachable`, `out-of-funds`, `reverted`, "
            "`timed-out`, `not-deployed` or `internal`.",
            "reason": "The same in a sentence.",
            "error": "Of `reverted`, what the contract said: `SoldOut(id=…, left=3)`; else null.",
            "failed_at": _AT,
        },
        "HistoryLine": {
            "what": "asked, stored, planned, sent, sent-again, replaced (with a higher fee), "
            "reorganised (its block was left by the chain), given, minted, failed or resumed.",
            "at": _AT,
            "detail": "A transaction's hash, a CID, an error's code; null where there is none.",
        },
        "AirdropSummary": _AIRDROP_FIELDS,
        "AirdropView": {
            **_AIRDROP_FIELDS,
            "refused": "Contracts that did not take theirs: nothing was minted to them.",
            "transactions": "In as few as fit; empty until that is known.",
            "attempt": _ATTEMPT,
            "failure": _FAILURE,
            "history": _HISTORY,
            "updated_at": _AT,
        },
        "AirdropTransaction": {
            "recipients": "How many are in it.",
            "transaction": "0x and 64 hexadecimal digits; null until it is done.",
            "block": "The number of the block that it is in; null until it is done.",
        },
    },
    parameters={
        "airdrop_id": _AIRDROP,
        "get_edition.edition_id": _EDITION,
        "play_edition.edition_id": "Any that is minted: begins with `edn_`.",
        "resume_edition.edition_id": _EDITION,
        "create_airdrop.edition_id": "An edition of yours that is minted: begins with `edn_`.",
        "list_airdrops.edition_id": _EDITION,
    },
    values={
        "MintState": {
            "minting": "it is on its way to the chain",
            "failed": "it is not, and says why; resume it",
            "minted": "it is on the chain, so deep that it stays there",
        },
        "Kind": {
            "fixed": "so many, and no more",
            "timed": "as many as are minted until it closes",
            "one-of-one": "one",
        },
    },
)
