"""A Step Functions workflow, and how it calls its steps: what is retried, and what never is."""

from collections.abc import Mapping, Sequence

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_stepfunctions as sfn
from aws_cdk import aws_stepfunctions_tasks as tasks
from constructs import Construct

from infra.cdk.parts.function import log_group_of
from infra.cdk.parts.grant import Accepted, Grant, allow
from infra.cdk.parts.platform import acknowledge, resource

_SERVICE_ERRORS = [
    "Lambda.AWSLambdaException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
]
_THROTTLED = ["Lambda.TooManyRequestsException"]
"""The account runs as many functions as it may: that makes an upload slow, and fails none."""


class Workflow(Construct):
    """A state machine as something that a function may start, or look after."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        variable: str,
        body: sfn.IChainable,
        maps: Sequence[str] = (),
        timeout: Duration | None = None,
    ) -> None:
        """`maps` are the labels of the distributed maps in `body`."""
        super().__init__(scope, name)
        self._variable = variable
        # AWS gives log groups of this prefix a shared, roomy resource policy.
        logs = log_group_of(self, f"/aws/vendedlogs/states/didit360-{name.lower()}")
        self.machine = sfn.StateMachine(
            self,
            "Machine",
            definition_body=sfn.DefinitionBody.from_chainable(body),
            state_machine_type=sfn.StateMachineType.STANDARD,
            timeout=timeout or Duration.hours(12),
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
        machine = f'{{"Ref":"{Stack.of(self).get_logical_id(resource(self.machine))}"}}'
        own = f'{{"Fn::Select":[6,{{"Fn::Split":[":",{machine}]}}]}}'
        region = Stack.of(self).region
        for runs in ("", *(f"/{label}" for label in maps)) if maps else ():
            acknowledge(
                self.machine,
                "AwsSolutions-IAM5[Resource::"
                f"arn:aws:states:{region}:<AWS::AccountId>:execution:{own}{runs}:*]",
                reason="A Map Run looks after executions of this machine alone, and they get "
                "their names at run time.",
            )

    def starts(self) -> Grant:
        arn = self.machine.state_machine_arn
        return Grant({self._variable: arn}, [allow(["states:StartExecution"], [arn])])

    def reads(self) -> Grant:
        """See what has become of a run that one knows by its name."""
        return Grant(
            {self._variable: self.machine.state_machine_arn},
            [allow(["states:DescribeExecution"], [self._runs()])],
            accepts=[self._any_run],
        )

    def surveys(self) -> Grant:
        """See what runs, and stop it."""
        arn = self.machine.state_machine_arn
        return Grant(
            {self._variable: arn},
            [
                allow(["states:ListExecutions"], [arn]),
                allow(["states:DescribeExecution", "states:StopExecution"], [self._runs()]),
            ],
            accepts=[self._any_run],
        )

    def _runs(self) -> str:
        return Stack.of(self).format_arn(
            service="states",
            resource="execution",
            resource_name=f"{self.machine.state_machine_name}:*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    def _any_run(self, _reader: Stack) -> Accepted:
        own = Stack.of(self)
        name = f"<{own.get_logical_id(resource(self.machine))}.Name>"
        return Accepted(
            "AwsSolutions-IAM5[Resource::"
            f"arn:{own.partition}:states:{own.region}:<AWS::AccountId>:execution:{name}:*]",
            "Executions get their names at run time: one machine's is as narrow as it gets.",
        )


class Calls:
    """Calls of steps within one workflow; what they raise under `never_again` is not retried.

    What they raise under `patient` is tried for half a minute: something else is started anew.
    """

    def __init__(
        self, scope: Construct, never_again: list[str], *, patient: Sequence[str] = ()
    ) -> None:
        self._scope = scope
        self._never_again = never_again
        self._patient = list(patient)

    def call(
        self,
        name: str,
        function: lambda_.IFunction,
        payload: Mapping[str, object] | None = None,
        result: str | None = None,
    ) -> tasks.LambdaInvoke:
        """Call a step with `payload` (all of the state without one), put its answer at `result`."""
        task = tasks.LambdaInvoke(
            self._scope,
            name,
            lambda_function=function,
            payload=sfn.TaskInput.from_object(dict(payload)) if payload else None,
            payload_response_only=True,
            retry_on_service_exceptions=False,
            task_timeout=sfn.Timeout.duration(Duration.seconds(920)),
            result_path=result,
        )
        task.add_retry(errors=self._never_again, max_attempts=0)
        task.add_retry(
            errors=_THROTTLED,
            interval=Duration.seconds(1),
            backoff_rate=2,
            max_attempts=50,
            max_delay=Duration.seconds(60),
            jitter_strategy=sfn.JitterType.FULL,
        )
        task.add_retry(
            errors=_SERVICE_ERRORS,
            interval=Duration.seconds(1),
            backoff_rate=2,
            max_attempts=6,
            jitter_strategy=sfn.JitterType.FULL,
        )
        if self._patient:
            task.add_retry(
                errors=self._patient,
                interval=Duration.seconds(2),
                backoff_rate=1.5,
                max_attempts=6,
            )
        task.add_retry(
            errors=["States.ALL"],
            interval=Duration.seconds(2),
            backoff_rate=3,
            max_attempts=2,
            jitter_strategy=sfn.JitterType.FULL,
        )
        return task
