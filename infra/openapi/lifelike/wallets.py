"""Wallets and split sheets: one artist, one collaborator, and what their wallets sign."""

from typing import Any

from infra.openapi.lifelike.values import LISTENER, NOW, PERSON, THEN, TRACK, ULID

WALLET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
ANOTHER = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"
"""The first examples of EIP-55."""
_SPLITS = "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB"
SIGNATURE = "0x" + "5f" * 32 + "2a" * 32 + "1b"
_SITE, _URI = "app.didit360.example", "https://didit360.example/nfts/wallets"
_NONCE = "8f14e45fceea167a5a36dedd4bea2543"
_STATEMENT = "Link this wallet to the Didit360 account of anebrun."
_ASKS = "wants you to sign in with your Ethereum account:"
_MESSAGE = f"""{_SITE} {_ASKS}
{WALLET}

{_STATEMENT}

URI: {_URI}
Version: 1
Chain ID: 8453
Nonce: {_NONCE}
Issued At: {NOW}
Expiration Time: {THEN}"""
_ID = f"0x{'00' * 16}01aaac5f9ef4e127418a662627b4da8e"
_ON_CHAIN = [
    {"account": WALLET, "recording_bps": 7000, "composition_bps": 5000},
    {"account": ANOTHER, "recording_bps": 3000, "composition_bps": 5000},
]


def _named(name: str, *of: tuple[str, str]) -> dict[str, list[dict[str, str]]]:
    return {name: [{"name": field, "type": type_} for type_, field in of]}


_TYPES = {
    **_named("Sheet", ("bytes32", "id"), ("uint16", "compositionPart"), ("Payee[]", "payees")),
    **_named(
        "Payee", ("address", "account"), ("uint16", "recordingBps"), ("uint16", "compositionBps")
    ),
}

WHOLE: dict[str, Any] = {
    "ChosenWallet": {"address": WALLET},
    "NewChallenge": {"address": WALLET},
    "NewConsent": {"signature": SIGNATURE},
    "NewRefusal": {"reason": "I wrote the bridge, too: please give me a fifth of the composition."},
    "NewSheet": {
        "title": "Nordlys",
        "work_id": TRACK,
        "composition_part_bps": 2500,
        "payees": [
            {
                "person_id": PERSON,
                "role": "Artist",
                "recording_bps": 7000,
                "composition_bps": 5000,
            },
            {
                "person_id": LISTENER,
                "role": "Producer",
                "recording_bps": 3000,
                "composition_bps": 5000,
            },
        ],
    },
    "SheetChange": {"title": "Nordlys", "work_id": TRACK},
    "SignedChallenge": {"message": _MESSAGE, "signature": SIGNATURE},
}

IN: dict[str, dict[str, Any]] = {
    "ChainPayee": _ON_CHAIN[0],
    "DomainView": {
        "name": "NFTChords Splits",
        "version": "1",
        "chainId": 8453,
        "verifyingContract": _SPLITS,
    },
    "MyLine": {
        "role": "Producer",
        "recording_bps": 3000,
        "composition_bps": 5000,
        "address": ANOTHER,
    },
    "OnChainView": {
        "id": _ID,
        "composition_part": 2500,
        "payees": _ON_CHAIN,
        "consents": [SIGNATURE, SIGNATURE],
    },
    "PayeeView": {
        "role": "Artist",
        "recording_bps": 10_000,
        "composition_bps": 10_000,
        "weight": 100_000_000,
        "address": WALLET,
    },
    "RefusalView": {"reason": WHOLE["NewRefusal"]["reason"]},
    "SheetMessage": {
        "id": _ID,
        "compositionPart": "2500",
        "payees": [
            {
                "account": one["account"],
                "recordingBps": str(one["recording_bps"]),
                "compositionBps": str(one["composition_bps"]),
            }
            for one in _ON_CHAIN
        ],
    },
    "SheetSummary": {"state": "signing", "payee_count": 2, "work_id": TRACK},
    "SheetTypedData": {"types": _TYPES, "primaryType": "Sheet"},
    "SheetView": {
        "id": f"sht_{ULID}",
        "state": "frozen",
        "work_id": TRACK,
        "composition_part_bps": 2500,
        "refusal": None,
    },
    "WalletChallenge": {
        "message": _MESSAGE,
        "address": WALLET,
        "domain": _SITE,
        "uri": _URI,
        "version": "1",
        "chain_id": 8453,
        "nonce": _NONCE,
        "statement": _STATEMENT,
        "issued_at": NOW,
    },
    "WalletList": {"next": None},
    "WalletView": {"address": WALLET, "primary": True, "linked_at": NOW},
}
