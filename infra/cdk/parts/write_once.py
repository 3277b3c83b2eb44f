"""A bucket's objects that are written once: S3 itself refuses to replace or delete them.

The first statement is as in
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html: whatever
creates an object must ask S3 to replace none (If-None-Match: *), be it sent at once or joined from
parts. The requests that begin an upload in parts, or bring one, create nothing and know no such
header. Copies into the prefix are refused with it.

Not Object Lock: it keeps versions, and lets a newer one take an object's name.
"""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from infra.cdk.parts.platform import removal_policy


def write_once(bucket: s3.Bucket, prefix: str) -> None:
    """Nobody is excepted: a stack that is removed takes the policy before the bucket.

    Where the bucket outlives its stack, the policy does, too.
    """
    objects = [bucket.arn_for_objects(f"{prefix}*")]
    creates_unasked = {
        "Null": {"s3:if-none-match": "true"},
        "Bool": {"s3:ObjectCreationOperation": "true"},
    }
    bucket.add_to_resource_policy(
        _nobody("ReplacesNothing", ["s3:PutObject"], objects, creates_unasked)
    )
    bucket.add_to_resource_policy(
        _nobody("DeletesNothing", ["s3:DeleteObject", "s3:DeleteObjectVersion"], objects)
    )
    if bucket.policy is not None:
        bucket.policy.apply_removal_policy(removal_policy(bucket))


def _nobody(
    sid: str,
    actions: list[str],
    objects: list[str],
    conditions: dict[str, dict[str, str]] | None = None,
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid=sid,
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=actions,
        resources=objects,
        conditions=conditions,
    )
