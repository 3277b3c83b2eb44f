"""PostgreSQL: an Aurora cluster that grows with its load, RDS Proxy before it, its migrations.

functions -> proxy -> cluster, and the migrations' function -> cluster: no other way leads in.
Who may come stands in IAM from end to end; the administrator's password is Aurora's own affair,
and only the migrations read it.
"""

import hashlib
from typing import cast

from aws_cdk import ArnFormat, CustomResource, Duration, Fn, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_rds as rds

from infra.cdk.parts.alarms import FIVE_MINUTES
from infra.cdk.parts.database import NAME, PORT, Door, roles
from infra.cdk.parts.function import Shape, log_group_of
from infra.cdk.parts.grant import Grant, Place, allow
from infra.cdk.parts.packages import FUNCTIONS, MIGRATIONS
from infra.cdk.parts.platform import Platform, Room, acknowledge, removal_policy, resource
from infra.cdk.parts.product import Product
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.stacks.network import NetworkStack

USERS = tuple(role for product in ("accounts", "music", "nfts") for role in roles(product))
"""The login roles, two a product, that didit360.migrations makes."""
# Nothing newer than the local run's PostgreSQL: that is 18.
_VERSION = rds.AuroraPostgresEngineVersion.VER_17_9
_MIGRATION = Shape(memory=512, seconds=600)


