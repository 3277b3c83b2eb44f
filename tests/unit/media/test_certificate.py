"""What follows from the figures of joins: verdicts, chunks to encode again, the certificate."""

import json
from dataclasses import asdict, replace

import pytest

from media.domain.certificate import Round, Row, Verdict, certificate
from media.domain.joins import sound_chunks
from media.domain.plan import Plan
from media.domain.seams import Figure
from tests.unit.media.certified import plan_of, recording


def row(chunk: int, rendition: str, verdict: Verdict, snr_db: float = 20.0) -> Row:
    return Row(chunk, rendition, chunk * 594.0, snr_db, 25.0, 21.0, None, 64, verdict)


def follow(before: Round, rows: list[Row], plan: Plan) -> Round:
    renditions = {r.id: r for r in plan.renditions}
    return before.followed_by(rows, sound_chunks(plan), renditions)


def test_the_later_chunk_is_encoded_again_with_a_longer_warm_up_and_in_the_end_accepted() -> None:
    plan = plan_of(recording(), [100, 200])
    rows = [
        row(1, "aac-64", Verdict.AS_INSIDE),
        row(1, "aac-128", Verdict.WORSE),
        row(1, "aac-256", Verdict.SILENT),
        row(2, "opus-128", Verdict.WORSE),
        row(2, "aac-64", Verdict.AS_UNBROKEN),
    ]
    chunk = {"index": 1, "kind": "audio", "first": 100, "end": 200}
    last = {"index": 2, "kind": "audio", "first": 200, "end": None}
    first = follow(Round(), rows, plan)
    assert first.again == [
        {**chunk, "only": ["aac-128"], "warm_up": 256},
        {**last, "only": ["opus-128"], "warm_up": 64},
    ]
    passed = Round.from_dict(first.as_dict())
    second = follow(passed, rows, plan)
    assert [(one["index"], one["only"], one["warm_up"]) for one in second.again] == [
        (1, ["aac-128", "opus-128"], 1024),
        (2, ["opus-128"], 256),
    ], "the earlier chunk too, but for the first, which has none before it"
    third = follow(second, rows, plan)
    assert third.again == [], "those were the longest"


def test_two_codecs_that_join_badly_are_one_worker_s_with_the_longer_warm_up() -> None:
    plan = plan_of(recording(), [100])
    rows = [row(1, "aac-256", Verdict.WORSE), row(1, "opus-128", Verdict.WORSE)]
    (asked,) = follow(Round(), rows, plan).again
    assert (asked["only"], asked["warm_up"]) == (["aac-256", "opus-128"], 256)


def test_both_joins_of_what_was_encoded_again_are_heard_again() -> None:
    plan = plan_of(recording(), [100, 200, 300])
    rows = [row(n, name, Verdict.AS_INSIDE) for n in (1, 2, 3) for name in ("aac-64", "aac-128")]
    rows[1] = row(1, "aac-128", Verdict.WORSE)
    kept = follow(Round(), rows, plan).kept([(0, 1), (1, 2), (2, 3)])
    assert [(one.chunk, one.rendition) for one in kept] == [
        *[(1, "aac-64"), (2, "aac-64"), (3, "aac-64"), (3, "aac-128")]
    ]


@pytest.mark.parametrize(
    ("found", "unbroken_db", "verdict"),
    [
        (Figure(20, 21, 19, audible=True), None, Verdict.AS_INSIDE),
        (Figure(18.5, 21, 19, audible=True), None, Verdict.AS_INSIDE),
        (Figure(15, 21, 19, audible=True), 17, Verdict.AS_UNBROKEN),
        (Figure(15, 21, 19, audible=True), 18.5, Verdict.WORSE),
        (Figure(15, 21, 19, audible=False), 18.5, Verdict.SILENT),
    ],
)
def test_verdicts(found: Figure, unbroken_db: float | None, verdict: Verdict) -> None:
    made = Row.of(1, "aac-64", 6.0, found, unbroken_db=unbroken_db, warm_up=64)
    assert made.verdict is verdict
    assert Row.from_dict(json.loads(json.dumps(asdict(made)))) == made


def test_the_certificate_sums_up() -> None:
    rows = [
        row(1, "aac-64", Verdict.AS_INSIDE, 24.0),
        row(2, "aac-64", Verdict.WORSE, 10.0),
        row(3, "aac-64", Verdict.SILENT, 25.0),
        replace(row(1, "opus-128", Verdict.AS_INSIDE), inside_db=None, low_db=None),
    ]
    made = certificate(rows, {"h264-720": 300}, 4)
    assert (made["version"], made["parts"], made["pictures"]) == (1, 4, {"h264-720": 300})
    assert made["renditions"]["aac-64"] == {
        "seams": 3,
        "median_snr_db": 24.0,
        "lowest_snr_db": 10.0,
        "inside_median_snr_db": 25.0,
        "median_deficit_db": 1.0,
        "largest_deficit_db": 15.0,
        "verdicts": {"as_inside": 1, "silent": 1, "as_unbroken": 0, "worse": 1},
    }
    assert made["renditions"]["opus-128"]["largest_deficit_db"] is None
    assert made["seams"][1]["verdict"] == "worse"
