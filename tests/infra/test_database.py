"""PostgreSQL: who reaches it and how; nothing but TLS and IAM opens it."""

from collections import Counter
from pathlib import Path

import pytest

from didit360.migrations import roles
from infra.cdk.parts import database
from infra.cdk.parts.packages import FUNCTIONS
from infra.cdk.stacks.database import USERS
from tests.infra.conftest import Synthesize
from tests.infra.reading import Json, Resource, Templates, listed

GUARDS = {
    "functions": "database/Functions",
    "migrations": "database/Migrations",
    "proxy": "database/ProxyGuard",
    "cluster": "database/ClusterGuard",
}


def test_the_proxy_takes_tls_and_iam_alone(prod: Templates) -> None:
    (proxy,) = prod.all("AWS::RDS::DBProxy")
    assert proxy.properties["RequireTLS"] is True
    assert proxy.properties["DefaultAuthScheme"] == "IAM_AUTH"
    assert not proxy.properties.get("Auth"), "no password leads in"
    role = prod.target(proxy.properties["RoleArn"], proxy.stack)
    assert role is not None
    (may,) = prod.statements(role)
    assert may["Action"] == "rds-db:connect"
    users = [prod.text(user, role.stack) for user in listed(may["Resource"])]
    assert users == [f"{_users('database/Cluster')}/{user}" for user in USERS]


def test_the_cluster_is_encrypted_private_and_kept(prod: Templates, synthesize: Synthesize) -> None:
    (cluster,) = prod.all("AWS::RDS::DBCluster")
    said = cluster.properties
    assert said["StorageEncrypted"] is True
    assert prod.text(said["KmsKeyId"], cluster.stack) == "database/Key"
    assert said["EnableIAMDatabaseAuthentication"] is True
    assert said["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in said
    assert (said["DeletionProtection"], said["BackupRetentionPeriod"]) == (True, 35)
    assert cluster.body["DeletionPolicy"] == "Snapshot"
    (parameters,) = prod.all("AWS::RDS::DBClusterParameterGroup")
    assert parameters.properties["Parameters"]["rds.force_ssl"] == "1"
    assert parameters.properties["Parameters"]["log_parameter_max_length"] == "0"
    (subnets,) = prod.all("AWS::RDS::DBSubnetGroup")
    assert {prod.text(s, subnets.stack) for s in subnets.properties["SubnetIds"]} == {
        f"network/Vpc/dataSubnet{zone}/Subnet" for zone in (1, 2, 3)
    }
    instances = list(prod.all("AWS::RDS::DBInstance"))
    assert len(instances) == 2, "one to take over"
    assert not [i for i in instances if i.properties["PubliclyAccessible"]]
    (dev,) = synthesize("dev").all("AWS::RDS::DBCluster")
    assert dev.body["DeletionPolicy"] == "Delete"


def test_functions_reach_the_proxy_the_proxy_the_cluster_and_nobody_else(prod: Templates) -> None:
    ways = {
        (
            prod.text(rule.properties["SourceSecurityGroupId"], rule.stack),
            prod.text(rule.properties["GroupId"], rule.stack),
        )
        for rule in prod.all("AWS::EC2::SecurityGroupIngress")
    }
    assert ways == {
        (GUARDS["functions"], GUARDS["proxy"]),
        (GUARDS["proxy"], GUARDS["cluster"]),
        (GUARDS["migrations"], GUARDS["cluster"]),
    }
    for name, path in GUARDS.items():
        group = prod.one(path).properties
        assert not group.get("SecurityGroupIngress"), name
        anywhere = [
            rule["FromPort"]
            for rule in group.get("SecurityGroupEgress", [])
            if rule.get("CidrIp") == "0.0.0.0/0"
        ]
        assert anywhere == ([443] if name in {"functions", "migrations"} else []), name


def test_who_asks_the_database_is_in_the_network_as_its_own_product(prod: Templates) -> None:
    asking = {
        name: function
        for name, function in prod.functions().items()
        if "PGUSER" in _variables(function)
    }
    assert {_variables(function)["PGUSER"] for function in asking.values()} == set(USERS)
    for name, function in asking.items():
        product = name.partition(".")[0]
        said = _variables(function)
        assert said["PGUSER"] in roles(product)
        assert (said["PGSSLMODE"], said["DATABASE_AUTH"]) == ("verify-full", "iam")
        assert prod.text(said["PGHOST"], function.stack) == "database/Proxy"
        assert _place(prod, function) == (
            {f"network/Vpc/functionsSubnet{zone}/Subnet" for zone in (1, 2, 3)},
            {GUARDS["functions"]},
        )
        assert any(
            "Postgres" in prod.text(x, function.stack) for x in function.properties["Layers"]
        )
        connects = [s for s in _may(prod, function) if "rds-db:connect" in listed(s["Action"])]
        (user,) = [prod.text(s["Resource"], function.stack) for s in connects]
        assert user == f"{_users('database/Proxy')}/{said['PGUSER']}", name


def test_the_roles_are_those_that_the_migrations_make() -> None:
    assert database.roles("shop") == roles("shop")


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("music.api.get_playlist", "music_reader"),
        ("music.api.search", "music_reader"),
        ("music.api.update_playlist", "music"),
        ("accounts.api.get_person", "accounts_reader"),
        ("accounts.on.export_requested", "accounts_reader"),
    ],
)
def test_who_changes_nothing_comes_as_one_who_cannot(prod: Templates, name: str, user: str) -> None:
    assert _variables(prod.functions()[name])["PGUSER"] == user


