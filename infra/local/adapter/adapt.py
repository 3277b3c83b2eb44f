"""Adapt one synthesized template to this machine; pure: nothing is read but the arguments."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from infra.cdk.settings import LOCAL_ORIGIN
from infra.local.adapter.errors import AdaptError
from infra.local.adapter.policies import name_secrets_in_full, settle_policies
from infra.local.adapter.replace import REPLACED
from infra.local.adapter.tables import KEPT, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.adapter.code import Code
    from infra.local.adapter.json_types import Resources, Template

_BOOTSTRAP = "BootstrapVersion"
_SUB = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.([A-Za-z0-9.]+))?\}")


def adapt(template: Mapping[str, Any], *, origin: str, code: Code) -> Template:
    """`template` as the engine can run it, answering the edge at `origin`, with `code`."""
    adapted: Template = _with_origin(copy.deepcopy(dict(template)), origin)
    resources: Resources = adapted["Resources"]
    # CDK's check that an account was bootstrapped: there is no account.
    adapted.pop("Rules", None)
    adapted.get("Parameters", {}).pop(_BOOTSTRAP, None)

    types = {name: resource["Type"] for name, resource in resources.items()}
    unknown = set(types.values()) - KEPT - LEFT_OUT.keys() - REPLACED.keys()
    if unknown:
        raise AdaptError(
            f"No rule for {', '.join(sorted(unknown))}: say in infra/local/adapter/tables.py "
            "whether it is kept or left out, or replace it."
        )
    kept: Resources = {}
    for name, resource in resources.items():
        replace = REPLACED.get(resource["Type"])
        if resource["Type"] in LEFT_OUT:
            continue
        replaced = replace(name, resource, resources, code) if replace else resource
        if replaced is not None:
            kept[name] = replaced
    kept = settle_policies(kept)
    gone = {name: kind for name, kind in types.items() if name not in kept}
    adapted["Resources"] = {name: _settled(resource, gone, name) for name, resource in kept.items()}
    adapted["Outputs"] = {
        name: _substituted(output, gone, name)
        for name, output in adapted.get("Outputs", {}).items()
        if not _dangling(output, gone)
    }
    return {key: name_secrets_in_full(value, kept) for key, value in adapted.items()}


def _with_origin(value: Any, origin: str) -> Any:
    match value:
        case str():
            return value.replace(LOCAL_ORIGIN, origin)
        case list():
            return [_with_origin(item, origin) for item in value]
        case dict():
            return {key: _with_origin(item, origin) for key, item in value.items()}
    return value


def _settled(resource: Any, gone: Mapping[str, str], name: str) -> Any:
    resource = dict(resource)
    if "DependsOn" in resource:
        needs = resource.pop("DependsOn")
        needs = [
            need for need in ([needs] if isinstance(needs, str) else needs) if need not in gone
        ]
        if needs:
            resource["DependsOn"] = needs
    return _substituted(resource, gone, name)


def _reference(value: Any) -> tuple[str, str] | None:
    """The resource and attribute ("Ref" for a Ref) that an intrinsic function names."""
    match value:
        case {"Ref": str(name)}:
            return name, "Ref"
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return name, attribute
        case {"Fn::GetAtt": str(path)} if "." in path:
            name, attribute = path.split(".", 1)
            return name, attribute
    return None


def _stand_in(name: str, attribute: str, gone: Mapping[str, str]) -> str | None:
    left_out = LEFT_OUT.get(gone[name])
    return left_out.stands_for.get(attribute) if left_out else None


def _substituted(value: Any, gone: Mapping[str, str], where: str) -> Any:
    """Put the stand-ins in; AdaptError for a reference to something left out that has none."""
    reference = _reference(value)
    if reference and reference[0] in gone:
        stand_in = _stand_in(*reference, gone)
        if stand_in is None:
            raise AdaptError(
                f"{where} needs {reference[1]} of {reference[0]}, a {gone[reference[0]]} that is "
                "left out here: give LEFT_OUT in infra/local/adapter/tables.py a stand-in."
            )
        return stand_in
    match value:
        case {"Fn::Sub": text} if any(name in gone for name, _ in _names_in_sub(text)):
            raise AdaptError(f"{where} writes a left out resource into a text: {text!r}.")
        case list():
            return [_substituted(item, gone, where) for item in value]
        case dict():
            return {key: _substituted(item, gone, where) for key, item in value.items()}
    return value


def _names_in_sub(text: Any) -> list[tuple[str, str]]:
    template, own = (text[0], text[1]) if isinstance(text, list) else (text, {})
    return [(name, attribute) for name, attribute in _SUB.findall(template) if name not in own]


def _dangling(value: Any, gone: Mapping[str, str]) -> bool:
    reference = _reference(value)
    if reference and reference[0] in gone:
        return _stand_in(*reference, gone) is None
    match value:
        case {"Fn::Sub": text}:
            return any(name in gone for name, _ in _names_in_sub(text))
        case list():
            return any(_dangling(item, gone) for item in value)
        case dict():
            return any(_dangling(item, gone) for item in value.values())
    return False
