"""A queue with its dead-letter queue: encrypted, TLS only, alarmed when something is dead."""

from aws_cdk import Duration
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.cdk.parts.alarms import FIVE_MINUTES, Alarms
from infra.cdk.parts.platform import acknowledge, resource

MAX_ATTEMPTS = 5


class DeadLetters(sqs.Queue):
    """What could not be handled, kept for two weeks until somebody has looked at it."""

    def __init__(self, scope: Construct, name: str, alarms: Alarms, *, of: str) -> None:
        super().__init__(
            scope,
            name,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        acknowledge(
            resource(self),
            "Serverless-SQSRedrivePolicy",
            reason="It is a dead-letter queue: the end of the line, with an alarm on it.",
        )
        alarms.above(
            self,
            "Alarm",
            self.metric_approximate_number_of_messages_visible(
                period=FIVE_MINUTES, statistic="Maximum"
            ),
            0,
            f"{of} gave up on a message: read it in the dead-letter queue, mend, redrive",
        )


class Inbox(Construct):
    """The queue that one `on` function reads."""

    def __init__(
        self, scope: Construct, name: str, alarms: Alarms, *, of: str, handled_in: Duration
    ) -> None:
        super().__init__(scope, name)
        self.dead = DeadLetters(self, "DeadLetters", alarms, of=of)
        self.queue = sqs.Queue(
            self,
            "Queue",
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            # AWS's advice for functions behind queues: six times the function's timeout.
            visibility_timeout=Duration.seconds(6 * handled_in.to_seconds()),
            retention_period=Duration.days(4),
            dead_letter_queue=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=MAX_ATTEMPTS),
        )
        alarms.above(
            self,
            "Age",
            self.queue.metric_approximate_age_of_oldest_message(
                period=FIVE_MINUTES, statistic="Maximum"
            ),
            900,
            f"{of} is more than 15 minutes behind",
        )