def test_only_who_asks_the_database_is_in_the_network(prod: Templates) -> None:
    for name, function in prod.functions().items():
        inside = "VpcConfig" in function.properties
        assert inside == bool({"PGUSER", "DATABASE_SECRET"} & _variables(function).keys()), name
        statements = _may(prod, function)
        attaches = [s for s in statements if "ec2:CreateNetworkInterface" in listed(s["Action"])]
        assert [s["Effect"] for s in attaches] == (["Allow", "Deny"] if inside else []), name
        for statement in attaches[1:]:
            # The key is there when the function's code asks, and not when Lambda itself does.
            assert statement["Condition"] == {"Null": {"lambda:SourceFunctionArn": "false"}}


def test_what_is_in_the_network_asks_nothing_that_is_outside_of_it(prod: Templates) -> None:
    """No gateway leads out: an endpoint does, or the call hangs until the function's end."""
    reached = {"dynamodb", "events", "s3", "secretsmanager", "rds-db"}
    by_lambda_itself = {"ec2", "logs", "xray", "sqs"}
    for name, function in prod.functions().items():
        if "VpcConfig" in function.properties:
            services = {
                action.partition(":")[0]
                for statement in _may(prod, function)
                for action in listed(statement["Action"])
            }
            assert services <= reached | by_lambda_itself, name


def test_endpoints_take_this_account_s_keys_alone(prod: Templates) -> None:
    endpoints = [
        e for e in prod.all("AWS::EC2::VPCEndpoint") if e.properties["VpcEndpointType"] != "Gateway"
    ]
    assert len(endpoints) == 2
    for endpoint in endpoints:
        (statement,) = endpoint.properties["PolicyDocument"]["Statement"]
        account = statement["Condition"]["StringEquals"]["aws:PrincipalAccount"]
        assert prod.text(account, endpoint.stack) == "<AccountId>"
        (guard,) = endpoint.properties["SecurityGroupIds"]
        group = prod.target(guard, endpoint.stack)
        assert group is not None
        (rule,) = group.properties["SecurityGroupIngress"]
        assert (rule["CidrIp"], rule["FromPort"]) == ("10.36.0.0/16", 443)


def test_migrations_come_before_whoever_needs_them(prod: Templates) -> None:
    (schemas,) = prod.all("Custom::DatabaseSchemas")
    assert schemas.properties["Migrations"]
    assert any("ClusterWriter" in needed for needed in schemas.body["DependsOn"])
    migrate = prod.functions()["database.on.migrate"]
    assert prod.text(_variables(migrate)["PGHOST"], migrate.stack) == "database/Cluster"
    assert _place(prod, migrate)[1] == {GUARDS["migrations"]}
    secrets = [
        prod.text(s["Resource"], migrate.stack)
        for s in _may(prod, migrate)
        if "secretsmanager:GetSecretValue" in listed(s["Action"])
    ]
    assert secrets == ["database/Cluster"], "Aurora's own secret of its administrator"


def test_their_zip_holds_every_product_s_files(prod: Templates) -> None:
    migrate = prod.functions()["database.on.migrate"]
    folder = prod.folder / migrate.body["Metadata"]["aws:asset:path"]
    packed = {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}
    wanted = {file.relative_to(FUNCTIONS) for file in FUNCTIONS.glob("*/data/migrations/*.sql")}
    assert {role for path in wanted for role in roles(path.parts[0])} == set(USERS)
    assert {path for path in packed if path.parts[0] != "database"} == wanted
    assert Path("database/data/rds.pem") in packed


def test_on_one_machine_only_the_user_is_said(synthesize: Synthesize) -> None:
    for function in synthesize("local").functions().values():
        said = _variables(function)
        assert not {"PGHOST", "PGPORT", "DATABASE_AUTH"} & said.keys()
        assert "VpcConfig" not in function.properties


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_no_stack_nears_what_cloudformation_holds(synthesize: Synthesize, stage: str) -> None:
    templates = synthesize(stage)
    resources = Counter(resource.stack for resource in templates.all())
    assert max(resources.values()) <= 450, resources.most_common(3)
    outputs = {name: len(stack.get("Outputs", {})) for name, stack in templates.stacks.items()}
    assert max(outputs.values()) <= 180, "of 200"


def _variables(function: Resource) -> Json:
    variables: Json = function.properties["Environment"]["Variables"]
    return variables


def _place(templates: Templates, function: Resource) -> tuple[set[str], set[str]]:
    said = function.properties["VpcConfig"]
    return (
        {templates.text(subnet, function.stack) for subnet in said["SubnetIds"]},
        {templates.text(guard, function.stack) for guard in said["SecurityGroupIds"]},
    )


def _may(templates: Templates, function: Resource) -> list[Json]:
    role = templates.target(function.properties["Role"], function.stack)
    assert role is not None
    return templates.statements(role)


def _users(of: str) -> str:
    return f"arn:aws:rds-db:us-east-1:<AccountId>:dbuser:{of}"
