"""The resources that become something else here: one function a type, by the table at the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from infra.local.adapter.errors import AdaptError

if TYPE_CHECKING:
    from infra.local.adapter.code import Code
    from infra.local.adapter.json_types import Resource, Resources

PUBLIC_KEY_PREFIX = "cloudfront-public-key."

# What a function says of the machine that Lambda gives it; this machine is as it is.
_OF_LAMBDA_ONLY = (
    "Architectures",
    "FileSystemConfigs",
    "ReservedConcurrentExecutions",
    "RuntimeManagementConfig",
    "SnapStart",
    "VpcConfig",
)


def function(name: str, resource: Resource, resources: Resources, code: Code) -> Resource | None:
    """A python function runs through the Runtime API with our bootstrap."""
    properties = resource["Properties"]
    if "ZipFile" in properties["Code"]:
        # Only the CDK's own helpers are inline; what they do is done in the template here.
        if name.startswith("BucketNotificationsHandler"):
            return None
        raise AdaptError(f"The function {name} has inline code, which this house does not write.")
    runtime = str(properties.get("Runtime", ""))
    if not runtime.startswith("python3."):
        raise AdaptError(f"The function {name} is not Python but {runtime or 'an image'}.")
    for key in _OF_LAMBDA_ONLY:
        properties.pop(key, None)
    properties["Runtime"] = "provided.al2023"
    code.place(properties, resources)
    return resource


def public_key(name: str, resource: Resource, _r: Resources, _c: Code) -> Resource:
    """CloudFront's public key is a parameter: its name is the key pair id, the edge reads it."""
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {
            "Name": f"{PUBLIC_KEY_PREFIX}{name}",
            "Type": "String",
            "Value": resource["Properties"]["PublicKeyConfig"]["EncodedKey"],
        },
    }


def bucket_notifications(
    name: str, resource: Resource, resources: Resources, _: Code
) -> Resource | None:
    """The CDK asks a function of its own to turn a bucket's events on; the bucket can say it."""
    properties = resource["Properties"]
    match properties["NotificationConfiguration"], properties["BucketName"]:
        case {"EventBridgeConfiguration": _, **rest}, {"Ref": str(bucket)} if not rest:
            resources[bucket].setdefault("Properties", {})["NotificationConfiguration"] = {
                "EventBridgeConfiguration": {"EventBridgeEnabled": True}
            }
        case configuration, _:
            raise AdaptError(f"{name} tells more than EventBridge: {configuration!r}.")
    return None


Replace = Callable[[str, "Resource", "Resources", "Code"], "Resource | None"]
REPLACED: dict[str, Replace] = {
    "AWS::CloudFront::PublicKey": public_key,
    "AWS::Lambda::Function": function,
    "Custom::S3BucketNotifications": bucket_notifications,
}
