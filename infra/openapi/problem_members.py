"""What some problems say besides type, title, status and detail, for programs: each member."""

from typing import Any

_TRACK = "trk_01KAN5Z7Q8W4T2M6H3R9XVB0CE"
_ENTRY = "ent_01KAN5Z7Q8W4T2M6H3R9XVB0CE"
_PERSON = "0b7c1f6e-6f0e-4f43-9d6a-3f1f4b7c9a10"


def _texts(description: str, example: str) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {"type": "string"},
        "description": description,
        "examples": [[example]],
    }


_WALLET = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
_TEXT = {"type": "string"}

MEMBERS: dict[str, dict[str, Any]] = {
    "approvals": {
        "type": "array",
        "description": "Of `approval-missing`: what to sign and send first, as prepared "
        "transactions are.",
        "items": {
            "type": "object",
            "required": ["chain_id", "from", "to", "data", "value", "does"],
            "properties": {
                "chain_id": {"type": "integer", "description": "by EIP-155"},
                "from": {**_TEXT, "description": "the wallet that signs it"},
                "to": {**_TEXT, "description": "the contract"},
                "data": {**_TEXT, "description": "the call, 0x-hex"},
                "value": {**_TEXT, "description": "in wei"},
                "gas": {"type": ["integer", "null"], "description": "the most that it takes"},
                "max_fee_per_gas": {**_TEXT, "description": "in wei"},
                "max_priority_fee_per_gas": {**_TEXT, "description": "in wei"},
                "does": {**_TEXT, "description": "a sentence for people"},
            },
        },
        "examples": [
            [
                {
                    "chain_id": 8453,
                    "from": _WALLET,
                    "to": "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                    "data": "0xa22cb465",
                    "value": "0",
                    "gas": 55_000,
                    "max_fee_per_gas": "31000000",
                    "max_priority_fee_per_gas": "1000000",
                    "does": "Lets the Market take your tokens when they are sold. Once for all of "
                    "them.",
                }
            ]
        ],
    },
    "column": {
        "type": "string",
        "description": "Of `shares-do-not-add-up`: which, `recording_bps` or `composition_bps`.",
        "examples": ["recording_bps"],
    },
    "errors": {
        "type": "array",
        "description": "Of `invalid`: what is wrong where in the request.",
        "items": {
            "type": "object",
            "required": ["at", "why"],
            "properties": {
                "at": {"type": "string", "description": "such as `body/title`"},
                "why": {"type": "string", "description": "a sentence for people"},
            },
        },
        "examples": [[{"at": "body/title", "why": "Field required"}]],
    },
    "gone": _texts("Of `no-such-entry`: the ids of the entries that are not there.", _ENTRY),
    "limit": {
        "type": "string",
        "description": "Of `too-many-requests`: which limit it is, if not the gateway's.",
        "examples": ["writes"],
    },
    "line": {
        "type": "integer",
        "minimum": 1,
        "description": "Of `bad-lyrics`: the number of the line that is wrong.",
        "examples": [12],
    },
    "missing": {
        "type": "array",
        "description": "Of `not-publishable`: all that stands in the way, as in a release's "
        "`blockers`.",
        "items": {
            "type": "object",
            "required": ["code", "track_id"],
            "properties": {
                "code": {"type": "string"},
                "track_id": {
                    "type": ["string", "null"],
                    "description": "of what is wrong with a track: which",
                },
            },
        },
        "examples": [[{"code": "track-not-ready", "track_id": _TRACK}]],
    },
    "parts": {
        "type": "array",
        "items": {"type": "integer"},
        "description": "Of `parts-missing`: the numbers of those to send again, 100 at most.",
        "examples": [[3]],
    },
    "people": _texts(
        "Of `no-such-person`, `blocked`, `consents-outdated`: the ids of those who are meant.",
        _PERSON,
    ),
    "sum": {
        "type": "integer",
        "description": "Of `shares-do-not-add-up`: what the column makes.",
        "examples": [9900],
    },
    "tracks": _texts(
        "Of `no-such-track`, `no-such-tracks`, `track-twice`: the ids that are meant.", _TRACK
    ),
    "request_id": {
        "type": "string",
        "description": "To tell us when it is our fault.",
        "examples": ["6d1f7a50-3d4e-4f0e-9d55-8a1f9b1f2c11"],
    },
}
