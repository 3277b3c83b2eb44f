"""Templates become what this machine can run, and nothing of them is lost by accident."""

from pathlib import Path
from typing import Any

import pytest

from infra.cdk.settings import LOCAL_ORIGIN
from infra.local.adapter import AdaptError, Code, Packages, WorkingTree, adapt

ORIGIN = "http://127.0.0.1:8360"
TREE = WorkingTree("code", "bootstrap.zip")


def function(**properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Runtime": "python3.13",
            "Handler": "music.api.get_track.handler",
            "Code": {"S3Bucket": "assets", "S3Key": "abc.zip"},
        }
        | properties,
    }


def layer(key: str = "layer.zip") -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::LayerVersion",
        "Properties": {"Content": {"S3Bucket": "assets", "S3Key": key}},
    }


def adapted(code: Code = TREE, /, **resources: Any) -> dict[str, Any]:
    result: dict[str, Any] = adapt({"Resources": resources}, origin=ORIGIN, code=code)["Resources"]
    return result


def test_a_function_runs_from_the_working_tree() -> None:
    given = function(
        Architectures=["arm64"],
        SnapStart={"ApplyOn": "PublishedVersions"},
        ReservedConcurrentExecutions=5,
        VpcConfig={"SubnetIds": []},
        Layers=[{"Ref": "Core"}],
        Environment={"Variables": {"FFMPEG_HOME": "/opt/bin", "LOG_LEVEL": "INFO"}},
        Timeout=30,
    )
    made = adapted(F=given, Core=layer())
    assert made == {
        "F": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "provided.al2023",
                "Handler": "music.api.get_track.handler",
                "Code": {"S3Bucket": "code", "S3Key": "bootstrap.zip"},
                "Environment": {"Variables": {"LOG_LEVEL": "INFO"}},
                "Timeout": 30,
            },
        }
    }


def test_a_packaged_function_has_its_own_code_and_its_layers_folders(tmp_path: Path) -> None:
    (tmp_path / "tools" / "bin").mkdir(parents=True)
    core, tools = str(tmp_path / "core"), str(tmp_path / "tools")
    code = Packages("code", {"abc.zip": "def.zip"}, {"core.zip": core, "tools.zip": tools})
    given = function(
        Layers=[{"Ref": "Core"}, {"Ref": "Tools"}],
        Environment={"Variables": {"FFMPEG_HOME": "/opt/bin"}},
    )
    made = adapted(code, F=given, Core=layer("core.zip"), Tools=layer("tools.zip"))
    properties = made["F"]["Properties"]
    assert properties["Code"] == {"S3Bucket": "code", "S3Key": "def.zip"}
    assert properties["Environment"]["Variables"] == {
        "DIDIT360_LAYERS": f"{core}:{tools}",
        "FFMPEG_HOME": f"{tools}/bin",
    }


@pytest.mark.parametrize(
    ("properties", "code", "said"),
    [
        ({"Runtime": "nodejs22.x"}, TREE, "not Python but nodejs22.x"),
        ({"Code": {"ZipFile": "pass"}}, TREE, "inline code"),
        ({}, Packages("code"), "No package was built for the asset 'abc.zip'"),
        ({"Layers": ["arn:aws:lambda:::layer:x:1"]}, Packages("code"), "another stack or account"),
    ],
)
def test_a_function_that_cannot_run_here_is_refused(
    properties: dict[str, Any], code: Code, said: str
) -> None:
    with pytest.raises(AdaptError, match=said):
        adapted(code, F=function(**properties))


def test_an_alias_names_what_is_there_now() -> None:
    made = adapted(
        F=function(),
        V={"Type": "AWS::Lambda::Version", "Properties": {"FunctionName": {"Ref": "F"}}},
        Live={
            "Type": "AWS::Lambda::Alias",
            "Properties": {
                "FunctionName": {"Ref": "F"},
                "FunctionVersion": {"Fn::GetAtt": ["V", "Version"]},
            },
            "DependsOn": ["V", "F"],
        },
    )
    assert made["Live"] == {
        "Type": "AWS::Lambda::Alias",
        "Properties": {"FunctionName": {"Ref": "F"}, "FunctionVersion": "$LATEST"},
        "DependsOn": ["F"],
    }
    assert "V" not in made


def test_a_public_key_is_a_parameter_that_the_edge_reads() -> None:
    key = {"PublicKeyConfig": {"EncodedKey": {"Fn::GetAtt": ["Pair", "PublicKey"]}}}
    made = adapted(KeyA={"Type": "AWS::CloudFront::PublicKey", "Properties": key})
    assert made["KeyA"]["Properties"] == {
        "Name": "cloudfront-public-key.KeyA",
        "Type": "String",
        "Value": {"Fn::GetAtt": ["Pair", "PublicKey"]},
    }


def test_a_bucket_turns_its_own_events_on() -> None:
    made = adapted(
        Bucket={"Type": "AWS::S3::Bucket"},
        BucketNotificationsHandler050a0587=function(Code={"ZipFile": "..."}),
        Notifications={
            "Type": "Custom::S3BucketNotifications",
            "Properties": {
                "ServiceToken": {"Fn::GetAtt": ["BucketNotificationsHandler050a0587", "Arn"]},
                "BucketName": {"Ref": "Bucket"},
                "NotificationConfiguration": {"EventBridgeConfiguration": {}},
            },
        },
    )
    told = {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}
    assert made == {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"NotificationConfiguration": told}}
    }


def test_other_notifications_are_refused() -> None:
    with pytest.raises(AdaptError, match="more than EventBridge"):
        adapted(
            Bucket={"Type": "AWS::S3::Bucket"},
            Notifications={
                "Type": "Custom::S3BucketNotifications",
                "Properties": {
                    "BucketName": {"Ref": "Bucket"},
                    "NotificationConfiguration": {"QueueConfigurations": []},
                },
            },
        )


