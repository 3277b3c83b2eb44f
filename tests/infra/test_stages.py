"""Stages are the same platform with other settings; none needs an account to be synthesized."""

import json
from collections import Counter
from dataclasses import replace

from infra.cdk.app import CDK_JSON
from infra.cdk.settings import LOCAL_ORIGIN, STAGES, Domain, SigningKeys
from tests.infra.conftest import Synthesize
from tests.infra.reading import Templates

_OTHERWISE = {
    "AWS::ApiGateway::Method",  # preflights follow the configured origins
    "AWS::Lambda::Version",
    "AWS::RDS::DBInstance",  # one to take over, where it matters
}


def test_dev_and_prod_are_the_same_resources(prod: Templates, synthesize: Synthesize) -> None:
    assert _kinds(prod) == _kinds(synthesize("dev"))


def test_the_local_stage_leaves_out_what_only_aws_has(
    prod: Templates, synthesize: Synthesize
) -> None:
    local = synthesize("local")
    assert {
        "network",
        "database",
        "edge",
        "observability",
    } == prod.stacks.keys() - local.stacks.keys()
    assert prod.functions().keys() - local.functions().keys() == {"database.on.migrate"}
    assert local.functions().keys() < prod.functions().keys()
    assert not list(local.all("AWS::CloudWatch::Alarm", "AWS::WAFv2::WebACL"))
    assert LOCAL_ORIGIN in json.dumps(local.stacks["music-api"])
    assert LOCAL_ORIGIN not in json.dumps(prod.stacks)


def test_only_the_local_client_takes_a_bare_password(
    prod: Templates, synthesize: Synthesize
) -> None:
    for templates, allowed in ((prod, False), (synthesize("local"), True)):
        (client,) = templates.all("AWS::Cognito::UserPoolClient")
        flows = client.properties["ExplicitAuthFlows"]
        assert ("ALLOW_USER_PASSWORD_AUTH" in flows) is allowed
        assert {"ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"} <= set(flows)
        assert client.properties["GenerateSecret"] is False


def test_nothing_is_looked_up_in_an_account(prod: Templates) -> None:
    manifest = json.loads((prod.folder / "manifest.json").read_text())
    assert not manifest.get("missing")
    for artifact in manifest["artifacts"].values():
        if artifact["type"] == "aws:cloudformation:stack":
            assert artifact["environment"] == "aws://unknown-account/us-east-1"
    assert not CDK_JSON.with_name("cdk.context.json").exists()


def test_no_account_number_or_key_is_written_down(prod: Templates) -> None:
    for template in prod.stacks.values():
        assert "AKIA" not in json.dumps(template)


def test_a_domain_and_another_region(synthesize: Synthesize) -> None:
    """The certificate and the web ACL go where CloudFront looks for them."""
    domain = Domain(host="music.example.com", zone_id="Z0123456789", zone_name="example.com")
    abroad = synthesize(replace(STAGES["prod"], region="eu-west-1", domain=domain))
    (acl,) = [a for a in abroad.all("AWS::WAFv2::WebACL") if a.properties["Scope"] == "CLOUDFRONT"]
    (certificate,) = abroad.all("AWS::CertificateManager::Certificate")
    assert acl.stack == certificate.stack == "shield"
    manifest = json.loads((abroad.folder / "manifest.json").read_text())
    assert manifest["artifacts"]["shield"]["environment"].endswith("/us-east-1")
    (distribution,) = abroad.all("AWS::CloudFront::Distribution")
    config = distribution.properties["DistributionConfig"]
    assert config["Aliases"] == ["music.example.com"]
    assert config["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert {r.properties["Type"] for r in abroad.all("AWS::Route53::RecordSet")} == {"A", "AAAA"}


def test_the_edge_passes_paths_on_unchanged(prod: Templates) -> None:
    (distribution,) = prod.all("AWS::CloudFront::Distribution")
    config = distribution.properties["DistributionConfig"]
    assert {b["PathPattern"] for b in config["CacheBehaviors"]} == {
        *("/music/*", "/accounts/*", "/nfts/*"),
        "/images/*",
    }
    for origin in config["Origins"]:
        assert not origin.get("OriginPath")
    streams = config["DefaultCacheBehavior"]
    assert streams["TrustedKeyGroups"], "no grant, no stream"
    (group,) = prod.all("AWS::CloudFront::KeyGroup")
    assert len(group.properties["KeyGroupConfig"]["Items"]) == 2


def test_the_network_has_no_way_out(prod: Templates) -> None:
    kinds = {resource.type for resource in prod.all() if resource.stack == "network"}
    assert not kinds & {"AWS::EC2::NatGateway", "AWS::EC2::InternetGateway"}
    assert len(list(prod.all("AWS::EC2::Subnet"))) == 6
    services = {
        prod.text(e.properties["ServiceName"], e.stack).rpartition(".")[2]
        for e in prod.all("AWS::EC2::VPCEndpoint")
    }
    assert services == {"s3", "dynamodb", "events", "secretsmanager"}
    assert len(list(prod.all("AWS::EC2::FlowLog"))) == 1


def test_a_new_generation_of_a_key_is_a_new_key_and_spares_the_other(
    prod: Templates, synthesize: Synthesize
) -> None:
    rotated = synthesize(replace(STAGES["prod"], signing_keys=SigningKeys(a=2, active="b")))
    kinds = ("AWS::CloudFront::PublicKey", "AWS::SecretsManager::Secret")
    before = {r.id for r in prod.all(*kinds) if r.stack == "media"}
    after = {r.id for r in rotated.all(*kinds) if r.stack == "media"}
    assert len(before - after) == len(after - before) == 2
    signer = rotated.functions()["music.api.create_playback"].properties["Environment"]["Variables"]
    assert rotated.text(signer["MEDIA_KEY_PAIR_ID"], "music") == "media/MediaKeys/PublicB1"
    assert rotated.text(signer["MEDIA_SIGNING_SECRET"], "music") == "media/MediaKeys/PrivateB1"


def _kinds(templates: Templates) -> Counter[str]:
    return Counter(resource.type for resource in templates.all() if resource.type not in _OTHERWISE)
