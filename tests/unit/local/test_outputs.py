"""Deployed functions are found by their names, and told apart where two products have the same."""

from typing import Any

from infra.local.deploy import outputs
from infra.local.deploy.stacks import Deployed


def test_functions_of_one_name_are_told_apart_by_their_products() -> None:
    handlers = {
        "A": "music.on.outbox.handler",
        "B": "accounts.on.outbox.handler",
        "C": "music.api.search.handler",
    }
    resources: dict[str, Any] = {
        name: {"Type": "AWS::Lambda::Function", "Properties": {"Handler": handler}}
        for name, handler in handlers.items()
    }
    resources["C"]["Properties"]["Environment"] = {"Variables": {"STREAMS_BUCKET": "streams"}}
    resources |= {"Pool": {"Type": "AWS::Cognito::UserPool"}}
    resources |= {"App": {"Type": "AWS::Cognito::UserPoolClient"}}
    stack = Deployed("stack", "created", 0, {name: f"id-{name}" for name in resources})

    functions = outputs.gather([(stack, {"Resources": resources})])["functions"]

    found = {name: function["id"] for name, function in functions.items()}
    assert found == {"music.outbox": "id-A", "accounts.outbox": "id-B", "search": "id-C"}
