"""People who sell and buy: their wallets hold coin, and sign and send what the house prepares."""

from dataclasses import dataclass
from typing import Any

from eth_account.messages import encode_typed_data

from nfts.data.chain import Chain
from nfts.domain.blocks import Receipt
from tests.house import wait_until
from tests.stack.minting_scene import Artist, Json


@dataclass(frozen=True)
class Trader(Artist):
    """Somebody with a wallet that holds coin, and signs what the house prepares."""

    chain: Chain

    def send(self, prepared: Json) -> Receipt:
        """Sign a prepared transaction as a wallet does, and have it in a block."""
        transaction = {
            "chainId": prepared["chain_id"],
            "to": prepared["to"],
            "data": prepared["data"],
            "value": int(prepared["value"]),
            "gas": prepared["gas"],
            "maxFeePerGas": int(prepared["max_fee_per_gas"]),
            "maxPriorityFeePerGas": int(prepared["max_priority_fee_per_gas"]),
            "nonce": self.chain.transaction_count(prepared["from"]),
        }
        assert prepared["from"] == self.key.address
        raw = self.key.sign_transaction(transaction).raw_transaction
        hash_ = self.chain.send(bytes(raw))
        receipt = wait_until(lambda: self.chain.receipt(hash_), 20, "the block")
        assert receipt.succeeded
        return receipt

    def signed(self, typed: Json) -> Json:
        made = self.key.sign_message(encode_typed_data(full_message=typed))
        return {"message": typed["message"], "signature": "0x" + made.signature.hex()}

    def buys(self, kind: str, id_: str, **more: Any) -> Json:
        """All that it takes: approvals first, then the thing itself."""
        asked = {"kind": kind, "id": id_, **more}
        ready = self.do("POST", "/purchases", asked)
        for approval in ready["approvals"]:
            self.send(approval)
        if ready["approvals"]:
            ready = self.do("POST", "/purchases", asked)
        self.send(ready["transaction"])
        return ready

    def refused(self, method: str, path: str, body: Any = None) -> str:
        reply = self.person.call(method, f"/nfts{path}", body)
        assert reply.status_code >= 400, reply.text
        return str(reply.json()["type"]).removeprefix("urn:didit360:problem:")

    def errand(self, asked: Json) -> Json:
        """An errand at its end."""
        path = f"/errands/{asked['id']}"
        return wait_until(
            lambda: (one := self.do("GET", path))["state"] != "minting" and one, 60, "the errand"
        )

    def coin(self) -> int:
        return self.chain.balance(self.key.address)
