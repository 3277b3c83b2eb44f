"""See that everything a mint takes is there, and put what it names where it cannot change.

Of an edition: the work, its sheet, its metadata. Of an airdrop: how many fit one transaction.
"""

from typing import Any

from didit360 import people
from didit360.clock import now
from didit360.playback import edge_url
from nfts.data import content, editions, jobs, pins, readiness, works
from nfts.data.chain import Chain, connect
from nfts.data.errands import Running
from nfts.data.minter import minter
from nfts.data.settled import found
from nfts.domain import calls, metadata
from nfts.domain.airdrop import sizes
from nfts.domain.edition import Content, Edition
from nfts.domain.failure import NotReadyError, TooBigError
from nfts.domain.sending import most_gas

_SAMPLE = 50
_ROUNDS = 10


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """`{id, attempt}` in; out `{do, hash, key}`: `send`, `record`, or `done`: nothing is to be.

    What is recorded already is recorded again: who was cut off there may not have said it.
    """
    job = jobs.current(event)
    if isinstance(job, jobs.Publishing):
        _prepared(job.edition)
    elif isinstance(job, jobs.Giving):
        _must_be_public(job)
        if not job.airdrop.parts:
            planned = plan(connect(), job)
            editions.change_airdrop(job.id, lambda one: one.planned(planned, now()))
    elif isinstance(job, Running):
        # The contract knows no request of ours here: what an earlier attempt did is looked for.
        done = found(connect(), job) if job.attempt > 1 else None
        if done:
            return _answer("record", done, job.key)
    else:
        return _recorded(event)
    return _answer("send")


def _prepared(edition: Edition) -> None:
    """Check it, and keep its metadata; what is kept already stays as it is."""
    terms = edition.terms
    there = readiness.ready(edition.work_id, terms.sheet_id, edition.artist_id)
    if edition.content is None:
        card = people.card(edition.artist_id)
        artwork = there.work.facts.get("artwork")
        cover = content.keep(content.picture(artwork), "image/jpeg") if artwork else None
        document = metadata.document(
            edition,
            there.work,
            there.tracks,
            artist=card.name if card else "",
            sha256=there.sha256,
            cover=cover,
            edge_url=edge_url(),
        )
        kept = Content(there.sha256, content.keep(document, "application/json"), cover)
        edition = editions.change(edition.id, lambda one: one.stored(kept, now()), edition)
    if edition.content is not None:
        for cid in filter(None, (edition.content.cover, edition.content.metadata)):
            pins.pin(cid, f"{edition.id} {edition.title}")


def _must_be_public(job: jobs.Giving) -> None:
    """The platform's key gives out nothing that was withdrawn since it was asked. NotReadyError."""
    work = works.find(editions.get(job.airdrop.edition_id).work_id)
    if work is None or not work.public:
        raise NotReadyError("The work was withdrawn: as long as it stays so, it is not given.")


def plan(chain: Chain, job: jobs.Giving) -> tuple[int, ...]:
    """How many recipients in each transaction: as few transactions as fit. TooBigError."""
    recipients, newest = job.airdrop.recipients, chain.block()
    if newest is None:
        raise LookupError("the chain has no block")
    most = most_gas(newest.gas_limit)

    def gas(some: tuple[str, ...]) -> int:
        call = job.giving(chain, some, f"{job.id}#plan")
        return chain.estimate(minter().address, call.to, call.data)

    def fit(parts: tuple[int, ...]) -> bool:
        stops = [sum(parts[: n + 1]) for n in range(len(parts))]
        return all(
            gas(recipients[stop - size : stop]) <= most
            for size, stop in zip(parts, stops, strict=True)
        )

    few = recipients[: 2 * _SAMPLE]
    whole = gas(few)
    if len(few) < len(recipients):
        # What the second fifty cost on top of the first fifty, the others cost, too.
        whole += (whole - gas(few[:_SAMPLE])) * (len(recipients) - len(few)) // _SAMPLE
    for more in range(_ROUNDS):
        parts = sizes(len(recipients), whole + more * most, most)
        if fit(parts):
            return parts
    raise TooBigError("Its receivers need more gas than transactions may have.")


def _recorded(event: dict[str, Any]) -> dict[str, Any]:
    mint = editions.any_of(event["id"])
    if isinstance(mint, Edition) and mint.minted and mint.attempt == event["attempt"]:
        return _answer("record", mint.minted.transaction, calls.key_of(mint.id, 0))
    return _answer("done")


def _answer(do: str, hash_: str = "", key: str = "") -> dict[str, Any]:
    return {"do": do, "hash": hash_, "key": key, "replaces": ""}
