"""Every function is of one shape: own role, own log group, small zip; and none is forgotten."""

import json
import zipfile
from io import BytesIO

import pytest

from infra.cdk.parts.packages import FUNCTIONS
from tests.infra.reading import Resource, Templates

ZIP_BYTES = 1024 * 1024
PRODUCTS = ("accounts", "media", "music", "nfts")


def test_each_file_with_a_handler_is_a_function_and_no_other(prod: Templates) -> None:
    files = {
        f"{file.parent.parent.name}.{file.parent.name}.{file.stem}"
        for folder in ("api", "on", "steps")
        for file in FUNCTIONS.glob(f"*/{folder}/*.py")
        if "\nhandler = " in file.read_text() or "\ndef handler(" in file.read_text()
    }
    assert set(prod.functions()) == files


def test_runtime_and_processor(prod: Templates) -> None:
    for name, function in prod.functions().items():
        assert function.properties["Runtime"] == "python3.13", name
        assert function.properties["Architectures"] == ["arm64"], name
        assert function.properties["TracingConfig"] == {"Mode": "Active"}, name
        assert function.properties["LoggingConfig"]["LogFormat"] == "JSON", name
        assert 0 < function.properties["Timeout"] <= 900, name


def test_each_has_a_role_and_a_log_group_of_its_own(prod: Templates) -> None:
    functions = prod.functions()
    roles = [prod.text(f.properties["Role"], f.stack) for f in functions.values()]
    assert len(set(roles)) == len(functions)
    for name, function in functions.items():
        product, _, operation = name.split(".")
        group = prod.target(function.properties["LoggingConfig"]["LogGroup"], function.stack)
        assert group is not None
        assert group.properties["LogGroupName"] == f"/didit360/{product}/{operation}"


def test_logs_are_kept_for_a_stated_time(prod: Templates) -> None:
    groups = list(prod.all("AWS::Logs::LogGroup"))
    assert groups
    for group in groups:
        assert group.properties["RetentionInDays"] == 365, group.path


def test_an_operation_is_called_by_its_live_alias_and_starts_from_a_snapshot(
    prod: Templates,
) -> None:
    aliases = {
        prod.text(alias.properties["FunctionName"], alias.stack)
        for alias in prod.all("AWS::Lambda::Alias")
        if alias.properties["Name"] == "live"
    }
    for name, function in prod.functions().items():
        snap = function.properties.get("SnapStart")
        if ".api." in name:
            assert snap == {"ApplyOn": "PublishedVersions"}, name
            assert function.path in aliases, name
            assert function.properties["Timeout"] < 29, "API Gateway waits no longer"
        else:
            assert snap is None, name


def test_only_what_is_granted_is_named(prod: Templates) -> None:
    functions = prod.functions()
    assert "CATALOGUE_TABLE" not in _variables(functions["accounts.api.get_me"])
    assert {"CATALOGUE_TABLE", "MEDIA_TABLE", "ORIGINALS_BUCKET", "IDEMPOTENCY_TABLE"} <= set(
        _variables(functions["music.api.create_track"])
    )
    assert {"MEDIA_KEY_PAIR_ID", "MEDIA_SIGNING_SECRET", "EDGE_URL_PARAMETER"} <= set(
        _variables(functions["music.api.create_playback"])
    )
    for name, function in functions.items():
        assert _variables(function)["POWERTOOLS_SERVICE_NAME"] == name.partition(".")[0]


def test_tools_are_told_where_they_are(prod: Templates) -> None:
    for name, function in prod.functions().items():
        layers = {prod.text(layer, function.stack) for layer in function.properties["Layers"]}
        assert any(layer.endswith("/Core") for layer in layers), name
        assert len(layers) <= 5
        has_tools = any(layer.endswith("/Ffmpeg") for layer in layers)
        assert (_variables(function).get("FFMPEG_HOME") == "/opt/bin") == has_tools, name


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_zip_holds_the_product_alone_and_is_small(prod: Templates, product: str) -> None:
    (folder,) = {
        prod.folder / function.body["Metadata"]["aws:asset:path"]
        for name, function in prod.functions().items()
        if name.startswith(f"{product}.")
    }
    assert [entry.name for entry in folder.iterdir()] == [product]
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.rglob("*"):
            assert file.suffix != ".pyc"
            archive.write(file, file.relative_to(folder))
    assert len(packed.getvalue()) <= ZIP_BYTES


def test_nothing_secret_stands_in_a_template(prod: Templates) -> None:
    for stack in prod.stacks.values():
        assert "PRIVATE KEY" not in json.dumps(stack)


def _variables(function: Resource) -> dict[str, object]:
    variables: dict[str, object] = function.properties["Environment"]["Variables"]
    return variables
