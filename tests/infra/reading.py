"""Synthesized templates as the tests read them: resources by type, references as paths."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    stack: str
    id: str
    body: Json

    @property
    def type(self) -> str:
        kind: str = self.body["Type"]
        return kind

    @property
    def properties(self) -> Json:
        found: Json = self.body.get("Properties", {})
        return found

    @property
    def path(self) -> str:
        """Where it stands in the construct tree: music/Catalogue/Table."""
        path: str = self.body.get("Metadata", {}).get("aws:cdk:path", f"{self.stack}/{self.id}")
        return path.removesuffix("/Resource")


class Templates:
    """All templates of one synthesized stage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stacks: dict[str, Json] = {
            file.name.removesuffix(".template.json"): template
            for file in sorted(folder.glob("*.template.json"))
            for template in [json.loads(file.read_text())]
            if "Resources" in template
        }
        manifest = json.loads((folder / "manifest.json").read_text())["artifacts"]
        self._called = {
            artifact["properties"].get("stackName", stack): stack
            for stack, artifact in manifest.items()
            if artifact["type"] == "aws:cloudformation:stack"
        }
        self._exports = {
            output["Export"]["Name"]: (stack, output["Value"])
            for stack, template in self.stacks.items()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    def all(self, *types: str) -> Iterator[Resource]:
        for stack, template in self.stacks.items():
            for id_, body in template["Resources"].items():
                if not types or body["Type"] in types:
                    yield Resource(stack, id_, body)

    def one(self, path: str) -> Resource:
        (found,) = [resource for resource in self.all() if resource.path == path]
        return found

    def target(self, value: Any, stack: str) -> Resource | None:
        """The resource that a Ref, GetAtt or import names."""
        match value:
            case {"Fn::ImportValue": str(name)}:
                owner, exported = self._exports[name]
                return self.target(exported, owner)
            case {"Fn::GetStackOutput": {"StackName": str(owner), "OutputName": str(name)}}:
                owner = self._called[owner]
                return self.target(self.stacks[owner]["Outputs"][name]["Value"], owner)
            case {"Ref": str(id_)} | {"Fn::GetAtt": [str(id_), _]} if (
                id_ in self.stacks[stack]["Resources"]
            ):
                return Resource(stack, id_, self.stacks[stack]["Resources"][id_])
            case _:
                return None

    def text(self, value: Any, stack: str) -> str:
        """A value with its references written as paths: media/Originals/Bucket/*."""
        named = self.target(value, stack)
        if named is not None:
            return named.path + (".stream" if "StreamArn" in json.dumps(value) else "")
        match value:
            case str():
                return value
            case {"Ref": str(pseudo)}:
                return f"<{pseudo.removeprefix('AWS::')}>"
            case {"Fn::Join": [separator, parts]}:
                return str(separator).join(self.text(part, stack) for part in parts)
            case {"Fn::Select": [_, {"Fn::Split": [":", arn]}]}:
                return self.text(arn, stack)
            case _:
                return json.dumps(value, sort_keys=True)

    def functions(self) -> dict[str, Resource]:
        """The functions by the name of their module: music.api.create_track."""
        return {
            function.properties["Handler"].removesuffix(".handler"): function
            for function in self.all("AWS::Lambda::Function")
        }

    def statements(self, role: Resource) -> list[Json]:
        """Every statement of the policies that hang on a role."""
        policies = [
            policy
            for policy in self.all("AWS::IAM::Policy")
            if any(self.target(r, policy.stack) == role for r in policy.properties["Roles"])
        ]
        return [
            statement
            for policy in policies
            for statement in policy.properties["PolicyDocument"]["Statement"]
        ] + [
            statement
            for inline in role.properties.get("Policies", [])
            for statement in inline["PolicyDocument"]["Statement"]
        ]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
