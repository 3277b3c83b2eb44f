"""What every role may do, as one table of text. Write it anew: python -m tests.infra.permissions"""

import tempfile
from pathlib import Path

from infra.cdk.app import build
from tests.infra.reading import Json, Resource, Templates, listed

TABLE = Path(__file__).with_name("permissions.txt")
_HEADER = """\
# Exactly what each function's role may do, and the roles of services. Nothing else has any right.
# A function: actions > resources, a line a service and resource. "own logs" is its log group.
# Changed on purpose? python -m tests.infra.permissions
"""


def table(templates: Templates) -> str:
    functions = templates.functions()
    rows = {name: _role_of(templates, function) for name, function in functions.items()}
    owned = {role.path for role in rows.values()}
    others = {role.path: role for role in templates.all("AWS::IAM::Role") if role.path not in owned}
    parts = [
        "\n".join([name, *sorted(_lines(templates, role))])
        for name, role in [*sorted(rows.items()), *sorted(others.items())]
    ]
    return "\n\n".join([_HEADER.rstrip(), *parts]) + "\n"


def _role_of(templates: Templates, function: Resource) -> Resource:
    role = templates.target(function.properties["Role"], function.stack)
    assert role is not None, function.path
    return role


def _lines(templates: Templates, role: Resource) -> list[str]:
    own_logs = role.path.removesuffix("Role") + "Logs"
    return [
        f"    {_never(statement)}{_actions(statement)} > "
        f"{target.replace(own_logs, 'own logs')}{_only_if(statement)}"
        for statement in templates.statements(role)
        for target in sorted(
            templates.text(resource, role.stack) for resource in listed(statement["Resource"])
        )
    ]


def _never(statement: Json) -> str:
    return "never " if statement["Effect"] == "Deny" else ""


def _actions(statement: Json) -> str:
    by_service: dict[str, list[str]] = {}
    for action in sorted(listed(statement["Action"])):
        service, name = action.split(":")
        by_service.setdefault(service, []).append(name)
    return "; ".join(f"{service}: {' '.join(names)}" for service, names in by_service.items())


def _only_if(statement: Json) -> str:
    conditions = [
        f"{key} {operator} {'|'.join(listed(value))}"
        for operator, keys in statement.get("Condition", {}).items()
        for key, value in keys.items()
    ]
    return f" if {' and '.join(conditions)}" if conditions else ""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build("prod", outdir=folder, bundle=False, checked=False).synth()
        TABLE.write_text(table(Templates(Path(folder))))
