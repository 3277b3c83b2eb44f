"""Create or update CloudFormation stacks on the engine, and wait until each is there."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_cloudformation import CloudFormationClient

_DIGEST = "TemplateDigest"
_POLL_SECONDS = 0.03
_MOST_SECONDS = 300
_COMPLETE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
# A stack that never got anywhere holds no data: it is made anew.
_FAILED_AT_BIRTH = ("ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED", "CREATE_IN_PROGRESS")


@dataclass(frozen=True)
class Deployed:
    """What became of one stack: "created", "updated" or "unchanged"; and its resources."""

    name: str
    what: str
    seconds: float
    resources: dict[str, str]


def deploy(
    client: CloudFormationClient,
    name: str,
    template: dict[str, Any],
    upload: Callable[[bytes], str],
) -> Deployed:
    """Make the stack say what `template` says; data of unchanged resources stays where it is.

    `upload` puts a template where the engine reads it (a body of more than 51 200 bytes is
    refused) and gives its URL. The template's digest is an output of the stack, so an
    unchanged one costs a call.
    """
    started = time.monotonic()
    digest = hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()
    known = _describe(client, name)
    if known and known["StackStatus"] in _FAILED_AT_BIRTH:
        client.delete_stack(StackName=name)
        _settled(client, name)
        known = None
    if known and _is(known, digest):
        what = "unchanged"
    else:
        what = "updated" if known else "created"
        change = client.update_stack if known else client.create_stack
        outputs = template.get("Outputs", {}) | {_DIGEST: {"Value": digest}}
        url = upload(json.dumps(template | {"Outputs": outputs}).encode())
        try:
            change(StackName=name, TemplateURL=url, Capabilities=["CAPABILITY_NAMED_IAM"])
        except ClientError as error:
            raise LocalError(f"The stack {name} was refused: {str(error)[:500]}") from error
    settled = _settled(client, name)
    if settled is None or settled["StackStatus"] not in (*("CREATE_COMPLETE", "UPDATE_COMPLETE"),):
        raise LocalError(f"The stack {name} was not deployed: {_reason(client, name)}")
    return Deployed(name, what, time.monotonic() - started, _resources(client, name))


def _is(known: Any, digest: str) -> bool:
    outputs = {output["OutputKey"]: output["OutputValue"] for output in known.get("Outputs", ())}
    return known["StackStatus"] in _COMPLETE and outputs.get(_DIGEST) == digest


def _describe(client: CloudFormationClient, name: str) -> Any:
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in str(error):
            return None
        raise


def _settled(client: CloudFormationClient, name: str) -> Any:
    deadline = time.monotonic() + _MOST_SECONDS
    while True:
        stack = _describe(client, name)
        if stack is None or not stack["StackStatus"].endswith("_IN_PROGRESS"):
            return stack
        if time.monotonic() > deadline:
            raise LocalError(
                f"The stack {name} stays in {stack['StackStatus']}: `make reset` starts afresh."
            )
        time.sleep(_POLL_SECONDS)


def _reason(client: CloudFormationClient, name: str) -> str:
    """What failed first; the engine tells the newest event first."""
    events = client.describe_stack_events(StackName=name)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    if not failed:
        return "the engine does not say why."
    first = failed[-1]
    return f"{first['LogicalResourceId']}: {first.get('ResourceStatusReason', 'no reason given')}"


def _resources(client: CloudFormationClient, name: str) -> dict[str, str]:
    listed = client.describe_stack_resources(StackName=name)["StackResources"]
    return {r["LogicalResourceId"]: r.get("PhysicalResourceId", "") for r in listed}