def test_an_unknown_type_stops_the_deployment() -> None:
    with pytest.raises(AdaptError, match="No rule for AWS::IVS::Channel"):
        adapted(Live={"Type": "AWS::IVS::Channel"})


@pytest.mark.parametrize(
    "reference",
    [{"Ref": "Core"}, {"Fn::GetAtt": ["Core", "Arn"]}, {"Fn::GetAtt": "Core.Arn"}],
)
def test_a_need_of_something_left_out_stops_the_deployment(reference: dict[str, Any]) -> None:
    with pytest.raises(AdaptError, match=r"Needs needs \w+ of Core, a AWS::Lambda::LayerVersion"):
        adapted(
            Core=layer(),
            Needs={"Type": "AWS::SSM::Parameter", "Properties": {"Value": [reference]}},
        )


def test_a_text_that_names_something_left_out_stops_the_deployment() -> None:
    text = {"Fn::Sub": "layer ${Core}"}
    with pytest.raises(AdaptError, match="writes a left out resource into a text"):
        adapted(Core=layer(), P={"Type": "AWS::SSM::Parameter", "Properties": {"Value": text}})


def test_an_output_goes_with_its_resource() -> None:
    template = {
        "Resources": {"Core": layer(), "Bucket": {"Type": "AWS::S3::Bucket"}},
        "Outputs": {
            "LayerArn": {"Value": {"Ref": "Core"}},
            "Text": {"Value": {"Fn::Sub": "${Core}"}},
            "BucketName": {"Value": {"Ref": "Bucket"}},
        },
    }
    assert list(adapt(template, origin=ORIGIN, code=TREE)["Outputs"]) == ["BucketName"]


def test_the_edge_takes_the_place_of_its_placeholder_everywhere() -> None:
    cors = {"CorsRules": [{"AllowedOrigins": [LOCAL_ORIGIN]}]}
    text = f"'{LOCAL_ORIGIN}'"
    template = {
        "Resources": {
            "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"CorsConfiguration": cors}},
            "Method": {"Type": "AWS::ApiGateway::Method", "Properties": {"Header": text}},
        }
    }
    made = adapt(template, origin=ORIGIN, code=TREE)
    assert LOCAL_ORIGIN not in str(made)
    assert str(made).count(ORIGIN) == 2


def test_an_account_need_not_be_bootstrapped() -> None:
    template = {
        "Resources": {},
        "Parameters": {"BootstrapVersion": {"Type": "AWS::SSM::Parameter::Value<String>"}},
        "Rules": {"CheckBootstrapVersion": {}},
    }
    assert adapt(template, origin=ORIGIN, code=TREE) == {
        "Resources": {},
        "Parameters": {},
        "Outputs": {},
    }


def test_the_given_template_stays_as_it_was() -> None:
    template = {"Resources": {"F": function(Layers=[{"Ref": "Core"}]), "Core": layer()}}
    before = str(template)
    adapt(template, origin=ORIGIN, code=TREE)
    assert str(template) == before


def test_a_rule_against_plain_http_is_left_out_and_others_stay() -> None:
    def deny(key: str, value: str) -> dict[str, Any]:
        return {"Effect": "Deny", "Action": "s3:*", "Condition": {"Bool": {key: value}}}

    only, both = (
        {"Bucket": {"Ref": "Bucket"}, "PolicyDocument": {"Statement": statements}}
        for statements in (
            [deny("aws:SecureTransport", "false"), deny("s3:TlsVersion", "1.2")],
            [deny("aws:SecureTransport", "false"), deny("aws:ViaAWSService", "true")],
        )
    )
    made = adapted(
        Bucket={"Type": "AWS::S3::Bucket"},
        Only={"Type": "AWS::S3::BucketPolicy", "Properties": only},
        Both={"Type": "AWS::S3::BucketPolicy", "Properties": both},
        Needs={"Type": "AWS::S3::Bucket", "DependsOn": ["Only", "Both"]},
    )
    assert made["Both"]["Properties"]["PolicyDocument"]["Statement"] == [
        deny("aws:ViaAWSService", "true")
    ]
    assert "Only" not in made
    assert made["Needs"]["DependsOn"] == ["Both"]


def test_a_condition_that_the_engine_cannot_judge_is_taken_out() -> None:
    statement = {
        "Effect": "Allow",
        "Action": "events:PutEvents",
        "Resource": "arn:bus",
        "Condition": {"StringEquals": {"events:source": "didit360.music", "aws:SourceAccount": 1}},
    }
    policy = {"PolicyDocument": {"Statement": [statement]}}
    made = adapted(P={"Type": "AWS::IAM::Policy", "Properties": policy})
    (kept,) = made["P"]["Properties"]["PolicyDocument"]["Statement"]
    assert kept["Condition"] == {"StringEquals": {"aws:SourceAccount": 1}}
    assert kept["Resource"] == "arn:bus"


def test_a_secret_is_named_by_its_arn() -> None:
    template = {
        "Resources": {
            "Key": {"Type": "AWS::SecretsManager::Secret"},
            "P": {"Type": "AWS::IAM::Policy", "Properties": {"Resource": {"Ref": "Key"}}},
        },
        "Outputs": {"KeyArn": {"Value": {"Ref": "Key"}}},
    }
    made = adapt(template, origin=ORIGIN, code=TREE)
    arn = {"Fn::GetAtt": ["Key", "Id"]}
    assert made["Resources"]["P"]["Properties"]["Resource"] == arn
    assert made["Outputs"]["KeyArn"]["Value"] == arn
