"""The workflow in this process: its steps in the state machine's order, over AWS as moto has it.

As infra/cdk/stacks/transcode.py, but one step after the other, and a try is the only one.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from media.domain.jobs import Job
from media.steps import (
    artwork,
    certify,
    decode,
    encode,
    fail,
    fingerprint,
    measure,
    package,
    plan,
    probe,
    progressive,
    publish,
    storyboard,
)
from tests.unit.media.uploads import failure_of

MOST_ROUNDS = 3
State = dict[str, Any]


@dataclass(frozen=True)
class Time:
    """What Lambda says is left of a step's time, plus what a step keeps for its uploads."""

    seconds: float

    def get_remaining_time_in_millis(self) -> int:
        return int(1000 * (self.seconds + encode.UPLOAD_SECONDS))


@dataclass
class Run:
    """A run that has ended: what made it fail, and what went wrong beside it, if anything did."""

    error: Exception | None = None
    beside: list[Exception] = field(default_factory=list)


def run(job: Job, seconds: float) -> Run:
    """From Probe to Publish, or to Fail."""
    ended = Run()
    try:
        _run(job, Time(seconds), ended)
    except Exception as error:  # noqa: BLE001  as the state machine's Catch of States.ALL
        fail.handler(_passed(failure_of(job, error)), None)
        ended.error = error
    return ended


def _run(job: Job, time: Time, ended: Run) -> None:
    state: State = {"job": job.as_dict()}
    state["source"] = _step(probe, state)
    if job.normalise:
        state["measured"] = _step(measure, state)
    planned = _step(plan, state)
    state["plan"], state["chunks"] = planned["plan"], planned["chunks"]
    if state["plan"]["decode"]:
        _step(decode, state, time)
    _encode(state, state["chunks"], time)
    whole = state["plan"]["parts"] == 1
    if whole:
        _step(progressive, state)
    if not ("measured" in state and whole):
        state["measured"] = _step(measure, state)
    state["artwork"] = _step(artwork, state)
    for name, extra in {"storyboard": storyboard, "fingerprint": fingerprint}.items():
        try:
            state[name] = _step(extra, state)
        except Exception as error:  # noqa: BLE001  the upload does without, and an alarm rings
            ended.beside.append(error)
            state[name] = {}
    if not whole:
        _join(state, time)
    state["packaged"] = _step(package, state)
    _step(publish, state)


def _join(state: State, time: Time) -> None:
    state["round"] = 0
    while True:
        certified = _step(certify, state)
        state["round"] = certified["round"]
        if certified["decode"] and not state["plan"]["decode"]:
            state["plan"]["decode"] = True
            _step(decode, state, time)
            _encode(state, state["chunks"], time)
        elif certified["again"] and certified["round"] <= MOST_ROUNDS:
            _encode(state, certified["again"], time)
        else:
            break
    _step(progressive, state)


def _encode(state: State, chunks: list[State], time: Time) -> None:
    for chunk in chunks:
        _step(encode, {**state, "chunk": chunk}, time)


def _step(step: Any, state: State, time: Time | None = None) -> Any:
    return _passed(step.handler(_passed(state), time))


def _passed(value: Any) -> Any:
    """As it comes from one step to the next: by way of JSON, which has no NaN."""
    return json.loads(json.dumps(value, allow_nan=False))
