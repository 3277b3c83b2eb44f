"""The workflow that makes a stream of an upload. Its input, the job, reaches every step unchanged.

    Probe -> (Measure first) -> Plan -> (Decode) -> Make -> Package -> Publish

    Make:  each chunk: Encode | Measure | Artwork | Storyboard | Fingerprint
           and, of a file in many parts, Certify <-> its bad chunks again

Measuring does not feed the encoder, so it runs beside it, unless the sound is to be delivered at
another loudness. Workers write final segments; nothing touches them again. Whatever goes wrong
ends in Fail, which tells the artist; a storyboard or a fingerprint that goes wrong fails nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from infra.cdk.parts.alarms import FIVE_MINUTES, Alarms
from infra.cdk.parts.platform import stage_of
from infra.cdk.parts.workflow import Calls, Workflow

_NEVER_AGAIN = ["Rejected", "Superseded", "OriginalGone", "ToolTimedOut", "Misplaced"]
"""Exceptions of media.domain and media.data that a second try makes no better: the file is as bad,
as long, as unwanted as it was. Fail says which of them are ours."""

_MOST_ROUNDS = 3
"""Of encoding chunks again, each with more warm-up, because of how they join."""
_MOST_INLINE = 40
"""States that an inline Map runs at once."""

_CHUNKS, _ANEW = "chunks", "chunks-anew"
"""Labels of the Map Runs."""

_at = sfn.JsonPath.object_at

_ONE_PART = sfn.Condition.number_equals("$.planned.plan.parts", 1)
_DECODE = sfn.Condition.boolean_equals("$.planned.plan.decode", True)

_Fallible = sfn.TaskStateBase | sfn.Parallel | sfn.Map | sfn.DistributedMap


@dataclass(frozen=True)
class Steps:
    """The functions that do the work (functions/media/steps)."""

    probe: lambda_.IFunction
    plan: lambda_.IFunction
    decode: lambda_.IFunction
    encode: lambda_.IFunction
    measure: lambda_.IFunction
    artwork: lambda_.IFunction
    storyboard: lambda_.IFunction
    fingerprint: lambda_.IFunction
    certify: lambda_.IFunction
    progressive: lambda_.IFunction
    package: lambda_.IFunction
    publish: lambda_.IFunction
    fail: lambda_.IFunction


_JOB = {"job": _at("$.job")}
_SOURCE = {**_JOB, "source": _at("$.source")}
_PLANNED = {**_SOURCE, "plan": _at("$.planned.plan")}
_ALL_CHUNKS = {**_PLANNED, "chunks": _at("$.planned.chunks")}
_ONE_CHUNK = {**_PLANNED, "chunk": _at("$$.Map.Item.Value")}
_MADE = {
    **_PLANNED,
    **{name: _at(f"$.made.{name}") for name in ("measured", "artwork", "storyboard")},
}


class _Transcode:
    """The states, made in the order in which they run."""

    def __init__(self, scope: Construct, steps: Steps) -> None:
        self.scope = scope
        self.steps = steps
        self.workers = stage_of(scope).transcode_workers
        self.call = Calls(scope, _NEVER_AGAIN).call

    def body(self) -> sfn.IChainable:
        steps = self.steps
        job = sfn.Pass(
            self.scope,
            "Job",
            parameters={
                "job": _at("$"),
                # Filled later; a path to nothing would be an error.
                "measured": {},
                "certified": {"again": [], "decode": False, "round": 0},
            },
        )
        probe = self.call("Probe", steps.probe, _JOB, "$.source")
        measure = self.call("Measure first", steps.measure, _SOURCE, "$.measured")
        heard = {**_SOURCE, "measured": _at("$.measured")}
        plan = self.call("Plan", steps.plan, heard, "$.planned")
        decode = self.call("Decode", steps.decode, _ALL_CHUNKS, sfn.JsonPath.DISCARD)
        make = self._make()
        certify = self.call(
            "Certify",
            steps.certify,
            {**_ALL_CHUNKS, "measured": _at("$.made.measured"), "round": _at("$.certified.round")},
            "$.certified",
        )
        again, anew = self._again(), self._decoded_anew()
        whole = self.call("Join", steps.progressive, _PLANNED, sfn.JsonPath.DISCARD)
        package = self.call("Package", steps.package, _MADE, "$.packaged")
        last = {
            **_MADE,
            "packaged": _at("$.packaged"),
            "fingerprint": _at("$.made.fingerprint"),
        }
        publish = self.call("Publish", steps.publish, last)

        self._told_of(
            *(probe, measure, plan, decode, make, certify, again, *anew, whole, package, publish)
        )

        wants_measure = sfn.Condition.and_(
            sfn.Condition.is_present("$.job.normalise"),
            sfn.Condition.boolean_equals("$.job.normalise", True),
        )
        job.next(probe).next(
            sfn.Choice(self.scope, "Normalise?").when(wants_measure, measure).otherwise(plan)
        )
        measure.next(plan)
        plan.next(
            sfn.Choice(self.scope, "Decode once?").when(_DECODE, decode).otherwise(make),
        )
        decode.next(make)
        make.next(
            sfn.Choice(self.scope, "In parts?").when(_ONE_PART, package).otherwise(certify),
        )
        self._after(certify, again, anew, whole)
        whole.next(package).next(publish)
        return job

    def _make(self) -> sfn.Parallel:
        """Everything that needs the original, side by side."""
        made = ("encoded", "measured", "artwork", "storyboard", "fingerprint")
        make = sfn.Parallel(
            self.scope,
            "Make",
            result_selector={name: _at(f"$[{i}]") for i, name in enumerate(made) if i},
            result_path="$.made",
        )
        artwork = self.call("Artwork", self.steps.artwork, _SOURCE)
        storyboard = self.call("Storyboard", self.steps.storyboard, _SOURCE)
        fingerprint = self.call("Fingerprint", self.steps.fingerprint, _SOURCE)
        for task in (storyboard, fingerprint):
            without = sfn.Pass(
                self.scope,
                f"No {task.id.lower()}",
                comment="The upload does without: the function's alarm and log say why.",
                result=sfn.Result.from_object({}),
            )
            task.add_catch(without, errors=["States.ALL"])
        return make.branch(self._encode(), self._measure(), artwork, storyboard, fingerprint)

    def _encode(self) -> sfn.IChainable:
        """One part goes straight to its worker; many are a Map Run of their own."""
        only = {**_PLANNED, "chunk": _at("$.planned.chunks[0]")}
        encode = self.call("Encode", self.steps.encode, only, sfn.JsonPath.DISCARD)
        encode.next(self.call("Progressive", self.steps.progressive, _PLANNED))
        chunks = self._each("Each chunk", "Encode chunk", _CHUNKS)
        # What a branch gives is part of the state, which holds 256 KB.
        chunks.next(sfn.Pass(self.scope, "Encoded", parameters={}))
        return sfn.Choice(self.scope, "One part?").when(_ONE_PART, encode).otherwise(chunks)

    def _each(self, name: str, task: str, label: str) -> sfn.DistributedMap:
        """A child workflow for each chunk. None may fail for good (the default tolerates none)."""
        each = sfn.DistributedMap(
            self.scope,
            name,
            label=label,
            items_path="$.planned.chunks",
            item_selector=_ONE_CHUNK,
            map_execution_type=sfn.StateMachineType.STANDARD,
            max_concurrency=self.workers,
            result_path=sfn.JsonPath.DISCARD,
        )
        return each.item_processor(self.call(task, self.steps.encode))

    def _measure(self) -> sfn.IChainable:
        """Measured first, it is not measured again, but for the sound around a join."""
        measure = self.call("Measure", self.steps.measure, _ALL_CHUNKS)
        known = sfn.Pass(self.scope, "Measured", output_path="$.measured")
        done = sfn.Condition.and_(sfn.Condition.is_present("$.measured.sha256"), _ONE_PART)
        return sfn.Choice(self.scope, "Measured yet?").when(done, known).otherwise(measure)

    def _again(self) -> sfn.Map:
        again = sfn.Map(
            self.scope,
            "Each bad chunk",
            items_path="$.certified.again",
            item_selector=_ONE_CHUNK,
            max_concurrency=min(self.workers, _MOST_INLINE),
            result_path=sfn.JsonPath.DISCARD,
        )
        return again.item_processor(self.call("Encode again", self.steps.encode))

    def _decoded_anew(self) -> Sequence[sfn.TaskStateBase | sfn.DistributedMap]:
        decode = self.call("Decode anew", self.steps.decode, _ALL_CHUNKS, sfn.JsonPath.DISCARD)
        return decode, self._each("Each chunk anew", "Encode chunk anew", _ANEW)

    def _after(
        self,
        certify: sfn.TaskStateBase,
        again: sfn.Map,
        anew: Sequence[sfn.TaskStateBase | sfn.DistributedMap],
        whole: sfn.TaskStateBase,
    ) -> None:
        """Where joins are bad: first the source is not decoded where it should be, then warm-up."""
        decode, each = anew
        all_anew = sfn.Pass(
            self.scope,
            "Not where it says",
            result=sfn.Result.from_boolean(True),
            result_path="$.planned.plan.decode",
        )
        all_anew.next(decode).next(each).next(certify)
        again.next(certify)
        bad = sfn.Condition.and_(
            sfn.Condition.is_present("$.certified.again[0]"),
            sfn.Condition.number_less_than_equals("$.certified.round", _MOST_ROUNDS),
        )
        misplaced = sfn.Condition.and_(
            sfn.Condition.boolean_equals("$.certified.decode", True), sfn.Condition.not_(_DECODE)
        )
        certify.next(
            sfn.Choice(self.scope, "Seamless?")
            .when(misplaced, all_anew)
            .when(bad, again)
            .otherwise(whole)
        )

    def _told_of(self, *states: _Fallible) -> None:
        """Have Fail tell of whatever goes wrong in these; only what is ours fails the workflow."""
        fail = self.call("Fail", self.steps.fail, {**_JOB, "error": _at("$.error")}, "$.failure")
        ours = sfn.Condition.boolean_equals("$.failure.ours", True)
        refused = sfn.Succeed(
            self.scope, "Refused", comment="Nobody's fault, or the file's: all has been said."
        )
        failed = sfn.Fail(
            self.scope,
            "Failed",
            comment="Ours: the alarm says so.",
            error_path="$.error.Error",
            cause_path="$.error.Cause",
        )
        fail.next(sfn.Choice(self.scope, "Whose fault?").when(ours, failed).otherwise(refused))
        for state in states:
            state.add_catch(fail, errors=["States.ALL"], result_path="$.error")


def transcode(scope: Construct, steps: Steps, alarms: Alarms) -> Workflow:
    """The workflow, with an alarm for the failures that are ours."""
    body = _Transcode(scope, steps).body()
    workflow = Workflow(
        scope,
        "Transcode",
        variable="TRANSCODE_WORKFLOW_ARN",
        body=body,
        maps=[_CHUNKS, _ANEW],
    )
    for name, metric in (
        ("Failed", workflow.machine.metric_failed(period=FIVE_MINUTES)),
        ("TimedOut", workflow.machine.metric_timed_out(period=FIVE_MINUTES)),
    ):
        alarms.above(workflow, name, metric, 0, "An upload could not be made into a stream")
    return workflow
