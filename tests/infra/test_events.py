"""Who may say what on the bus, and who hears it."""

from tests.infra.reading import Templates, listed
from tests.said import EVENTS, by_product

SAID = by_product()
# Core modules that say something for the product that uses them.
FOR_OTHERS = {"image_released"}


def granted(prod: Templates) -> dict[str, set[str]]:
    """The events that a product's functions may say, by product."""
    found: dict[str, set[str]] = {}
    for name, function in prod.functions().items():
        role = prod.target(function.properties["Role"], function.stack)
        assert role is not None
        for statement in prod.statements(role):
            if "events:PutEvents" in listed(statement["Action"]):
                only = statement["Condition"]["StringEquals"]
                product = name.split(".")[0]
                assert only["events:source"] == f"didit360.{product}", name
                found.setdefault(product, set()).update(listed(only["events:detail-type"]))
    return found


def test_a_product_may_say_what_its_code_says_and_nothing_else(prod: Templates) -> None:
    allowed = granted(prod)

    assert allowed.keys() == SAID.keys()
    for product, names in SAID.items():
        assert names <= allowed[product]
        assert allowed[product] - names <= FOR_OTHERS


def test_what_is_listened_for_is_said_and_described(prod: Templates) -> None:
    heard = {
        name
        for rule in prod.all("AWS::Events::Rule")
        if rule.properties.get("EventPattern", {}).get("source") == [{"prefix": "didit360."}]
        for name in rule.properties["EventPattern"]["detail-type"]
    }

    assert heard <= set().union(FOR_OTHERS, *SAID.values())
    assert heard <= {file.name.removesuffix(".schema.json") for file in EVENTS.iterdir()}
    assert len(heard) > 10