class DatabaseStack(Room):
    def __init__(self, platform: Platform, around: Surroundings, network: NetworkStack) -> None:
        super().__init__(platform, "database")
        self._vpc = network.vpc
        self._guards()
        self.cluster = self._cluster()
        self.proxy = self._proxy()
        self.door = Door(
            host=self.proxy.endpoint,
            users=self._users(Fn.select(6, Fn.split(":", self.proxy.db_proxy_arn))),
            place=Place(self._vpc, "functions", self._functions_guard),
        )
        self._migrations(around)
        around.alarms.above(
            self.cluster,
            "Full",
            self.cluster.metric_acu_utilization(period=FIVE_MINUTES, statistic="Maximum"),
            90,
            "PostgreSQL is about as big as it may grow: raise the stage's most_capacity",
            periods=3,
        )

    def _guards(self) -> None:
        """Security groups; what is not named here does not pass."""
        self._functions_guard = self._guard("Functions", "Functions that ask PostgreSQL")
        self._migrations_guard = self._guard("Migrations", "What brings PostgreSQL forward")
        self._proxy_guard = self._guard("ProxyGuard", "RDS Proxy")
        self._cluster_guard = self._guard("ClusterGuard", "PostgreSQL")
        tls, postgres = ec2.Port.tcp(443), ec2.Port.tcp(PORT)
        for guard in (self._functions_guard, self._migrations_guard):
            # There is no gateway to the internet: this reaches the VPC's endpoints and no more.
            guard.add_egress_rule(ec2.Peer.any_ipv4(), tls, "AWS, by the VPC's endpoints")
        # From the proxy to the cluster: by the library, where the two meet.
        for client, server in (
            (self._functions_guard, self._proxy_guard),
            (self._migrations_guard, self._cluster_guard),
        ):
            client.add_egress_rule(server, postgres, "PostgreSQL")
            server.add_ingress_rule(client, postgres, "PostgreSQL")

    def _guard(self, name: str, says: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self, name, vpc=self._vpc, description=says, allow_all_outbound=False
        )

    def _cluster(self) -> rds.DatabaseCluster:
        stage = self.stage
        name = f"didit360-{stage.name}"
        logs = log_group_of(self, f"/aws/rds/cluster/{name}/postgresql")
        engine = rds.DatabaseClusterEngine.aurora_postgres(version=_VERSION)
        key = kms.Key(
            self,
            "Key",
            description="Encrypts PostgreSQL",
            enable_key_rotation=True,
            removal_policy=removal_policy(self),
        )
        cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            engine=engine,
            cluster_identifier=name,
            default_database_name=NAME,
            writer=_instance("Writer", leads=True),
            readers=[
                _instance(f"Reader{number}", leads=False)
                for number in range(1, stage.database_readers + 1)
            ],
            serverless_v2_min_capacity=stage.least_capacity,
            serverless_v2_max_capacity=stage.most_capacity,
            vpc=self._vpc,
            vpc_subnets=_DATA,
            security_groups=[self._cluster_guard],
            storage_encrypted=True,
            storage_encryption_key=key,
            iam_authentication=True,
            # Aurora makes the password, keeps it in Secrets Manager and changes it every week.
            manage_master_user_password=True,
            parameters={
                "rds.force_ssl": "1",
                "log_min_duration_statement": "1000",
                # What people wrote is in a statement's parameters: never in a log.
                "log_parameter_max_length": "0",
                "log_parameter_max_length_on_error": "0",
            },
            backup=rds.BackupProps(retention=Duration.days(35 if stage.keep_data else 1)),
            copy_tags_to_snapshot=True,
            cloudwatch_logs_exports=["postgresql"],
            deletion_protection=stage.keep_data,
            removal_policy=RemovalPolicy.SNAPSHOT if stage.keep_data else RemovalPolicy.DESTROY,
        )
        if not stage.keep_data:
            acknowledge(
                resource(cluster),
                "AwsSolutions-RDS10",
                reason="This stage's data may go with its stack.",
            )
        # Else PostgreSQL's first line makes the group, and it keeps everything for ever.
        cluster.node.add_dependency(logs)
        return cluster

    def _proxy(self) -> rds.DatabaseProxy:
        role = iam.Role(
            self,
            "ProxyRole",
            assumed_by=iam.ServicePrincipal("rds.amazonaws.com"),
            description="RDS Proxy comes to PostgreSQL as whoever came to it",
            inline_policies={
                "may": iam.PolicyDocument(
                    statements=[
                        allow(
                            ["rds-db:connect"],
                            [
                                f"{self._users(self.cluster.cluster_resource_identifier)}/{user}"
                                for user in USERS
                            ],
                        )
                    ]
                )
            },
        )
        proxy = rds.DatabaseProxy(
            self,
            "Proxy",
            proxy_target=rds.ProxyTarget.from_cluster(self.cluster),
            default_auth_scheme=rds.DefaultAuthScheme.IAM_AUTH,
            iam_auth=True,
            require_tls=True,
            role=role,
            vpc=self._vpc,
            vpc_subnets=_DATA,
            security_groups=[self._proxy_guard],
            idle_client_timeout=Duration.minutes(15),
            max_connections_percent=90,
        )
        target = cast("rds.CfnDBProxyTargetGroup", proxy.node.find_child("ProxyTargetGroup"))
        # The library says the platform's tags here too, and CloudFormation knows none.
        target.add_property_deletion_override("Tags")
        return proxy

    def _users(self, server: str) -> str:
        """The ARN of the database users of a cluster or a proxy, without the name."""
        return self.format_arn(
            service="rds-db",
            resource="dbuser",
            resource_name=server,
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    def _migrations(self, around: Surroundings) -> None:
        secret = self.cluster.secret
        if secret is None:
            raise ValueError("the cluster has no secret of its administrator")
        self.product = Product(self, "database", around, more=[MIGRATIONS])
        migrate = self.product.custom_resource(
            "migrate",
            shape=_MIGRATION,
            layers=["postgres"],
            grant=Grant(
                {
                    "PGHOST": self.cluster.cluster_endpoint.hostname,
                    "PGPORT": str(PORT),
                    "PGDATABASE": NAME,
                    "DATABASE_SECRET": secret.secret_arn,
                },
                [
                    allow(["secretsmanager:GetSecretValue"], [secret.secret_arn]),
                ],
                place=Place(self._vpc, "functions", self._migrations_guard),
            ),
        )
        CustomResource(
            self,
            "Schemas",
            service_token=migrate,
            service_timeout=Duration.seconds(_MIGRATION.seconds + 60),
            resource_type="Custom::DatabaseSchemas",
            properties={"Migrations": _fingerprint()},
        ).node.add_dependency(self.cluster)


_DATA = ec2.SubnetSelection(subnet_group_name="data")


def _instance(name: str, *, leads: bool) -> rds.IClusterInstance:
    return rds.ClusterInstance.serverless_v2(
        name,
        # A reader that is to take over must be as big as the writer is.
        scale_with_writer=None if leads else True,
        auto_minor_version_upgrade=True,
        enable_performance_insights=True,
        publicly_accessible=False,
    )


def _fingerprint() -> str:
    """Changes with every migration: the custom resource then runs."""
    digest = hashlib.sha256()
    for file in sorted(FUNCTIONS.glob(MIGRATIONS)):
        digest.update(f"\0{file.relative_to(FUNCTIONS)}\0".encode() + file.read_bytes())
    return digest.hexdigest()
