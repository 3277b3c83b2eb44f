"""The workflow that makes a stream of an upload. Its input, the job, reaches every step unchanged.

    Probe -> Plan -> Make -> Package -> Publish
                     |- each chunk: Encode, then Progressive
                     |- Measure
                     |- Artwork

Measuring does not feed the encoder, so it runs beside it. Workers write final segments; Package
writes playlists only. Whatever goes wrong ends in Fail, which tells the artist.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.cdk.parts.alarms import FIVE_MINUTES, Alarms
from infra.cdk.parts.function import log_group_of
from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import acknowledge, stage_of

_NOT_OURS = {
    "Rejected": "the file's own fault, told to the artist",
    "Superseded": "a newer file took its place",
    "OriginalGone": "its track was deleted meanwhile",
}
"""Exceptions of media.domain and media.data that end well: nothing of ours is at fault."""

_NOT_AGAIN = [*_NOT_OURS, "ToolTimedOut"]
"""Of these a second try makes nothing better: the file is as long as it was. That ffmpeg ran out of
time (media.data.ffmpeg) is our own limit, though, so it ends as Failed and alarms."""

_SERVICE_ERRORS = [
    "Lambda.AWSLambdaException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
]


@dataclass(frozen=True)
class Steps:
    """The functions that do the work (functions/media/steps)."""

    probe: lambda_.IFunction
    plan: lambda_.IFunction
    encode: lambda_.IFunction
    progressive: lambda_.IFunction
    measure: lambda_.IFunction
    artwork: lambda_.IFunction
    package: lambda_.IFunction
    publish: lambda_.IFunction
    fail: lambda_.IFunction


class Workflow(Construct):
    """A state machine as something that a function may start."""

    def __init__(self, scope: Construct, name: str, *, variable: str, body: sfn.IChainable) -> None:
        super().__init__(scope, name)
        self._variable = variable
        # AWS gives log groups of this prefix a shared, roomy resource policy.
        logs = log_group_of(self, f"/aws/vendedlogs/states/didit360-{name.lower()}")
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            definition_body=sfn.DefinitionBody.from_chainable(body),
            state_machine_type=sfn.StateMachineType.STANDARD,
            timeout=Duration.hours(12),
            tracing_enabled=True,
            logs=sfn.LogOptions(
                destination=logs, level=sfn.LogLevel.ALL, include_execution_data=False
            ),
        )
        acknowledge(
            self.machine.role,
            "AwsSolutions-IAM5[Resource::*]",
            reason="X-Ray's and log delivery's actions know no resources.",
        )

    def starts(self) -> Grant:
        arn = self.machine.state_machine_arn
        return Grant({self._variable: arn}, [allow(["states:StartExecution"], [arn])])


def transcode(scope: Construct, steps: Steps, alarms: Alarms) -> Workflow:
    """The workflow, with an alarm for the failures that are ours."""
    job = {"job": sfn.JsonPath.object_at("$.job")}
    source = {**job, "source": sfn.JsonPath.object_at("$.source")}
    planned = {**source, "plan": sfn.JsonPath.object_at("$.plan")}
    made = {
        **planned,
        "measured": sfn.JsonPath.object_at("$.made.measured"),
        "artwork": sfn.JsonPath.object_at("$.made.artwork"),
    }

    said = {**job, "error": sfn.JsonPath.object_at("$.error")}
    fail = _call(scope, "Fail", steps.fail, said, result=sfn.JsonPath.DISCARD)
    fail.next(
        sfn.Choice(scope, "Whose fault?")
        .when(
            sfn.Condition.or_(
                *(sfn.Condition.string_equals("$.error.Error", name) for name in _NOT_OURS)
            ),
            sfn.Succeed(scope, "Refused", comment="Nobody's, or the file's: all has been said."),
        )
        .otherwise(
            sfn.Fail(
                scope,
                "Failed",
                comment="Ours: the alarm says so.",
                error_path="$.error.Error",
                cause_path="$.error.Cause",
            )
        )
    )

    encode = sfn.Map(
        scope,
        "Each chunk",
        items_path="$.plan.chunks",
        item_selector={
            **planned,
            "chunk": sfn.JsonPath.object_at("$$.Map.Item.Value"),
        },
        max_concurrency=stage_of(scope).encode_concurrency,
        result_path=sfn.JsonPath.DISCARD,
    ).item_processor(_call(scope, "Encode", steps.encode))

    make = sfn.Parallel(
        scope,
        "Make",
        result_selector={
            "measured": sfn.JsonPath.object_at("$[1]"),
            "artwork": sfn.JsonPath.object_at("$[2]"),
        },
        result_path="$.made",
    )
    make.branch(
        encode.next(_call(scope, "Progressive", steps.progressive, planned)),
        _call(scope, "Measure", steps.measure, source),
        _call(scope, "Artwork", steps.artwork, source),
    )

    probe = _call(scope, "Probe", steps.probe, job, result="$.source")
    plan = _call(scope, "Plan", steps.plan, source, result="$.plan")
    package = _call(scope, "Package", steps.package, made, result="$.packaged")
    publish = _call(
        scope,
        "Publish",
        steps.publish,
        {**made, "packaged": sfn.JsonPath.object_at("$.packaged")},
    )
    for state in (probe, plan, make, package, publish):
        state.add_catch(fail, errors=["States.ALL"], result_path="$.error")

    keep_job = sfn.Pass(scope, "Job", parameters={"job": sfn.JsonPath.object_at("$")})
    workflow = Workflow(
        scope,
        "Transcode",
        variable="TRANSCODE_WORKFLOW_ARN",
        body=keep_job.next(probe).next(plan).next(make).next(package).next(publish),
    )
    for name, metric in (
        ("Failed", workflow.machine.metric_failed(period=FIVE_MINUTES)),
        ("TimedOut", workflow.machine.metric_timed_out(period=FIVE_MINUTES)),
    ):
        alarms.above(workflow, name, metric, 0, "An upload could not be made into a stream")
    return workflow


def _call(
    scope: Construct,
    name: str,
    function: lambda_.IFunction,
    payload: Mapping[str, object] | None = None,
    result: str | None = None,
) -> tasks.LambdaInvoke:
    """Call a step with `payload` (all of the state without one) and put its answer at `result`."""
    task = tasks.LambdaInvoke(
        scope,
        name,
        lambda_function=function,
        payload=sfn.TaskInput.from_object(dict(payload)) if payload else None,
        payload_response_only=True,
        retry_on_service_exceptions=False,
        task_timeout=sfn.Timeout.duration(Duration.seconds(920)),
        result_path=result,
    )
    task.add_retry(errors=_NOT_AGAIN, max_attempts=0)
    task.add_retry(
        errors=_SERVICE_ERRORS,
        interval=Duration.seconds(1),
        backoff_rate=2,
        max_attempts=6,
        jitter_strategy=sfn.JitterType.FULL,
    )
    task.add_retry(
        errors=["States.ALL"],
        interval=Duration.seconds(2),
        backoff_rate=3,
        max_attempts=2,
        jitter_strategy=sfn.JitterType.FULL,
    )
    return task
