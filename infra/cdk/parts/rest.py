"""A product's REST API, in a stack of its own: CloudFormation allows 500 resources a stack.

Its stage is named after the product, so /<product>/... needs no rewriting.
"""

import json
from dataclasses import dataclass
from typing import cast

from aws_cdk import CfnOutput, CrossStackReferences, Duration, ReferenceStrength
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.cdk.parts.alarms import FIVE_MINUTES, Alarms
from infra.cdk.parts.firewall import Firewall
from infra.cdk.parts.function import log_group_of
from infra.cdk.parts.gateway_problems import add_gateway_problems
from infra.cdk.parts.platform import Platform, Room, acknowledge, resource, stage_of
from infra.cdk.parts.route import Route

REQUEST_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match")
RESPONSE_HEADERS = ("ETag", "Location", "Retry-After")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Throttle:
    """Requests per second that one method takes in the long run, and at once."""

    rate: float
    burst: int


class RestApi(Construct):
    def __init__(
        self,
        platform: Platform,
        product: str,
        *,
        people: cognito.IUserPool,
        alarms: Alarms,
        firewall: Firewall | None,
    ) -> None:
        self.room = Room(platform, f"{product}-api")
        # An operation that goes is removed before its method here is: a strong reference would
        # forbid it.
        CrossStackReferences.of(self.room).consume(ReferenceStrength.WEAK)
        super().__init__(self.room, "Api")
        stage = stage_of(self)
        logs = log_group_of(self, f"/didit360/{product}/access", "AccessLogs")
        self.api = apigateway.RestApi(
            self,
            "Rest",
            rest_api_name=f"didit360-{product}",
            description=f"Didit360 {product}",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,  # one role an account: stacks/shared.py
            default_cors_preflight_options=_preflight(stage.origins),
            deploy_options=apigateway.StageOptions(
                stage_name=product,
                tracing_enabled=True,
                access_log_destination=apigateway.LogGroupLogDestination(logs),
                access_log_format=apigateway.AccessLogFormat.custom(json.dumps(_ACCESS_LOG)),
            ),
        )
        self._settings = [self._setting("/*", "*", Throttle(stage.rate_per_second, stage.burst))]
        self._authorizer = apigateway.CognitoUserPoolsAuthorizer(
            self, "People", cognito_user_pools=[people]
        )
        add_gateway_problems(self.api, stage.origins)
        if firewall:
            # The API can be called beside the edge, so it has a web ACL of its own.
            firewall.guard(self.api.deployment_stage)
        self._acknowledge()
        self._alarm(alarms, product)
        CfnOutput(self.room, "ApiId", value=self.api.rest_api_id)

    def add(
        self,
        route: Route,
        handler: lambda_.IFunction,
        *,
        public: bool,
        throttle: Throttle | None,
    ) -> None:
        """Answer a route with a function; everybody but `public` brings a token."""
        method = self.api.root.resource_for_path(route.path).add_method(
            route.method,
            apigateway.LambdaIntegration(handler, allow_test_invoke=False),
            authorization_type=(
                apigateway.AuthorizationType.NONE
                if public
                else apigateway.AuthorizationType.COGNITO
            ),
            authorizer=None if public else self._authorizer,
        )
        if public:
            acknowledge(
                resource(method),
                *("AwsSolutions-APIG4", "AwsSolutions-COG4"),
                reason="A public operation: it answers anybody the same.",
            )
        if throttle:
            self._settings.append(self._setting(route.path, route.method, throttle))
        self._stage.method_settings = [*self._settings]

    @property
    def _stage(self) -> apigateway.CfnStage:
        return cast("apigateway.CfnStage", resource(self.api.deployment_stage))

    @staticmethod
    def _setting(
        path: str, method: str, throttle: Throttle
    ) -> apigateway.CfnStage.MethodSettingProperty:
        return apigateway.CfnStage.MethodSettingProperty(
            resource_path=path if path == "/*" else _escaped(path),
            http_method=method,
            throttling_rate_limit=throttle.rate,
            throttling_burst_limit=throttle.burst,
            logging_level="ERROR",
            metrics_enabled=True,
            # A request's body holds what people wrote: never in a log.
            data_trace_enabled=False,
        )

    def _acknowledge(self) -> None:
        acknowledge(
            self.api,
            "AwsSolutions-APIG2",
            reason="Each operation validates its request with pydantic and says what is wrong.",
        )

    def _alarm(self, alarms: Alarms, product: str) -> None:
        alarms.above(
            self,
            "Failing",
            self.api.metric_server_error(period=FIVE_MINUTES, statistic="Sum"),
            0,
            f"{product} answered 5xx: see the function's log group for the request id",
        )
        alarms.above(
            self,
            "Slow",
            self.api.metric_latency(period=FIVE_MINUTES, statistic=cloudwatch.Stats.percentile(99)),
            3000,
            f"{product} takes more than 3 s for one request in a hundred",
            periods=3,
        )


def _preflight(origins: tuple[str, ...]) -> apigateway.CorsOptions | None:
    if not origins:
        return None
    return apigateway.CorsOptions(
        allow_origins=list(origins),
        allow_methods=list(_METHODS),
        allow_headers=list(REQUEST_HEADERS),
        expose_headers=list(RESPONSE_HEADERS),
        allow_credentials=True,
        max_age=Duration.hours(1),
    )


def _escaped(path: str) -> str:
    """A resource path as API Gateway's method settings want it, without the first slash's ~1."""
    return "/" + path.removeprefix("/").replace("/", "~1")


_ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "ip": "$context.identity.sourceIp",
    "person": "$context.authorizer.claims.sub",
    "method": "$context.httpMethod",
    "resource": "$context.resourcePath",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "latencyMs": "$context.responseLatency",
    "integrationMs": "$context.integrationLatency",
    "error": "$context.error.message",
    "agent": "$context.identity.userAgent",
}
