"""S3 buckets: private, encrypted, TLS only, with their access logged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from aws_cdk import Duration, Stack
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.cdk.parts.grant import Accepted, Grant, allow
from infra.cdk.parts.platform import removal_policy, resource
from infra.cdk.parts.table import Table
from infra.cdk.parts.write_once import write_once


@dataclass(frozen=True)
class Arrivals:
    """What a bucket tells of objects that have arrived."""

    bucket: "Bucket"


@dataclass(frozen=True)
class Lifetime:
    """Objects under a prefix ("" = all) go after some days."""

    prefix: str
    days: int


class Bucket(Construct):
    def __init__(
        self,
        scope: Construct,
        name: str,
        *,
        variable: str,
        logs: s3.IBucket,
        cors: Sequence[s3.CorsRule] = (),
        lifetimes: Sequence[Lifetime] = (),
        versioned: bool = False,
        tells: bool = False,
        once: str = "",
    ) -> None:
        """`variable` names the bucket to functions; `tells`: events go to EventBridge.

        `once`: what is under this prefix is written once, and neither changes nor goes.
        """
        super().__init__(scope, name)
        self._variable = variable
        # No policy stops a lifecycle rule.
        old_go = versioned and not once
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            versioned=versioned,
            cors=list(cors) or None,
            removal_policy=removal_policy(self),
            server_access_logs_bucket=logs,
            server_access_logs_prefix=f"s3/{name.lower()}/",
            lifecycle_rules=[
                s3.LifecycleRule(
                    id="leftovers",
                    abort_incomplete_multipart_upload_after=Duration.days(2),
                    noncurrent_version_expiration=Duration.days(30) if old_go else None,
                    expired_object_delete_marker=True if old_go else None,
                ),
                *(
                    s3.LifecycleRule(
                        id=f"expire-{lifetime.prefix.strip('/') or 'all'}",
                        prefix=lifetime.prefix or None,
                        expiration=Duration.days(lifetime.days),
                    )
                    for lifetime in lifetimes
                ),
            ],
        )

        if once:
            write_once(self.bucket, once)
        if tells:
            # The library's own switch would bring a function that sets this one property.
            cast(
                "s3.CfnBucket", resource(self.bucket)
            ).notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
                event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
                    event_bridge_enabled=True
                )
            )

    def reads(self) -> Grant:
        # Without s3:ListBucket a missing object is 403, not 404.
        listing = allow(["s3:ListBucket"], [self.bucket.bucket_arn])
        reading = self.grant(["s3:GetObject", "s3:GetObjectVersion"])
        return Grant(reading.environment, [listing, *reading.permissions], accepts=reading.accepts)

    def writes(self) -> Grant:
        return self.grant(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"])

    def erases(self) -> Grant:
        """Whole folders go: every version, and uploads that were never completed."""
        listing = allow(["s3:ListBucketVersions"], [self.bucket.bucket_arn])
        # S3's reference asks for s3:DeleteObject whenever something is deleted, versions too.
        removal = self.grant(
            ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectVersion"]
        )
        return Grant(removal.environment, [listing, *removal.permissions], accepts=removal.accepts)

    def pictures(self) -> Grant:
        """Give out leave to send a file here."""
        return self.grant(["s3:PutObject"])

    def surveys(self) -> Grant:
        """See what is there, unfinished uploads too, and read none of it."""
        actions = ("ListBucket", "ListBucketMultipartUploads", "ListBucketVersions")
        return Grant(
            {self._variable: self.bucket.bucket_name},
            [allow([f"s3:{action}" for action in actions], [self.bucket.bucket_arn])],
        )

    def arrivals(self) -> Arrivals:
        return Arrivals(self)

    def grant(self, actions: Sequence[str], keys: str = "*") -> Grant:
        """Do this to the objects of these keys."""

        def accepted(reader: Stack) -> Accepted:
            return self.any_object(reader, keys)

        return Grant(
            {self._variable: self.bucket.bucket_name},
            [allow(actions, [self.bucket.arn_for_objects(keys)])],
            accepts=[accepted],
        )

    def any_object(self, reader: Stack, keys: str = "*") -> Accepted:
        """The finding about `<bucket>/*` in a role of the stack `reader`, and why it stands."""
        own = Stack.of(self.bucket)
        if reader is own:
            arn = f"<{own.get_logical_id(resource(self.bucket))}.Arn>"
        else:
            arn = own.resolve(own.export_value(self.bucket.bucket_arn))["Fn::ImportValue"]
        return Accepted(
            f"AwsSolutions-IAM5[Resource::{arn}/{keys}]",
            "Objects' keys are made at run time: one bucket's objects is as narrow as it gets.",
        )


@dataclass(frozen=True)
class Part:
    """What one product puts into every folder of a bucket: `<folder>/<product>/<file>`."""

    bucket: Bucket
    product: str

    def writes(self) -> Grant:
        actions = ["s3:AbortMultipartUpload", "s3:PutObject"]
        return self.bucket.grant(actions, f"*/{self.product}/*")


@dataclass(frozen=True)
class Uploads:
    """Where clients send files: the bucket, and the table whose row makes a file an upload."""

    originals: Bucket
    table: Table

    def uploads(self) -> Grant:
        """Give out grants: begin an upload, keep its row, see how many are open."""
        return self._may(["s3:PutObject"], ["dynamodb:PutItem", "dynamodb:Query"])

    def resumes(self) -> Grant:
        """Go on with an upload: see its parts, sign more of them, join them."""
        return self._may(["s3:ListMultipartUploadParts", "s3:PutObject"], ["dynamodb:GetItem"])

    def aborts(self) -> Grant:
        """Give an upload up: its parts and its row."""
        return self._may(["s3:AbortMultipartUpload"], ["dynamodb:DeleteItem", "dynamodb:GetItem"])

    def downloads(self) -> Grant:
        """Give owners their files back: see which are there, sign a link to one version."""
        # Without s3:ListBucket a file that is gone is 403, not 404.
        listing = allow(["s3:ListBucket"], [self.originals.bucket.bucket_arn])
        reading = self._may(["s3:GetObjectVersion"], ["dynamodb:Query"])
        return Grant(reading.environment, [listing, *reading.permissions], accepts=reading.accepts)

    def _may(self, objects: list[str], rows: list[str]) -> Grant:
        return Grant(
            {
                **self.originals.reads().environment,
                **self.table.reads().environment,
            },
            [
                allow(objects, [self.originals.bucket.arn_for_objects("*")]),
                allow(rows, [self.table.table.table_arn]),
            ],
            accepts=[self.originals.any_object],
        )


def access_logs(scope: Construct, name: str) -> s3.Bucket:
    """Where the other buckets and the edge write who fetched what."""
    return s3.Bucket(
        scope,
        name,
        encryption=s3.BucketEncryption.S3_MANAGED,
        enforce_ssl=True,
        minimum_tls_version=1.2,
        block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
        # CloudFront's log delivery still speaks ACLs.
        object_ownership=s3.ObjectOwnership.BUCKET_OWNER_PREFERRED,
        removal_policy=removal_policy(scope),
        lifecycle_rules=[
            s3.LifecycleRule(
                id="leftovers", abort_incomplete_multipart_upload_after=Duration.days(2)
            ),
            s3.LifecycleRule(id="expire-all", expiration=Duration.days(90)),
        ],
    )
