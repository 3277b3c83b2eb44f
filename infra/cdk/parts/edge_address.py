"""Where the platform answers: what the edge writes, and functions read (didit360.playback)."""

from aws_cdk import Stack
from constructs import Construct

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.signing import edge_url_parameter


class EdgeAddress:
    def __init__(self, scope: Construct) -> None:
        self._parameter = edge_url_parameter(scope)
        self._arn = Stack.of(scope).format_arn(
            service="ssm", resource="parameter", resource_name=self._parameter.removeprefix("/")
        )

    def reads(self) -> Grant:
        return Grant(
            {"EDGE_URL_PARAMETER": self._parameter}, [allow(["ssm:GetParameter"], [self._arn])]
        )
