"""The two keys that sign playback grants: private halves in secrets, public ones at CloudFront."""

from aws_cdk import CustomResource, Duration, RemovalPolicy
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.cdk.parts.function import Shape
from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import acknowledge, resource, stage_of
from infra.cdk.parts.product import Product


class MediaKeys(Construct):
    """Keys a and b. One signs; both are trusted, so that either can be replaced in peace."""

    def __init__(self, scope: Construct, media: Product) -> None:
        super().__init__(scope, "MediaKeys")
        keys = stage_of(self).signing_keys
        # A new generation is a new key beside the old one: CloudFront's keys cannot change.
        names = {key: f"{key}{generation}" for key, generation in keys.generations.items()}
        self._secrets = {key: self._secret(name) for key, name in names.items()}
        arns = [secret.secret_arn for secret in self._secrets.values()]
        maker = media.custom_resource(
            "signing_key",
            shape=Shape(memory=512, seconds=60),
            layers=["signing"],
            grant=Grant(
                permissions=[
                    allow(["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], arns)
                ]
            ),
        )
        self.public_keys = {
            key: self._public_key(name, self._secrets[key], maker) for key, name in names.items()
        }
        self._active = keys.active

    def plays(self) -> Grant:
        """What didit360.playback does: read the active private key and the edge's address."""
        secret = self._secrets[self._active]
        stack = secret.stack
        parameter = edge_url_parameter(self)
        arn = stack.format_arn(
            service="ssm", resource="parameter", resource_name=parameter.removeprefix("/")
        )
        return Grant(
            {
                "MEDIA_KEY_PAIR_ID": self.public_keys[self._active].ref,
                "MEDIA_SIGNING_SECRET": secret.secret_arn,
                "EDGE_URL_PARAMETER": parameter,
            },
            [
                allow(["secretsmanager:GetSecretValue"], [secret.secret_arn]),
                allow(["ssm:GetParameter"], [arn]),
            ],
            layers=["signing"],
        )

    def _secret(self, name: str) -> secretsmanager.Secret:
        secret = secretsmanager.Secret(
            self,
            f"Private{name.upper()}",
            description=f"Private key {name} of media grants (PEM)",
            removal_policy=RemovalPolicy.DESTROY,
        )
        acknowledge(
            resource(secret),
            "AwsSolutions-SMG4",
            reason="Rotated by raising the key's generation in the stage's settings: a timer "
            "would cut off every listener whose grant the old key signed.",
        )
        return secret

    def _public_key(
        self, name: str, secret: secretsmanager.Secret, maker: str
    ) -> cloudfront.CfnPublicKey:
        pair = CustomResource(
            self,
            f"Pair{name.upper()}",
            service_token=maker,
            service_timeout=Duration.minutes(2),
            resource_type="Custom::MediaSigningKey",
            properties={"Key": name, "SecretId": secret.secret_arn},
        )
        return cloudfront.CfnPublicKey(
            self,
            f"Public{name.upper()}",
            public_key_config=cloudfront.CfnPublicKey.PublicKeyConfigProperty(
                name=f"didit360-{stage_of(self).name}-{name}",
                caller_reference=f"didit360-{stage_of(self).name}-{name}",
                encoded_key=pair.get_att_string("PublicKey"),
            ),
        )


def edge_url_parameter(scope: Construct) -> str:
    """Where the edge writes the platform's one address: APIs and edge cannot name each other."""
    return f"/didit360/{stage_of(scope).name}/edge-url"
