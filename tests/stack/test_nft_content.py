"""What an edition is made of, on the running house: S3 lets nobody change or remove it."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from infra.local.stack import LocalStack
from nfts.data.content import PREFIX

KEY, WRITTEN = f"{PREFIX}bafkreisomething", b"as it was written"
ONCE = {"IfNoneMatch": "*"}


@pytest.fixture(scope="module")
def s3(house: LocalStack) -> Iterator[Any]:
    """With all rights that IAM can give: only the bucket's own policy is against it."""
    iam = house.client("iam")
    iam.create_user(UserName="mighty")
    all_ = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [all_]})
    iam.put_user_policy(UserName="mighty", PolicyName="all", PolicyDocument=policy)
    key = iam.create_access_key(UserName="mighty")["AccessKey"]
    yield boto3.client(
        "s3",
        endpoint_url=house.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    iam.delete_access_key(UserName="mighty", AccessKeyId=key["AccessKeyId"])
    iam.delete_user_policy(UserName="mighty", PolicyName="all")
    iam.delete_user(UserName="mighty")


def refused(ask: Callable[..., Any], **what: Any) -> str:
    with pytest.raises(ClientError) as error:
        ask(**what)
    return str(error.value.response["Error"]["Code"])


def test_a_file_is_written_once_and_stays(house: LocalStack, s3: Any) -> None:
    bucket = house.outputs["content_bucket"]
    there = {"Bucket": bucket, "Key": KEY}
    assert refused(s3.put_object, **there, Body=b"unasked") == "AccessDenied"
    version = s3.put_object(**there, Body=WRITTEN, **ONCE)["VersionId"]

    assert refused(s3.put_object, **there, Body=b"other") == "AccessDenied"
    assert refused(s3.put_object, **there, Body=b"other", **ONCE) == "PreconditionFailed"
    copied = {"CopySource": f"{bucket}/{KEY}", "MetadataDirective": "REPLACE"}
    assert refused(s3.copy_object, **there, **copied) == "AccessDenied"
    assert refused(s3.delete_object, **there) == "AccessDenied"
    assert refused(s3.delete_object, **there, VersionId=version) == "AccessDenied"

    assert s3.get_object(**there)["Body"].read() == WRITTEN
    versions = s3.list_object_versions(Bucket=bucket, Prefix=KEY)
    assert [one["VersionId"] for one in versions["Versions"]] == [version]
    assert "DeleteMarkers" not in versions


def test_an_upload_in_parts_is_joined_only_where_nothing_is(house: LocalStack, s3: Any) -> None:
    there = {"Bucket": house.outputs["content_bucket"], "Key": f"{KEY}parts"}
    upload = there | {"UploadId": s3.create_multipart_upload(**there)["UploadId"]}
    etag = s3.upload_part(**upload, PartNumber=1, Body=WRITTEN)["ETag"]
    joined = upload | {"MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": etag}]}}
    assert refused(s3.complete_multipart_upload, **joined) == "AccessDenied"
    s3.complete_multipart_upload(**joined, **ONCE)
    assert s3.get_object(**there)["Body"].read() == WRITTEN
