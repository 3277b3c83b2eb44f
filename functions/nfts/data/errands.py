"""Errands: one transaction of the platform's for somebody, asked for once, and its workflow."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from didit360.clock import now
from nfts.data import editions, mints
from nfts.domain.errand import Errand
from nfts.domain.mint import State

if TYPE_CHECKING:
    from typing import Any

    from nfts.data.chain import Chain
    from nfts.domain.blocks import Receipt
    from nfts.domain.calls import Call, Topics


def export_of(person_id: str) -> "dict[str, Any]":
    """As JSON."""
    from pydantic import TypeAdapter

    form = TypeAdapter(list[Errand])
    return {"errands": form.dump_python(editions.errands_of(person_id), mode="json")}


def erase(person_id: str) -> None:
    """Safe to repeat."""
    editions.erase_errands(person_id)


def begin(errand: Errand) -> Errand:
    """Have it done; one that was asked for before goes on where it is, a failed one anew."""
    kept = editions.add_errand(errand)
    if kept is None:
        kept = editions.change_errand(
            errand.id,
            lambda before: before.resumed(now()) if before.state is State.FAILED else before,
        )
    if kept.under_way:
        mints.start(kept)
    return kept


@dataclass(frozen=True)
class Running:
    """An errand's one transaction, as a job (see nfts.data.jobs)."""

    errand: Errand

    @property
    def id(self) -> str:
        return self.errand.id

    @property
    def attempt(self) -> int:
        return self.errand.attempt

    @property
    def mint(self) -> Errand:
        return self.errand

    @property
    def key(self) -> str:
        from nfts.domain import calls

        return calls.key_of(self.id, 0)

    @property
    def is_done(self) -> bool:
        return self.errand.transaction is not None

    @property
    def once(self) -> bool:
        """A voucher can be redeemed for a wallet as often as its limits allow."""
        return False

    def call(self, chain: "Chain") -> "Call":  # noqa: ARG002  as other jobs
        from nfts.domain.calls import Call

        return Call(self.errand.contract, bytes.fromhex(self.errand.data[2:]))

    def topics(self) -> "Topics":
        from nfts.domain import abi

        indexed = ([bytes.fromhex(one[2:])] for one in self.errand.indexed)
        return [[abi.RELEASES.topic(self.errand.event)], *indexed]

    def is_done_by(self, chain: "Chain", receipt: "Receipt") -> bool:
        """By its event, and by what was sent: the same terms may have been put up before."""
        from nfts.domain import abi

        call, sent = self.call(chain), chain.transaction(receipt.transaction_hash)
        if sent is None or (sent.to, sent.data) != (call.to, call.data):
            return False
        told = (
            abi.RELEASES.event(log.topics, log.data)
            for log in receipt.logs
            if log.address == chain.contracts.releases
        )
        return any(said and self.errand.is_told_by(said.name, said.arguments) for said in told)

    def record(
        self,
        chain: "Chain",  # noqa: ARG002  as other jobs
        receipt: "Receipt",
    ) -> "tuple[bool, dict[str, Any] | None]":
        where = receipt.transaction_hash, receipt.block_number
        editions.change_errand(self.id, lambda one: one.recorded(*where, now()))
        return False, None
