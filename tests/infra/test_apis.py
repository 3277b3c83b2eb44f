"""The REST APIs: who may call, how often, and that every failure is a problem document."""

import json

from infra.cdk.parts.packages import FUNCTIONS
from infra.cdk.parts.route import route_of
from tests.infra.conftest import Synthesize
from tests.infra.reading import Resource, Templates

PRODUCTS = ("accounts", "music", "nfts")
# Operations that anybody may call, without a token.
PUBLIC = {
    "accounts-api GET /people/{person}",
    "nfts-api GET /editions/{edition_id}/stream",
}
ANSWERED = {
    "UNAUTHORIZED": "401",
    "ACCESS_DENIED": "403",
    "MISSING_AUTHENTICATION_TOKEN": "404",
    "REQUEST_TOO_LARGE": "413",
    "THROTTLED": "429",
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
}


def test_every_method_asks_who_is_calling(prod: Templates) -> None:
    methods = list(_methods(prod))
    assert methods
    for name, method in methods:
        if name in PUBLIC:
            assert method.properties["AuthorizationType"] == "NONE"
        else:
            assert method.properties["AuthorizationType"] == "COGNITO_USER_POOLS", name
            authorizer = prod.target(method.properties["AuthorizerId"], method.stack)
            assert authorizer is not None
            assert [prod.text(a, method.stack) for a in authorizer.properties["ProviderARNs"]] == [
                "identity/People"
            ]


def test_routes_are_those_of_the_files(prod: Templates) -> None:
    for product in PRODUCTS:
        wanted = {
            (route.method, route.path)
            for file in (FUNCTIONS / product / "api").glob("*.py")
            if "\nhandler = " in file.read_text()
            for route in [route_of(file)]
        }
        methods = {
            (m.properties["HttpMethod"], _path(prod, m))
            for m in prod.all("AWS::ApiGateway::Method")
            if m.stack == f"{product}-api" and m.properties["HttpMethod"] != "OPTIONS"
        }
        assert methods == wanted


def test_the_stage_is_named_after_the_product(prod: Templates) -> None:
    names = {s.stack: s.properties["StageName"] for s in prod.all("AWS::ApiGateway::Stage")}
    assert names == {f"{product}-api": product for product in PRODUCTS}


def test_every_method_is_throttled_and_its_calls_are_logged_without_bodies(
    prod: Templates,
) -> None:
    for stage in prod.all("AWS::ApiGateway::Stage"):
        everything = stage.properties["MethodSettings"][0]
        assert (everything["ResourcePath"], everything["HttpMethod"]) == ("/*", "*")
        for setting in stage.properties["MethodSettings"]:
            assert setting["ThrottlingRateLimit"] > 0
            assert setting["ThrottlingBurstLimit"] > 0
            assert setting["DataTraceEnabled"] is False
        assert json.loads(stage.properties["AccessLogSetting"]["Format"])["requestId"]
        assert stage.properties["TracingEnabled"] is True


def test_the_gateway_s_own_failures_are_problem_documents(prod: Templates) -> None:
    for product in PRODUCTS:
        answers = {
            r.properties["ResponseType"]: r.properties
            for r in prod.all("AWS::ApiGateway::GatewayResponse")
            if r.stack == f"{product}-api"
        }
        assert answers.keys() >= ANSWERED.keys()
        for kind, status in ANSWERED.items():
            assert answers[kind].get("StatusCode") == status
            document = json.loads(answers[kind]["ResponseTemplates"]["application/json"])
            assert document["type"].startswith("urn:didit360:problem:")
            assert document.get("status") == (int(status) if status else None)
            headers = answers[kind]["ResponseParameters"]
            assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"


def test_origins_are_the_configured_ones(prod: Templates, synthesize: Synthesize) -> None:
    assert not [m for m in _all_methods(prod) if m.properties["HttpMethod"] == "OPTIONS"]
    dev = synthesize("dev")
    preflights = [m for m in _all_methods(dev) if m.properties["HttpMethod"] == "OPTIONS"]
    assert preflights
    for preflight in preflights:
        (answer,) = preflight.properties["Integration"]["IntegrationResponses"]
        allowed = answer["ResponseParameters"]["method.response.header.Access-Control-Allow-Origin"]
        assert allowed == "'http://localhost:3000'"


def test_each_api_has_a_web_acl(prod: Templates) -> None:
    guarded = {a.stack for a in prod.all("AWS::WAFv2::WebACLAssociation")}
    assert guarded == {*(f"{product}-api" for product in PRODUCTS), "identity"}


def test_what_came_through_the_edge_is_not_counted_as_cloudfront_s(prod: Templates) -> None:
    (acl,) = [a for a in prod.all("AWS::WAFv2::WebACL") if a.stack == "shared"]
    counted = acl.properties["Rules"][0]["Statement"]["RateBasedStatement"]
    match = counted["ScopeDownStatement"]["NotStatement"]["Statement"]["ByteMatchStatement"]
    assert match["FieldToMatch"]["SingleHeader"] == {"Name": "x-didit360-edge"}
    assert "shared/EdgeKey" in prod.text(match["SearchString"], "shared")


def test_one_address_signs_up_a_few_times_only(prod: Templates) -> None:
    (guard,) = [a for a in prod.all("AWS::WAFv2::WebACLAssociation") if a.stack == "identity"]
    assert prod.text(guard.properties["ResourceArn"], "identity") == "identity/People"
    acl = prod.target(guard.properties["WebACLArn"], "identity")
    assert acl is not None
    mails, everything = [r["Statement"]["RateBasedStatement"] for r in acl.properties["Rules"]]
    targets = {
        statement["ByteMatchStatement"]["SearchString"].rpartition(".")[2]
        for statement in mails["ScopeDownStatement"]["OrStatement"]["Statements"]
    }
    assert targets == {"SignUp", "ResendConfirmationCode", "ForgotPassword"}
    assert 10 <= mails["Limit"] <= 100 < everything["Limit"]
    assert "ScopeDownStatement" not in everything


def _all_methods(templates: Templates) -> list[Resource]:
    return list(templates.all("AWS::ApiGateway::Method"))


def _methods(templates: Templates) -> list[tuple[str, Resource]]:
    return [
        (f"{method.stack} {method.properties['HttpMethod']} {_path(templates, method)}", method)
        for method in _all_methods(templates)
        if method.properties["HttpMethod"] != "OPTIONS"
    ]


def _path(templates: Templates, method: Resource) -> str:
    parts: list[str] = []
    resource = templates.target(method.properties["ResourceId"], method.stack)
    while resource is not None and resource.type == "AWS::ApiGateway::Resource":
        parts.insert(0, resource.properties["PathPart"])
        resource = templates.target(resource.properties["ParentId"], method.stack)
    return "/" + "/".join(parts)
