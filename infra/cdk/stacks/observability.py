"""One page that shows whether the platform is well: requests, workflows, queues, functions."""

from collections.abc import Iterable

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.cdk.parts.platform import Platform, Room
from infra.cdk.parts.product import Product
from infra.cdk.stacks.media import MediaStack

_MINUTE = Duration.minutes(1)
_WIDE, _HALF = 24, 12


class ObservabilityStack(Room):
    def __init__(self, platform: Platform, media: MediaStack, products: Iterable[Product]) -> None:
        super().__init__(platform, "observability")
        products = list(products)
        self.dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            dashboard_name=f"didit360-{self.stage.name}",
            period_override=cloudwatch.PeriodOverride.AUTO,
            widgets=[[_requests(product), _latency(product)] for product in products]
            + [[_workflow(media)]]
            + [[_functions(product)] for product in (media.media, *products)],
        )


def _requests(product: Product) -> cloudwatch.IWidget:
    api = product.api.api
    return cloudwatch.GraphWidget(
        title=f"{product.name}: requests, refused, failed",
        width=_HALF,
        left=[
            api.metric_count(period=_MINUTE, label="requests"),
            api.metric_client_error(period=_MINUTE, statistic="Sum", label="refused (4xx)"),
            api.metric_server_error(period=_MINUTE, statistic="Sum", label="failed (5xx)"),
        ],
    )


def _latency(product: Product) -> cloudwatch.IWidget:
    api = product.api.api
    return cloudwatch.GraphWidget(
        title=f"{product.name}: milliseconds to answer",
        width=_HALF,
        left=[
            api.metric_latency(
                period=_MINUTE, statistic=cloudwatch.Stats.percentile(percent), label=f"p{percent}"
            )
            for percent in (50, 95, 99)
        ],
    )


def _workflow(media: MediaStack) -> cloudwatch.IWidget:
    machine = media.workflow.machine
    return cloudwatch.GraphWidget(
        title="transcode: uploads that became streams, failed; seconds to play",
        width=_WIDE,
        left=[
            machine.metric_started(period=_MINUTE, label="started"),
            machine.metric_succeeded(period=_MINUTE, label="done"),
            machine.metric_failed(period=_MINUTE, label="failed"),
        ],
        right=[machine.metric_time(period=_MINUTE, statistic="p90", label="time, p90")],
    )


def _functions(product: Product) -> cloudwatch.IWidget:
    """By name patterns would be shorter; by function it survives a rename."""
    functions = product.functions.items()
    return cloudwatch.GraphWidget(
        title=f"{product.name}: errors of its functions",
        width=_WIDE,
        stacked=True,
        left=[
            function.function.metric_errors(period=_MINUTE, label=name)
            for name, function in functions
        ],
    )
