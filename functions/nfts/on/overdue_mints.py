"""On a schedule: mints that nobody is at work on, and nonces that keep others waiting.

Nothing here is needed as long as all goes well. An execution that never began or was stopped leaves
a mint that waits for nobody; a mint that failed with a nonce in hand holds up every later one; and
what failed for a reason that passes goes on when it has.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta

from didit360.clock import now
from didit360.log import logger
from didit360.problems import NotFound
from didit360.reactions import Detail, on_event
from nfts.data import editions, filling, jobs, mints, nonces
from nfts.data.chain import Chain, connect
from nfts.data.chain_errors import ChainError
from nfts.data.minter import minter
from nfts.domain.failure import Failure
from nfts.domain.funds import GAS_METRIC, METRICS
from nfts.domain.mint import NotFailedError

PATIENCE = timedelta(minutes=2)
"""What changed since then may still be on its way: waits between two looks are shorter."""
MOST = 100
"""Of a kind in one look; what runs comes after the others in the next."""


def overdue_mints(detail: Detail) -> None:
    """Safe to repeat. `{patience_seconds}` in the event takes the place of PATIENCE."""
    patience = timedelta(seconds=detail.get("patience_seconds", PATIENCE.total_seconds()))
    stalled = _stalled(now() - patience)
    try:
        chain = connect()
        chain.block_number()
    except ChainError as error:
        logger().warning("the chain does not answer", why=str(error), stalled=stalled)
        return
    held = _held(chain)
    due = _due()
    _tell_funds(chain)
    logger().info("looked", stalled=stalled, held=held, due=due)


def _stalled(before: datetime) -> int:
    """Have those go on that no execution is at work on; how many."""
    found = 0
    for mint in editions.under_way(before, limit=MOST):
        match mints.status(mint.id, mint.attempt):
            case mints.RUNNING:
                editions.looked_at(mint, now())
                continue
            case None:
                logger().warning("never started", job=mint.id, attempt=mint.attempt)
                mints.start(mint)
            case status:
                logger().error("ended without a word", job=mint.id, status=status)
                failure = Failure.of(status, "", now())
                if editions.failed(mint.id, mint.attempt, failure) and failure.due(mint.attempt):
                    _resume(mint.id)
        found += 1
    return found


def _due() -> int:
    """Have those go on that failed for what may be over by now; how many."""
    found = editions.due(now(), limit=MOST)
    for mint in found:
        logger().warning("goes on by itself", job=mint.id, attempt=mint.attempt)
        _resume(mint.id)
    return len(found)


def _tell_funds(chain: Chain) -> None:
    """For how much gas the account pays at what it costs now: too little raises an alarm."""
    from aws_lambda_powertools import single_metric
    from aws_lambda_powertools.metrics import MetricUnit

    try:
        gas = chain.balance(minter().address) // max(1, chain.fees().max_fee)
    except ChainError as error:
        logger().warning("what is left is not known", why=str(error))
        return
    with single_metric(
        name=GAS_METRIC, unit=MetricUnit.Count, value=gas, namespace=METRICS
    ) as metric:
        metric.add_dimension("function_name", os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local"))


def _held(chain: Chain) -> int:
    """See to every nonce that is out and that no execution cares for; how many."""
    account, found = f"{chain.id}#{minter().address}", 0
    counted = chain.transaction_count(minter().address)
    for key, nonce in sorted(nonces.taken(account).items(), key=lambda one: one[1]):
        try:
            found += _seen_to(chain, account, key, nonce, counted)
        except ChainError as error:
            # Of this one: the others may be helped all the same.
            logger().warning("not helped", key=key, nonce=nonce, why=str(error))
    nonces.go_back(account, counted)
    return found


def _seen_to(chain: Chain, account: str, key: str, nonce: int, counted: int) -> bool:
    """False of one that an execution cares for."""
    if key.startswith(nonces.FILL):
        filling.fill(chain, account, nonce)
        return True
    job = jobs.of_key(key)
    if job is not None and not job.is_done:
        failure = _failure(job.id)
        if failure is None:
            return False
        if failure.due(job.attempt):
            logger().warning("goes on with its nonce", job=job.id, attempt=job.attempt)
            _resume(job.id)
            return True
    _let_go(chain, account, key, nonce, counted)
    return True


def _resume(job_id: str) -> None:
    # What is under way by now was resumed by its artist, or by another of these; who was erased
    # has nothing left.
    with suppress(NotFailedError, NotFound):
        mints.start(editions.resumed(job_id, now()))


def _let_go(chain: Chain, account: str, key: str, nonce: int, counted: int) -> None:
    if nonce < counted:
        nonces.release(account, key, nonce)
    else:
        filling.leave(chain, account, key, nonce)


def _failure(job_id: str) -> Failure | None:
    mint = editions.any_of(job_id)
    return mint.failure if mint else None


handler = on_event(overdue_mints)
