"""What the products share: the bus they meet on, the alarms' topic, the access logs."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.bucket import Bucket, Lifetime, access_logs
from infra.cdk.parts.firewall import Firewall
from infra.cdk.parts.grant import allow
from infra.cdk.parts.limits import Limits
from infra.cdk.parts.platform import Platform, Room, acknowledge, resource
from infra.cdk.parts.table import Table

BUS = "didit360"


class SharedStack(Room):
    def __init__(self, platform: Platform) -> None:
        super().__init__(platform, "shared")
        self.bus = events.EventBus(
            self, "Bus", event_bus_name=BUS, description="Where products tell what happened"
        )
        self.topic = self._topic() if self.stage.alarms else None
        self.alarms = Alarms(self.topic)
        self.access_logs = access_logs(self, "AccessLogs")
        self.limits = Limits(
            Table(
                self,
                "Limits",
                variable="LIMITS_TABLE",
                key="id",
                expires="expires",
                recoverable=False,
            ),
            self._edge_key() if "edge" in self.stage.stacks else None,
        )
        self.firewall = (
            Firewall(self, "Apis", "REGIONAL", self.limits.edge_key)
            if self.stage.firewall
            else None
        )
        # Not in the stack of accounts: products that accounts needs write here, too.
        self.exports = Bucket(
            self,
            "Exports",
            variable="EXPORTS_BUCKET",
            logs=self.access_logs,
            lifetimes=[Lifetime("", days=7)],
        )
        self._api_gateway_may_log()

    def _edge_key(self) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            "EdgeKey",
            description="CloudFront adds it to requests, so that limits believe who the viewer is",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=48, exclude_punctuation=True
            ),
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(
            resource(secret),
            "AwsSolutions-SMG4",
            reason="Both ends read it when they are deployed; who has it may only misstate their "
            "own address to a rate limit.",
        )
        return secret

    def _topic(self) -> sns.Topic:
        key = kms.Key(
            self,
            "AlarmsKey",
            description="Encrypts alarms on their way",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.DESTROY,
        )
        # The AWS-managed key of SNS cannot be used by CloudWatch.
        key.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["kms:Decrypt", "kms:GenerateDataKey"],
                resources=["*"],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
        topic = sns.Topic(self, "Alarms", master_key=key, enforce_ssl=True)
        topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
            )
        )
        if self.stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self.stage.alarm_email))
        return topic

    def _api_gateway_may_log(self) -> None:
        """API Gateway writes the logs of every REST API of the account with this one role."""
        role = iam.Role(
            self, "ApiGatewayLogs", assumed_by=iam.ServicePrincipal("apigateway.amazonaws.com")
        )
        actions = (
            *("CreateLogGroup", "CreateLogStream", "DescribeLogGroups", "DescribeLogStreams"),
            *("FilterLogEvents", "GetLogEvents", "PutLogEvents"),
        )
        role.add_to_policy(allow([f"logs:{action}" for action in actions], ["*"]))
        acknowledge(
            role,
            "AwsSolutions-IAM5[Resource::*]",
            reason="API Gateway refuses an account role with less: it creates the groups of "
            "execution logs itself, under names that it chooses.",
        )
        apigateway.CfnAccount(self, "ApiGatewayAccount", cloud_watch_role_arn=role.role_arn)
