"""One-time schedules: what a function has done at a moment that people choose.

EventBridge Scheduler puts what it was given into the queue of one `on` function, which then has
five attempts and a dead-letter queue like any other. It tries for a day to reach the queue.
"""

from aws_cdk import ArnFormat, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_scheduler as scheduler
from constructs import Construct

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.grant import Accepted, Grant, allow
from infra.cdk.parts.platform import stage_of
from infra.cdk.parts.queue import Inbox

SCHEDULER = "scheduler.amazonaws.com"


class Schedules(Construct):
    """A group of schedules that all wake one function: part.on("release_due", of=schedules)."""

    def __init__(self, scope: Construct, name: str, alarms: Alarms, *, seconds: int = 30) -> None:
        """`seconds`: the most that the woken function may take."""
        super().__init__(scope, name)
        self.seconds = seconds
        self.inbox = Inbox(
            self, "Inbox", alarms, of=name.lower(), handled_in=Duration.seconds(seconds)
        )
        self._group = scheduler.ScheduleGroup(
            self, "Group", schedule_group_name=f"didit360-{stage_of(self).name}-{name.lower()}"
        )
        queue = self.inbox.queue.queue_arn
        self._role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(
                SCHEDULER,
                conditions={
                    "StringEquals": {
                        "aws:SourceAccount": Stack.of(self).account,
                        "aws:SourceArn": self._group.schedule_group_arn,
                    }
                },
            ),
            description="EventBridge Scheduler wakes one function's queue",
            inline_policies={
                "may": iam.PolicyDocument(statements=[allow(["sqs:SendMessage"], [queue])])
            },
        )

    def schedules(self) -> Grant:
        """Make, change, read and remove schedules of this group."""
        actions = ("CreateSchedule", "DeleteSchedule", "GetSchedule", "UpdateSchedule")
        return Grant(
            {
                "SCHEDULE_GROUP": self._group.schedule_group_name,
                "SCHEDULE_ROLE_ARN": self._role.role_arn,
                "SCHEDULE_TARGET_ARN": self.inbox.queue.queue_arn,
            },
            [
                allow([f"scheduler:{action}" for action in actions], [self._any_of_the_group()]),
                allow(
                    ["iam:PassRole"],
                    [self._role.role_arn],
                    {"StringEquals": {"iam:PassedToService": SCHEDULER}},
                ),
            ],
            accepts=[self._any_schedule],
        )

    def _any_of_the_group(self) -> str:
        return Stack.of(self).format_arn(
            service="scheduler",
            resource="schedule",
            resource_name=f"{self._group.schedule_group_name}/*",
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )

    def _any_schedule(self, _reader: Stack) -> Accepted:
        stack = Stack.of(self)
        return Accepted(
            "AwsSolutions-IAM5[Resource::"
            f"arn:{stack.partition}:scheduler:{stack.region}:<AWS::AccountId>:"
            f"schedule/{self._group.schedule_group_name}/*]",
            "Schedules get their names at run time: one group's is as narrow as it gets.",
        )
