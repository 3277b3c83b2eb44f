"""Alarms that tell the platform's topic, where the stage wants any."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.cdk.parts.platform import stage_of

FIVE_MINUTES = Duration.minutes(5)


def told_by(
    function: lambda_.IFunction, service: str, namespace: str, name: str, statistic: str
) -> cloudwatch.Metric:
    """A metric that a function writes with Powertools, under the names that it writes it by."""
    return cloudwatch.Metric(
        namespace=namespace,
        metric_name=name,
        dimensions_map={"function_name": function.function_name, "service": service},
        statistic=statistic,
        period=FIVE_MINUTES,
    )


class Alarms:
    """Raises alarms in `scope`'s stage to one topic; does nothing where alarms are off."""

    def __init__(self, topic: sns.ITopic | None) -> None:
        self._topic = topic

    def above(
        self,
        scope: Construct,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        says: str,
        *,
        periods: int = 1,
    ) -> None:
        """An alarm when the metric exceeds the threshold for some periods in a row."""
        over = cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
        self._alarm(scope, name, metric, threshold, says, periods, over)

    def below(
        self,
        scope: Construct,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        says: str,
        *,
        periods: int = 1,
    ) -> None:
        """An alarm when the metric is under the threshold for some periods in a row."""
        under = cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        self._alarm(scope, name, metric, threshold, says, periods, under)

    def _alarm(
        self,
        scope: Construct,
        name: str,
        metric: cloudwatch.IMetric,
        threshold: float,
        says: str,
        periods: int,
        operator: cloudwatch.ComparisonOperator,
    ) -> None:
        if self._topic is None or not stage_of(scope).alarms:
            return
        alarm = cloudwatch.Alarm(
            scope,
            name,
            metric=metric,
            threshold=threshold,
            evaluation_periods=periods,
            comparison_operator=operator,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
            alarm_description=says,
        )
        alarm.add_alarm_action(actions.SnsAction(self._topic))
        alarm.add_ok_action(actions.SnsAction(self._topic))
