"""What a stack may say of a product, and what it is told when that is wrong."""

from pathlib import Path

import pytest
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.bucket import Bucket, access_logs
from infra.cdk.parts.limits import Limits
from infra.cdk.parts.platform import Platform, Room, Target
from infra.cdk.parts.product import Product
from infra.cdk.parts.route import Route, RouteError, route_of
from infra.cdk.parts.surroundings import Surroundings
from infra.cdk.parts.table import Table
from infra.cdk.settings import STAGES
from tests.infra.reading import Templates

OPERATION = """
from didit360.http import api

app = api({safe})


@app.{method}("{path}", summary="Anything")
def anything() -> None: ...


handler = app.handler
"""


def operation(folder: Path, name: str, method: str, path: str, safe: str = "") -> Path:
    file = folder / "api" / f"{name}.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(OPERATION.format(method=method, path=path, safe=safe))
    return file


@pytest.fixture
def room(tmp_path: Path) -> Room:
    platform = Platform(
        STAGES["local"], Target(), outdir=str(tmp_path / "out"), bundle=False, checked=False
    )
    return Room(platform, "shop")


@pytest.fixture
def shop(room: Room, tmp_path: Path) -> Product:
    (tmp_path / "functions" / "shop" / "api").mkdir(parents=True)
    around = Surroundings(
        bus=events.EventBus(room, "Bus"),
        alarms=Alarms(None),
        people=cognito.UserPool(room, "P"),
        limits=Limits(Table(room, "Limits", variable="LIMITS_TABLE", key="id")),
        exports=Bucket(
            room, "Exports", variable="EXPORTS_BUCKET", logs=access_logs(room, "AccessLogs")
        ),
    )
    return Product(room, "shop", around, functions=tmp_path / "functions")


def test_the_route_is_read_from_the_file(tmp_path: Path) -> None:
    file = operation(tmp_path, "get_thing", "get", "/things/<thing_id>/parts")
    assert route_of(file) == Route("GET", "/things/{thing_id}/parts")
    assert route_of(operation(tmp_path, "make", "post", "/things")).replayed
    assert not route_of(operation(tmp_path, "play", "post", "/play", "safe=True")).replayed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("app = 1\n", "found none"),
        (
            "@app.get('/a')\ndef a(): ...\n@app.get('/b')\ndef b(): ...\n",
            "found GET /a, GET /b",
        ),
        ("@app.get(PATH)\ndef a(): ...\n", "a literal"),
    ],
)
def test_a_file_without_one_readable_route_stops_the_synth(
    tmp_path: Path, text: str, says: str
) -> None:
    file = tmp_path / "odd.py"
    file.write_text(text)
    with pytest.raises(RouteError, match=says):
        route_of(file)


def test_an_operation_without_a_file_stops_the_synth(shop: Product) -> None:
    with pytest.raises(RouteError, match="no such operation"):
        shop.operation("sell")
    with pytest.raises(FileNotFoundError, match="no file"):
        shop.on("sold")


def test_one_line_gives_route_function_role_and_grants(
    room: Room, shop: Product, tmp_path: Path
) -> None:
    operation(shop.folder, "sell", "post", "/sales")
    operation(shop.folder, "list_sales", "get", "/sales")
    stock = Table(room, "Stock", variable="STOCK_TABLE", key="id")
    shop.operation("sell", writes=[stock], publishes=["sold"])
    shop.operation("list_sales", lists=[stock], public=True)
    room.platform.accept()
    room.platform.synth()

    made = Templates(tmp_path / "out")
    sell = made.functions()["shop.api.sell"].properties["Environment"]["Variables"]
    assert {"STOCK_TABLE", "BUS_NAME", "IDEMPOTENCY_TABLE"} <= sell.keys()
    listing = made.functions()["shop.api.list_sales"].properties["Environment"]["Variables"]
    assert {"STOCK_TABLE", "CURSOR_SECRET"} <= listing.keys()
    assert not {"BUS_NAME", "IDEMPOTENCY_TABLE"} & listing.keys()
    methods = {
        m.properties["HttpMethod"]: m.properties["AuthorizationType"]
        for m in made.all("AWS::ApiGateway::Method")
    }
    assert methods == {"POST": "COGNITO_USER_POOLS", "GET": "NONE", "OPTIONS": "NONE"}


def test_a_stream_needs_a_table_that_has_one(room: Room, shop: Product) -> None:
    (shop.folder / "on").mkdir()
    (shop.folder / "on" / "gone.py").write_text("handler = None\n")
    with pytest.raises(ValueError, match="no stream"):
        shop.on("gone", of=Table(room, "Stock", variable="STOCK_TABLE", key="id").removals())
