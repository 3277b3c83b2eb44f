"""Where a function's code comes from on this machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from infra.local.adapter.errors import AdaptError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.local.adapter.json_types import Properties, Resources


@dataclass(frozen=True)
class WorkingTree:
    """One zip, holding only the bootstrap, starts every function from the working tree.

    Layers are the virtual environment, and the media tools are found by their wheel, so a path
    under /opt in a function's environment is taken out.
    """

    bucket: str
    key: str

    def place(self, function: Properties, resources: Resources) -> None:
        """Give a function's properties this code."""
        del resources
        function.pop("Layers", None)
        function["Code"] = {"S3Bucket": self.bucket, "S3Key": self.key}
        _environment(function, lambda value: None if _under_opt(value) else value)


@dataclass(frozen=True)
class Packages:
    """The real packages: each asset's zip with the bootstrap added, each layer as a folder.

    `code` gives the object's key and `layers` the folder, both by the asset's file name in the
    template.
    """

    bucket: str
    code: Mapping[str, str] = field(default_factory=dict)
    layers: Mapping[str, str] = field(default_factory=dict)

    def place(self, function: Properties, resources: Resources) -> None:
        """Give a function's properties its own package and its layers' folders."""
        folders = [self._folder(layer, resources) for layer in function.pop("Layers", [])]
        asset = function["Code"].get("S3Key")
        if asset not in self.code:
            raise AdaptError(f"No package was built for the asset {asset!r}.")
        function["Code"] = {"S3Bucket": self.bucket, "S3Key": self.code[asset]}
        _environment(function, lambda value: _from_opt(value, folders))
        function.setdefault("Environment", {}).setdefault("Variables", {})["DIDIT360_LAYERS"] = (
            ":".join(folders)
        )

    def _folder(self, layer: Any, resources: Resources) -> str:
        match layer:
            case {"Ref": str(name)} if name in resources:
                asset = resources[name]["Properties"]["Content"]["S3Key"]
            case _:
                raise AdaptError(f"A layer of another stack or account: {layer!r}.")
        if asset not in self.layers:
            raise AdaptError(f"The layer {name} was not built (asset {asset}).")
        return self.layers[asset]


Code = WorkingTree | Packages


def _environment(function: Properties, change: Any) -> None:
    variables = function.get("Environment", {}).get("Variables", {})
    changed = {name: change(value) for name, value in variables.items()}
    variables.clear()
    variables.update({name: value for name, value in changed.items() if value is not None})


def _under_opt(value: Any) -> bool:
    return isinstance(value, str) and (value == "/opt" or value.startswith("/opt/"))


def _from_opt(value: Any, folders: list[str]) -> Any:
    """A path under /opt, in the layer's folder that has it; in the first one when none does."""
    if not _under_opt(value) or not folders:
        return value
    from pathlib import Path

    rest = value.removeprefix("/opt").lstrip("/")
    holders = [folder for folder in folders if (Path(folder) / rest).exists()]
    return str(Path((holders or folders)[0]) / rest)
