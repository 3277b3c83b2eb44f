"""What a stack may say of a product, and what it is told when that is wrong."""

from pathlib import Path

import pytest
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_events as events

from infra.cdk.parts.alarms import Alarms
from infra.cdk.parts.bucket import Bucket, access_logs
from infra.cdk.parts.function import Shape
from infra.cdk.parts.limits import Limits
from infra.cdk.parts.platform import Platform, Room, Target
from infra.cdk.parts.product import Product
from infra.cdk.parts.route import Route, RouteError, route_of
from infra.cdk.parts.schedules import Schedules
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
        STAGES["local"],
        Target(),
        outdir=str(tmp_path / "out"),
        context={"aws:cdk:enable-path-metadata": True},
        bundle=False,
        checked=False,
    )
    return Room(platform, "shop")


@pytest.fixture
def shop(room: Room, tmp_path: Path) -> Product:
    (tmp_path / "functions" / "shop" / "api").mkdir(parents=True)
    around = Surroundings(
        bus=events.EventBus(room, "Bus"),
        alarms=Alarms(None),
        people=cognito.UserPool(room, "P"),
        limits=Limits(Table(room, "Limits", variable="LIMITS_TABLE", key="id"), edge_key=None),
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


def test_a_part_is_a_stack_that_shares_the_product_s_api_and_replays(
    room: Room, shop: Product, tmp_path: Path
) -> None:
    operation(shop.folder, "sell", "post", "/sales")
    operation(shop.folder, "give", "post", "/gifts")
    shop.operation("sell")
    shop.part("gifts").operation("give")
    assert set(shop.functions) == {"sell", "give"}
    room.platform.accept()
    room.platform.synth()

    made = Templates(tmp_path / "out")
    functions = made.functions()
    assert functions["shop.api.sell"].stack == "shop"
    assert functions["shop.api.give"].stack == "shop-gifts"
    tables = {
        made.text(f.properties["Environment"]["Variables"]["IDEMPOTENCY_TABLE"], f.stack)
        for f in functions.values()
    }
    assert tables == {"shop/Shop/Answers/Table"}
    paths = {r.properties["PathPart"] for r in made.all("AWS::ApiGateway::Resource")}
    assert paths == {"sales", "gifts"}
    assert {r.stack for r in made.all("AWS::ApiGateway::RestApi")} == {"shop-api"}
    imported = str(made.stacks["shop-api"])
    assert "Fn::GetStackOutput" in imported
    assert "Fn::ImportValue" not in imported, "an operation could never be taken away"


def test_a_schedule_wakes_the_one_function_that_reads_its_queue(
    room: Room, shop: Product, tmp_path: Path
) -> None:
    operation(shop.folder, "plan_sale", "post", "/plans")
    (shop.folder / "on").mkdir()
    (shop.folder / "on" / "sale_due.py").write_text("handler = None\n")
    sales = Schedules(room, "Sales", Alarms(None))
    shop.operation("plan_sale", schedules=[sales])
    shop.on("sale_due", of=sales)
    with pytest.raises(ValueError, match="takes 60 s"):
        shop.part("late").on("sale_due", of=sales, shape=Shape(seconds=60))
    room.platform.synth()

    made = Templates(tmp_path / "out")
    queue = "shop/Sales/Inbox/Queue"
    said = made.functions()["shop.api.plan_sale"].properties["Environment"]["Variables"]
    assert made.text(said["SCHEDULE_TARGET_ARN"], "shop") == queue
    (source,) = made.all("AWS::Lambda::EventSourceMapping")
    assert made.text(source.properties["EventSourceArn"], "shop") == queue
    role = made.one("shop/Sales/Role")
    (may,) = made.statements(role)
    assert (may["Action"], made.text(may["Resource"], "shop")) == ("sqs:SendMessage", queue)
    (trust,) = role.properties["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert "aws:SourceArn" in trust["Condition"]["StringEquals"], "this group's schedules alone"


def test_changes_are_all_that_a_stream_tells_and_removals_a_part_of_it(
    room: Room, shop: Product, tmp_path: Path
) -> None:
    (shop.folder / "on").mkdir()
    stock = Table(room, "Stock", variable="STOCK_TABLE", key="id", stream=True)
    for name, source in (("changed", stock.changes()), ("gone", stock.removals())):
        (shop.folder / "on" / f"{name}.py").write_text("handler = None\n")
        shop.on(name, of=source)
    room.platform.synth()
    filters = {
        mapping.path.split("/")[2]: mapping.properties.get("FilterCriteria")
        for mapping in Templates(tmp_path / "out").all("AWS::Lambda::EventSourceMapping")
    }
    assert filters["OnChanged"] is None
    assert filters["OnGone"] == {"Filters": [{"Pattern": '{"eventName": ["REMOVE"]}'}]}


def test_a_stream_needs_a_table_that_has_one(room: Room, shop: Product) -> None:
    (shop.folder / "on").mkdir()
    (shop.folder / "on" / "gone.py").write_text("handler = None\n")
    with pytest.raises(ValueError, match="no stream"):
        shop.on("gone", of=Table(room, "Stock", variable="STOCK_TABLE", key="id").removals())
