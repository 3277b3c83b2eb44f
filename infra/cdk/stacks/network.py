"""The private network that databases will live in: no way in or out but named endpoints."""

from aws_cdk import Fn
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam

from infra.cdk.parts.function import log_group_of
from infra.cdk.parts.platform import Platform, Room

# One subnet of each kind an availability zone; 4,091 addresses each leave room for Lambda.
_CIDR = "10.36.0.0/16"
_SUBNET_BITS = 20


class NetworkStack(Room):
    def __init__(self, platform: Platform) -> None:
        super().__init__(platform, "network")
        self.vpc = ec2.Vpc(
            self,
            "Vpc",
            vpc_name=f"didit360-{self.stage.name}",
            ip_addresses=ec2.IpAddresses.cidr(_CIDR),
            availability_zones=[Fn.select(zone, Fn.get_azs()) for zone in range(self.stage.zones)],
            nat_gateways=0,
            # No rules to clear: the restricting custom resource of the library is not needed,
            # because nothing is ever put into the default security group.
            restrict_default_security_group=False,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="functions",
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED,
                    cidr_mask=_SUBNET_BITS,
                ),
                ec2.SubnetConfiguration(
                    name="data",
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED,
                    cidr_mask=_SUBNET_BITS,
                ),
            ],
            gateway_endpoints={
                "S3": ec2.GatewayVpcEndpointOptions(service=ec2.GatewayVpcEndpointAwsService.S3),
                "DynamoDb": ec2.GatewayVpcEndpointOptions(
                    service=ec2.GatewayVpcEndpointAwsService.DYNAMODB
                ),
            },
        )
        self.vpc.add_flow_log(
            "FlowLog",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(
                log_group_of(self, "/didit360/network/flows", "Flows")
            ),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )
        for service in self.stage.interface_endpoints:
            self._endpoint(service)

    def _endpoint(self, service: str) -> None:
        name = service.title().replace("-", "").replace(".", "")
        guard = ec2.SecurityGroup(
            self,
            f"{name}Guard",
            vpc=self.vpc,
            description=f"The endpoint of {service}",
            allow_all_outbound=False,
        )
        guard.add_ingress_rule(ec2.Peer.ipv4(_CIDR), ec2.Port.tcp(443), "From this network")
        endpoint = self.vpc.add_interface_endpoint(
            name,
            service=ec2.InterfaceVpcEndpointAwsService(service),
            subnets=ec2.SubnetSelection(subnet_group_name="functions"),
            security_groups=[guard],
            open=False,
        )
        # No way out with somebody else's keys, either.
        endpoint.add_to_policy(
            iam.PolicyStatement(
                principals=[iam.AnyPrincipal()],
                actions=["*"],
                resources=["*"],
                conditions={"StringEquals": {"aws:PrincipalAccount": self.account}},
            )
        )
