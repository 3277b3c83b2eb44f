"""Every role's permissions, to the letter: permissions.txt is the list that people read."""

from tests.infra.conftest import Synthesize
from tests.infra.permissions import TABLE, table
from tests.infra.reading import Templates, listed

# Actions that know no resources, in AWS's own service authorization reference.
ANY_RESOURCE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
}
# What Lambda itself does to attach a function to the network; see test_database.py.
INTERFACES = {
    "ec2:AssignPrivateIpAddresses",
    "ec2:CreateNetworkInterface",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
}
# API Gateway checks its account role for these on everything; see stacks/shared.py.
WHOLE_ROLE = {"shared/ApiGatewayLogs"}


def test_roles_may_do_what_the_table_says(prod: Templates) -> None:
    assert table(prod) == TABLE.read_text()


def test_no_star_stands_where_it_need_not(prod: Templates) -> None:
    for role in prod.all("AWS::IAM::Role"):
        for statement in prod.statements(role):
            if statement["Effect"] == "Deny":
                continue
            actions = listed(statement["Action"])
            assert not [action for action in actions if "*" in action], role.path
            if "*" in listed(statement["Resource"]) and role.path not in WHOLE_ROLE:
                assert set(actions) <= ANY_RESOURCE | INTERFACES, role.path


def test_wildcards_in_resources_are_what_gets_its_name_at_run_time(
    prod: Templates,
) -> None:
    for role in prod.all("AWS::IAM::Role"):
        for statement in prod.statements(role):
            actions = listed(statement["Action"])
            for resource in listed(statement["Resource"]):
                text = prod.text(resource, role.stack)
                if ":states:" in text and "/Machine" in text:
                    kinds = {"DescribeExecution", "StopExecution", "RedriveExecution"}
                    assert set(actions) <= {f"states:{kind}" for kind in kinds}, role.path
                elif ":scheduler:" in text:
                    assert text.endswith(":schedule/didit360-prod-publishing/*")
                elif "*" in text and text != "*":
                    owner, _, objects = text.rpartition("/Bucket/")
                    product = role.path.partition("/")[0].partition("-")[0]
                    assert objects in ("*", f"*/{product}/*"), role.path
                    assert prod.one(f"{owner}/Bucket").type == "AWS::S3::Bucket"


def test_no_policy_of_aws_s_own(prod: Templates) -> None:
    for role in prod.all("AWS::IAM::Role"):
        assert "ManagedPolicyArns" not in role.properties, role.path


def test_a_function_publishes_only_the_events_it_names(prod: Templates) -> None:
    for name, function in prod.functions().items():
        role = prod.target(function.properties["Role"], function.stack)
        assert role is not None
        for statement in prod.statements(role):
            if "events:PutEvents" in listed(statement["Action"]):
                only = statement["Condition"]["StringEquals"]
                assert only["events:source"] == f"didit360.{name.partition('.')[0]}"
                assert only["events:detail-type"]


def test_stages_give_the_same_permissions(synthesize: Synthesize, prod: Templates) -> None:
    dev = (
        table(synthesize("dev")).replace("/dev/", "/prod/").replace("didit360-dev", "didit360-prod")
    )
    assert dev == table(prod)
