"""What a deployed stage is called here: the ids that the edge, the tests and people need."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from infra.local.problems import LocalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from infra.local.adapter.json_types import Template
    from infra.local.deploy.stacks import Deployed


def gather(deployed: Iterable[tuple[Deployed, Template]]) -> dict[str, Any]:
    """Ids by what they are for, found by resource type and not by the CDK's generated names."""
    apis: dict[str, dict[str, str]] = {}
    functions: list[dict[str, str]] = []
    found: dict[str, Any] = {"apis": apis}
    for stack, template in deployed:
        for name, resource in template["Resources"].items():
            id_ = stack.resources.get(name, "")
            properties = resource.get("Properties", {})
            match resource["Type"]:
                case "AWS::ApiGateway::Stage":
                    api = stack.resources[properties["RestApiId"]["Ref"]]
                    apis[properties["StageName"]] = {"id": api, "stage": properties["StageName"]}
                case "AWS::Cognito::UserPool":
                    found["user_pool_id"] = id_
                case "AWS::Cognito::UserPoolClient":
                    found["client_id"] = id_
                case "AWS::StepFunctions::StateMachine":
                    found["mint_workflow" if name.startswith("Mint") else "workflow"] = id_
                case "AWS::Lambda::Function":
                    functions.append(_function(stack, properties, id_))
                    found |= _named_by(properties, stack)
    for key in ("client_id", "user_pool_id", "streams_bucket"):
        if key not in found:
            raise LocalError(f"No deployed stack says what its {key} is.")
    return found | {"functions": _named_apart(functions)}


_VARIABLES = {
    "ORIGINALS_BUCKET": "originals_bucket",
    "STREAMS_BUCKET": "streams_bucket",
    "PICTURES_BUCKET": "pictures_bucket",
    "CATALOGUE_TABLE": "catalogue_table",
    "RELEASES_TABLE": "releases_table",
    "LIBRARY_TABLE": "library_table",
    "MEDIA_TABLE": "media_table",
    "LISTENING_TABLE": "listening_table",
    "PLAYS_TABLE": "plays_table",
    "CHARTS_TABLE": "charts_table",
    "PEOPLE_TABLE": "people_table",
    "FINGERPRINTS_TABLE": "fingerprints_table",
    "WORKS_TABLE": "works_table",
    "EDITIONS_TABLE": "editions_table",
    "SENDS_TABLE": "sends_table",
    "CONTENT_BUCKET": "content_bucket",
    "EDGE_URL_PARAMETER": "edge_url_parameter",
    "BUS_NAME": "bus",
}


def _named_apart(functions: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    """By their names; where several products have the same, by product.name."""
    often = Counter(function["name"] for function in functions)
    return {
        name if often[name] == 1 else f"{function['product']}.{name}": function
        for function in functions
        for name in (function["name"],)
    }


def _named_by(properties: Mapping[str, Any], stack: Deployed) -> dict[str, str]:
    """Buckets and tables are called what the functions' variables call them."""
    variables = properties.get("Environment", {}).get("Variables", {})
    named = {}
    for variable, key in _VARIABLES.items():
        match variables.get(variable):
            case {"Ref": str(name)} if name in stack.resources:
                named[key] = stack.resources[name]
            case str(text):
                named[key] = text
    return named


def _function(stack: Deployed, properties: Mapping[str, Any], id_: str) -> dict[str, str]:
    """`music.api.create_track.handler` is called create_track, and logs where it says."""
    match properties.get("LoggingConfig", {}).get("LogGroup"):
        case {"Ref": str(name)}:
            group = stack.resources[name]
        case str(text):
            group = text
        case _:
            group = f"/aws/lambda/{id_}"
    product, *_, name, _ = str(properties["Handler"]).split(".")
    return {"product": product, "name": name, "id": id_, "log_group": group}
