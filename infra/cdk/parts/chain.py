"""The chain that the contracts are on, the nodes that it is asked through, and the minter's key."""

from dataclasses import dataclass, replace

from aws_cdk import CfnOutput, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import acknowledge, removal_policy, resource, stage_of

LAYER = "ethereum"


@dataclass(frozen=True)
class Minter:
    """Which account it is that mints: read by those who look after what it sent, and sign none."""

    key: kms.IKey

    def reads(self) -> Grant:
        arn = self.key.key_arn
        return Grant({"MINTER_KEY_ID": arn}, [allow(["kms:GetPublicKey"], [arn])], layers=[LAYER])


class Chain(Construct):
    """`didit360 contracts deploy` writes the parameter; a person puts the nodes into the secret.

    The minter's private key is made in KMS and cannot leave it.
    """

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, "Chain")
        self.parameter = f"/didit360/{stage_of(self).name}/chain"
        self.nodes = secretsmanager.Secret(
            self,
            "Nodes",
            description='Where the chain\'s nodes are: {"urls": ["https://...", "https://..."]}',
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(
            resource(self.nodes),
            "AwsSolutions-SMG4",
            reason="Its keys are the providers': they are replaced where they were made.",
        )
        self.key = kms.Key(
            self,
            "MinterKey",
            description="The account that publishes, mints and airdrops",
            key_spec=kms.KeySpec.ECC_SECG_P256K1,
            key_usage=kms.KeyUsage.SIGN_VERIFY,
            removal_policy=removal_policy(self),
        )
        self.minter = Minter(self.key)
        # By these the command that deploys the contracts finds them.
        CfnOutput(scope, "ChainParameter", value=self.parameter)
        CfnOutput(scope, "NodesSecret", value=self.nodes.secret_arn)
        CfnOutput(scope, "MinterKey", value=self.key.key_arn)

    def asks(self) -> Grant:
        """What nfts.data.chain does: which chain it is, where its nodes are."""
        arn = self.nodes.stack.format_arn(
            service="ssm", resource="parameter", resource_name=self.parameter.removeprefix("/")
        )
        return Grant(
            {"CHAIN_PARAMETER": self.parameter, "NODE_SECRET": self.nodes.secret_arn},
            [
                allow(["ssm:GetParameter"], [arn]),
                allow(["secretsmanager:GetSecretValue"], [self.nodes.secret_arn]),
            ],
            layers=[LAYER],
        )

    def signs(self) -> Grant:
        """What nfts.data.minter does: digests, and nothing else, with this key alone."""
        only = {
            "StringEquals": {
                "kms:SigningAlgorithm": "ECDSA_SHA_256",
                "kms:MessageType": "DIGEST",
            }
        }
        known = self.minter.reads()
        return replace(
            known, permissions=[allow(["kms:Sign"], [self.key.key_arn], only), *known.permissions]
        )
