"""The state machine that uploads start, as a stand-in that ends at once."""

import json

import boto3
import pytest


@pytest.fixture
def workflow(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    request.getfixturevalue("aws")
    definition = {"StartAt": "Wait", "States": {"Wait": {"Type": "Succeed"}}}
    made = boto3.client("stepfunctions").create_state_machine(
        name="transcode",
        definition=json.dumps(definition),
        roleArn="arn:aws:iam::123456789012:role/transcode",
    )
    monkeypatch.setenv("TRANSCODE_WORKFLOW_ARN", made["stateMachineArn"])
    return made["stateMachineArn"]
