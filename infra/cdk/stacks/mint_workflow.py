"""The workflow that brings an edition or an airdrop onto the chain. Its input: {id, attempt}.

    Prepare -> Send -> Wait -> Look -> Record -> done
                ^       ^______/ |       |
                |________________/_______/

Prepare checks everything and puts the metadata where it cannot change. Send takes the nonce, signs
and sends; Look says whether to wait on, to send again (nobody knows it, or with a higher fee), or
to record. An airdrop comes back from Record for its next transaction. Whatever goes wrong ends in
Fail, which tells the artist; they, or the sweep, go on from there.
"""

from dataclasses import dataclass

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.cdk.parts.alarms import FIVE_MINUTES, Alarms
from infra.cdk.parts.workflow import Calls, Workflow
from nfts.domain.failure import NEVER_AGAIN

_UNREACHABLE = ["NodeUnreachableError", "WrongChainError"]
"""A node that is started anew is back in half a minute: nobody is told of that."""

_at = sfn.JsonPath.object_at
_JOB = {"id": _at("$.job.id"), "attempt": _at("$.job.attempt")}
_KEY = {"key": _at("$.now.key"), "hash": _at("$.now.hash")}


@dataclass(frozen=True)
class Steps:
    """The functions that do the work (functions/nfts/steps)."""

    prepare: lambda_.IFunction
    send: lambda_.IFunction
    confirm: lambda_.IFunction
    record: lambda_.IFunction
    fail: lambda_.IFunction


class _Mint:
    """The states, made in the order in which they run."""

    def __init__(self, scope: Construct, steps: Steps) -> None:
        self.scope = scope
        self.steps = steps
        self.call = Calls(scope, NEVER_AGAIN, patient=_UNREACHABLE).call

    def body(self) -> sfn.IChainable:
        steps = self.steps
        job = sfn.Pass(self.scope, "Job", parameters={"job": _at("$")})
        prepare = self.call("Prepare", steps.prepare, _JOB, "$.now")
        replaces = {**_JOB, "replaces": _at("$.now.replaces")}
        send = self.call("Send", steps.send, replaces, "$.now")
        wait = sfn.Wait(self.scope, "Wait", time=sfn.WaitTime.seconds_path("$.now.seconds"))
        look = self.call("Look", steps.confirm, {**_KEY, "nonce": _at("$.now.nonce")}, "$.now")
        record = self.call("Record", steps.record, _KEY, "$.now")
        done = sfn.Succeed(self.scope, "Done")

        self._told_of(prepare, send, look, record)

        job.next(prepare).next(
            sfn.Choice(self.scope, "What is to be done?")
            .when(_does("send"), send)
            .when(_does("record"), record)
            .otherwise(done)
        )
        send.next(
            sfn.Choice(self.scope, "Is it under way?").when(_does("wait"), wait).otherwise(done)
        )
        wait.next(look)
        look.next(
            sfn.Choice(self.scope, "What has become of it?")
            .when(_does("wait"), wait)
            .when(_does("send"), send)
            .otherwise(record)
        )
        record.next(
            sfn.Choice(self.scope, "Is there more?").when(_does("send"), send).otherwise(done)
        )
        return job

    def _told_of(self, *states: tasks.LambdaInvoke) -> None:
        """Have Fail tell of whatever goes wrong in these; only what is ours fails the workflow."""
        fail = self.call("Fail", self.steps.fail, {**_JOB, "error": _at("$.error")}, "$.failure")
        told = sfn.Succeed(self.scope, "Told", comment="The artist knows, and may resume it.")
        failed = sfn.Fail(
            self.scope,
            "Failed",
            comment="Ours: the alarm says so.",
            error_path="$.error.Error",
            cause_path="$.error.Cause",
        )
        ours = sfn.Condition.boolean_equals("$.failure.ours", True)
        fail.next(sfn.Choice(self.scope, "Whose fault?").when(ours, failed).otherwise(told))
        for state in states:
            state.add_catch(fail, errors=["States.ALL"], result_path="$.error")


def mint(scope: Construct, steps: Steps, alarms: Alarms) -> Workflow:
    """The workflow, with an alarm for the failures that somebody has to see to."""
    workflow = Workflow(
        scope,
        "Mint",
        variable="MINT_WORKFLOW_ARN",
        body=_Mint(scope, steps).body(),
        timeout=Duration.days(2),
    )
    for name, metric in (
        ("Failed", workflow.machine.metric_failed(period=FIVE_MINUTES)),
        ("TimedOut", workflow.machine.metric_timed_out(period=FIVE_MINUTES)),
    ):
        alarms.above(workflow, name, metric, 0, "Something could not be brought onto the chain")
    return workflow


def _does(what: str) -> sfn.Condition:
    return sfn.Condition.string_equals("$.now.do", what)
