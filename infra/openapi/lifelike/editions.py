"""Editions and airdrops: one song, a hundred of it, and some people who get one."""

from typing import Any

from infra.openapi.lifelike.values import NOW, PERSON, THEN, TRACK, ULID
from infra.openapi.lifelike.wallets import ANOTHER, WALLET

EDITION, AIRDROP = f"edn_{ULID}", f"drp_{ULID}"
_HASH = "0x" + "5c" * 32
_CONTRACT = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
_CID = "bafkreifzjut3te7nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
_SHEET = f"sht_{ULID}"
_TERMS = {
    "work_id": TRACK,
    "kind": "fixed",
    "supply": 100,
    "royalty_bps": 1000,
    "sheet_id": _SHEET,
    "quantity": 1,
    "recipient": WALLET,
    "description": "The first pressing, with a thank-you from all of us.",
}
_HISTORY = [
    {"what": "asked", "at": NOW, "detail": None},
    {"what": "sent", "at": NOW, "detail": _HASH},
    {"what": "minted", "at": THEN, "detail": _HASH},
]

WHOLE: dict[str, Any] = {
    "NewEdition": {**_TERMS, "closes_at": None},
    "NewAirdrop": {"recipients": [ANOTHER, PERSON], "quantity_each": 1},
}

_EDITION: dict[str, Any] = {
    **_TERMS,
    "id": EDITION,
    "work_kind": "track",
    "title": "Nordlys",
    "state": "minted",
    "asked_at": NOW,
}
_AIRDROP: dict[str, Any] = {
    "id": AIRDROP,
    "edition_id": EDITION,
    "state": "minted",
    "quantity_each": 1,
    "recipients": 1000,
    "given": 999,
    "asked_at": NOW,
}

IN: dict[str, dict[str, Any]] = {
    "EditionSummary": {
        name: _EDITION[name]
        for name in ("id", "work_id", "work_kind", "title", "state", "kind", "supply", "asked_at")
    },
    "EditionView": {
        **_EDITION,
        "closes_at": None,
        "artist_address": WALLET,
        "attempt": 1,
        "content": {"sha256": "9f" * 32, "metadata": f"ipfs://{_CID}", "cover": f"ipfs://{_CID}"},
        "token": {
            "chain_id": 8453,
            "contract": _CONTRACT,
            "token_id": "2170518981910191477233338639876385235",
            "split": ANOTHER,
            "transaction": _HASH,
            "block": 21_947_113,
            "minted_at": THEN,
        },
        "failure": None,
        "history": _HISTORY,
        "updated_at": THEN,
    },
    "AirdropSummary": _AIRDROP,
    "AirdropView": {
        **_AIRDROP,
        "refused": [_CONTRACT],
        "transactions": [
            {"recipients": 500, "transaction": _HASH, "block": 21_947_113},
            {"recipients": 500, "transaction": "0x" + "6d" * 32, "block": 21_947_117},
        ],
        "attempt": 1,
        "failure": None,
        "history": _HISTORY,
        "updated_at": THEN,
    },
}
