"""The platform's one host: the APIs, under /media/ the streams, behind signed cookies, and under
/images/ the pictures, for everybody.
"""

from collections.abc import Mapping

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_route53 as route53
from aws_cdk import aws_route53_targets as route53_targets
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from infra.cdk.parts.firewall import Firewall
from infra.cdk.parts.limits import EDGE_HEADER, Limits, edge_key_of
from infra.cdk.parts.platform import Platform, Room, acknowledge, resource
from infra.cdk.parts.product import Product
from infra.cdk.parts.signing import edge_url_parameter
from infra.cdk.settings import Domain
from infra.cdk.stacks.media import MediaStack

CLOUDFRONT_REGION = "us-east-1"


class EdgeStack(Room):
    def __init__(
        self,
        platform: Platform,
        media: MediaStack,
        products: Mapping[str, Product],
        logs: s3.IBucket,
        limits: Limits,
    ) -> None:
        super().__init__(platform, "edge")
        self._limits = limits
        shield = Shield(
            self
            if self.stage.region == CLOUDFRONT_REGION
            else Room(platform, "shield", region=CLOUDFRONT_REGION)
        )
        trusted = cloudfront.CfnKeyGroup(
            self,
            "MediaKeys",
            key_group_config=cloudfront.CfnKeyGroup.KeyGroupConfigProperty(
                name=f"didit360-{self.stage.name}",
                items=[key.ref for key in media.keys.public_keys.values()],
            ),
        )
        stored = self._stored(media)
        streams = self._streams(stored, trusted)
        domain = self.stage.domain
        distribution = cloudfront.Distribution(
            self,
            "Distribution",
            comment=f"Didit360 {self.stage.name}",
            # Whatever is no API is a stream: without a grant, everything else is 403.
            default_behavior=streams,
            additional_behaviors={
                "/images/*": self._images(stored),
                **{f"/{name}/*": self._api(product) for name, product in products.items()},
            },
            web_acl_id=shield.web_acl_arn,
            certificate=shield.certificate,
            domain_names=[domain.host] if domain else None,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021
            if domain
            else None,
            price_class=cloudfront.PriceClass.PRICE_CLASS_ALL,
            enable_logging=True,
            log_bucket=logs,
            log_file_prefix="edge/",
        )
        host = domain.host if domain else distribution.distribution_domain_name
        if domain:
            self._name(domain, distribution)
        self.distribution = distribution
        ssm.StringParameter(
            self,
            "Url",
            parameter_name=edge_url_parameter(self),
            string_value=f"https://{host}",
            description="The platform's one address; playback grants are signed for it",
        )
        CfnOutput(self, "EdgeUrl", value=f"https://{host}")
        acknowledge(
            resource(distribution),
            "AwsSolutions-CFR1",
            reason="Music is for the whole world; rights by country are the catalogue's affair.",
        )
        acknowledge(
            distribution,
            "Annotation::@aws-cdk/aws-cloudfront-origins:updateImportedBucketPolicyOac",
            reason="The streams bucket's policy is written in the media stack.",
        )
        if not domain:
            acknowledge(
                resource(distribution),
                "AwsSolutions-CFR4",
                reason="CloudFront's own domain fixes its TLS policy; with a domain of ours "
                "configured it is TLS 1.2.",
            )

    def _stored(self, media: MediaStack) -> cloudfront.IOrigin:
        # Known by its attributes: the bucket's own policy is written in its own stack.
        bucket = s3.Bucket.from_bucket_attributes(
            self,
            "Streams",
            bucket_arn=media.streams.bucket.bucket_arn,
            bucket_regional_domain_name=media.streams.bucket.bucket_regional_domain_name,
            region=self.stage.region,
        )
        return origins.S3BucketOrigin.with_origin_access_control(bucket)

    def _images(self, stored: cloudfront.IOrigin) -> cloudfront.BehaviorOptions:
        """Pictures are public, and what stands under one URL never changes."""
        return cloudfront.BehaviorOptions(
            origin=stored,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            response_headers_policy=self._image_headers(),
        )

    def _image_headers(self) -> cloudfront.ResponseHeadersPolicy:
        return cloudfront.ResponseHeadersPolicy(
            self,
            "ImageHeaders",
            comment="Pictures: for every origin, no sniffing",
            security_headers_behavior=_security(),
            cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
                access_control_allow_origins=["*"],
                access_control_allow_credentials=False,
                access_control_allow_methods=["GET", "HEAD"],
                access_control_allow_headers=["*"],
                access_control_max_age=Duration.hours(1),
                origin_override=True,
            ),
        )

    def _streams(
        self, stored: cloudfront.IOrigin, trusted: cloudfront.CfnKeyGroup
    ) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=stored,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
            cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
            origin_request_policy=cloudfront.OriginRequestPolicy.CORS_S3_ORIGIN,
            response_headers_policy=self._media_headers(),
            trusted_key_groups=[
                cloudfront.KeyGroup.from_key_group_id(self, "Trusted", trusted.ref)
            ],
        )

    def _media_headers(self) -> cloudfront.ResponseHeadersPolicy:
        web = list(self.stage.origins)
        return cloudfront.ResponseHeadersPolicy(
            self,
            "MediaHeaders",
            comment="Streams: CORS for the configured origins, no sniffing",
            security_headers_behavior=_security(),
            cors_behavior=cloudfront.ResponseHeadersCorsBehavior(
                access_control_allow_origins=web,
                access_control_allow_credentials=True,
                access_control_allow_methods=["GET", "HEAD", "OPTIONS"],
                access_control_allow_headers=["Range"],
                access_control_expose_headers=["Content-Length", "Content-Range", "ETag"],
                access_control_max_age=Duration.hours(1),
                origin_override=True,
            )
            if web
            else None,
        )

    def _api(self, product: Product) -> cloudfront.BehaviorOptions:
        """The path goes through unchanged: the API's stage bears the product's name."""
        key = self._limits.edge_key
        host = f"{product.api.api.rest_api_id}.execute-api.{self.stage.region}.{self.url_suffix}"
        return cloudfront.BehaviorOptions(
            origin=origins.HttpOrigin(
                host,
                protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
                custom_headers={EDGE_HEADER: edge_key_of(key)} if key else None,
            ),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
            response_headers_policy=cloudfront.ResponseHeadersPolicy.SECURITY_HEADERS,
        )

    def _name(self, domain: Domain, distribution: cloudfront.Distribution) -> None:
        zone = _zone(self, domain)
        target = route53.RecordTarget.from_alias(route53_targets.CloudFrontTarget(distribution))
        route53.ARecord(self, "Ipv4", zone=zone, record_name=domain.host, target=target)
        route53.AaaaRecord(self, "Ipv6", zone=zone, record_name=domain.host, target=target)


class Shield(Construct):
    """What CloudFront takes from us-east-1 only: its web ACL and its certificate."""

    def __init__(self, scope: Room) -> None:
        super().__init__(scope, "Shield")
        self.web_acl_arn = (
            Firewall(self, "Edge", "CLOUDFRONT").arn if scope.stage.firewall else None
        )
        domain = scope.stage.domain
        self.certificate = (
            acm.Certificate(
                self,
                "Certificate",
                domain_name=domain.host,
                validation=acm.CertificateValidation.from_dns(_zone(self, domain)),
            )
            if domain
            else None
        )


def _zone(scope: Construct, domain: Domain) -> route53.IHostedZone:
    return route53.HostedZone.from_hosted_zone_attributes(
        scope, "Zone", hosted_zone_id=domain.zone_id, zone_name=domain.zone_name
    )


def _security() -> cloudfront.ResponseSecurityHeadersBehavior:
    return cloudfront.ResponseSecurityHeadersBehavior(
        content_type_options=cloudfront.ResponseHeadersContentTypeOptions(override=True),
        strict_transport_security=cloudfront.ResponseHeadersStrictTransportSecurity(
            access_control_max_age=Duration.days(365), include_subdomains=True, override=True
        ),
    )
