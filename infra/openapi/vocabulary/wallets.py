"""Words of wallets and split sheets."""

from infra.openapi.vocabulary.words import Words

_ADDRESS = "Of the wallet: 0x and 40 hexadecimal digits."
_BPS = "In basis points, of 10,000 together with the other payees'."
_LINE = {
    "role": "What they do on it, in the owner's words.",
    "recording_bps": "Of what goes by the recording column, in basis points.",
    "composition_bps": "Of what goes by the composition column, in basis points.",
    "consented_at": "RFC 3339 in UTC; null until they sign the sheet as it is now.",
}
_OWNER = "Whose sheet it is; null of somebody who was erased."
_TITLE = "What its owner calls it; empty if they were erased. The chain does not know it."
_WORK = "The track or release that it is for; null: for whatever its owner uses it for."

WORDS = Words(
    fields={
        "recordingBps": "In basis points, as a decimal text.",
        "compositionBps": "In basis points, as a decimal text.",
        "chainId": "By EIP-155.",
        "verifyingContract": "The address of the contract that checks the signature.",
        "account": "Where they are paid, with the capitals of EIP-55.",
    },
    shapes={
        "ChainPayee": {
            "recording_bps": "Of what goes by the recording column, in basis points.",
            "composition_bps": "Of what goes by the composition column, in basis points.",
        },
        "ChosenWallet": {"address": "One of your linked wallets, in any case."},
        "DomainView": {
            "name": "What the contract calls itself.",
            "version": "Of the contract's domain.",
        },
        "FieldView": {"name": "The field's name.", "type": "Its Solidity type."},
        "MyLine": {
            **_LINE,
            "address": "Where you are paid; null as long as you have linked no wallet: do that.",
        },
        "NewChallenge": {
            "address": "In one case, or with the capitals of EIP-55, which are looked at then.",
        },
        "NewRefusal": {"reason": "Up to 2,000 characters, for its owner alone."},
        "NewSheet": {
            "title": "One line; the chain does not know it.",
            "work_id": "A track or release of yours that it is for; null: for whatever you use it.",
        },
        "OnChainView": {
            "composition_part": "Of all income, in basis points.",
            "payees": "Ascending by their addresses.",
        },
        "PayeeLine": {
            "person_id": "Somebody on the platform; each stands in a sheet once.",
            "role": "What they do on it, one line.",
            "recording_bps": _BPS,
            "composition_bps": f"{_BPS} All 0 where nothing goes by this column.",
        },
        "PayeeView": _LINE,
        "RefusalView": {
            "person": "Who refused.",
            "reason": "In their words.",
            "refused_at": "RFC 3339 in UTC.",
        },
        "SheetChange": {
            "title": "One line; the chain does not know it.",
            "payees": "The whole list, 1 to 100; each column makes 10,000.",
            "composition_part_bps": "Of all income, what goes by the composition column.",
            "work_id": "A track or release of yours; null: for whatever you use it.",
        },
        "SheetMessage": {"compositionPart": "Of all income, in basis points, as a decimal text."},
        "SheetSummary": {
            "id": "Begins with `sht_`.",
            "owner": _OWNER,
            "title": _TITLE,
            "work_id": _WORK,
            "state": "What it waits for, if anything.",
            "payee_count": "How many are paid by it, 1 to 100.",
            "updated_at": "RFC 3339 in UTC.",
        },
        "SheetTypedData": {
            "types": "The fields of each struct, in their order.",
            "primaryType": "The struct that `message` is.",
            "domain": "Which contract on which chain it is for.",
            "message": "All of the sheet.",
        },
        "SheetView": {
            "id": "Begins with `sht_`.",
            "owner": _OWNER,
            "title": _TITLE,
            "work_id": _WORK,
            "state": "What it waits for, if anything.",
            "composition_part_bps": "Of all income, what goes by the composition column, in basis "
            "points; the rest goes by the recording column.",
            "payees": "In the order that its owner gave.",
            "updated_at": "RFC 3339 in UTC.",
            "invited_at": "RFC 3339 in UTC; null of a draft.",
            "frozen_at": "RFC 3339 in UTC; null until then.",
        },
        "Sheets": {"items": "The newest first."},
        "WalletChallenge": {
            "address": _ADDRESS,
            "uri": "What the signature is for.",
            "version": "Of EIP-4361: 1.",
            "chain_id": "By EIP-155; a contract wallet is on this chain.",
            "statement": "Names the account that the wallet is linked to.",
            "issued_at": "RFC 3339 in UTC.",
            "expires_at": "RFC 3339 in UTC, ten minutes later.",
        },
        "WalletList": {"items": "The first linked first."},
        "WalletView": {
            "primary": "Whether what is for you goes there when nobody says which wallet.",
            "linked_at": "RFC 3339 in UTC.",
        },
    },
    parameters={"sheet_id": "Begins with `sht_`."},
    values={
        "SheetState": {
            "draft": "its owner alone sees it, and changes it",
            "invited": "everybody on it sees it; it waits for somebody's first wallet",
            "signing": "everybody has an address on it; it waits for consents",
            "consented": "all have signed; its owner may freeze it",
            "frozen": "it never changes again, and can be minted with",
        },
    },
)
