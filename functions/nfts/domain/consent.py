"""What each payee of a split sheet signs: all of it, as contracts/src/Splits.sol checks it."""

from nfts.domain import typed_data
from nfts.domain.eip712 import TypedData
from nfts.domain.sheet import Sheet


def consent_to(sheet: Sheet, chain_id: int, contract: str) -> TypedData:
    """For the contract on its chain. NotSigningError while an address misses."""
    form = sheet.onchain()
    message = {
        "id": form.id,
        "compositionPart": form.composition_part,
        "payees": [
            {"account": account, "recordingBps": recording, "compositionBps": composition}
            for account, recording, composition in form.payees
        ],
    }
    return typed_data.sheet(chain_id, contract, message)
