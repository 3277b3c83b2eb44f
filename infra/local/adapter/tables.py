"""Every resource type the adapter knows: taken as it is, left out, or replaced (replace.py).

A type that stands nowhere here stops the deployment: add it to one of the tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT = frozenset(
    {
        "AWS::ApiGateway::Account",
        "AWS::ApiGateway::Authorizer",
        "AWS::ApiGateway::Deployment",
        "AWS::ApiGateway::GatewayResponse",
        "AWS::ApiGateway::Method",
        "AWS::ApiGateway::Model",
        "AWS::ApiGateway::RequestValidator",
        "AWS::ApiGateway::Resource",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
        "AWS::Cognito::UserPool",
        "AWS::Cognito::UserPoolClient",
        "AWS::Cognito::UserPoolGroup",
        "AWS::DynamoDB::GlobalTable",
        "AWS::DynamoDB::Table",
        "AWS::Events::EventBus",
        "AWS::Events::Rule",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Policy",
        "AWS::IAM::Role",
        "AWS::KMS::Alias",
        "AWS::KMS::Key",
        "AWS::Lambda::Alias",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Permission",
        "AWS::Logs::LogGroup",
        "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SNS::TopicPolicy",
        "AWS::SQS::Queue",
        "AWS::SQS::QueuePolicy",
        "AWS::SSM::Parameter",
        "AWS::Scheduler::Schedule",
        "AWS::Scheduler::ScheduleGroup",
        "AWS::SecretsManager::Secret",
        "AWS::StepFunctions::StateMachine",
        "Custom::MediaSigningKey",
    }
)


@dataclass(frozen=True)
class LeftOut:
    """Why a type is not deployed here, and what a reference to such a resource becomes.

    `stands_for` gives a text for an attribute of Fn::GetAtt, and for Ref under the name "Ref"; a
    reference with none stops the deployment, but for outputs, which go with their resource.
    """

    reason: str
    stands_for: Mapping[str, str] = field(default_factory=dict)


LEFT_OUT = {
    "AWS::CDK::Metadata": LeftOut("Tells AWS which constructs were used."),
    "AWS::CloudFront::KeyGroup": LeftOut("The edge here reads the public keys themselves."),
    "AWS::CloudWatch::Alarm": LeftOut("Nobody is woken by one's own machine."),
    "AWS::CloudWatch::CompositeAlarm": LeftOut("Nobody is woken by one's own machine."),
    "AWS::CloudWatch::Dashboard": LeftOut("There is no console here to show it."),
    "AWS::Lambda::LayerVersion": LeftOut(
        "The code of a layer comes from this machine: its virtual environment or a built folder."
    ),
    "AWS::Lambda::Version": LeftOut(
        "An alias names what is there now, so that an edit is live without publishing.",
        {"Version": "$LATEST"},
    ),
    "AWS::Logs::MetricFilter": LeftOut("Nothing reads the metrics here."),
    "AWS::Logs::ResourcePolicy": LeftOut("Nobody else's logs arrive here."),
}

LEFT_OUT_STACKS = {
    "network": "There is no VPC on one machine: everything is on the loopback interface.",
    "edge": "infra.local.edge is the front door here, signed cookies and all.",
    "observability": "Dashboards and alarms watch AWS.",
}
