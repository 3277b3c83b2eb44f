"""What a web ACL adds before operations that mint and sell: a slower pace, and who may at all.

Whoever changes something is counted by their token, not their address: through the edge everybody
has CloudFront's. Where the stage lists addresses, changes from any other are refused; of what came
through the edge (it bears the edge's key) the viewer's address is the last one forwarded, which
CloudFront wrote: https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html
"""

from collections.abc import Sequence
from ipaddress import ip_network

from aws_cdk import aws_wafv2 as wafv2
from aws_cdk.aws_secretsmanager import ISecret
from constructs import Construct

from infra.cdk.parts.firewall import LAST, Firewall, all_of, any_of, bears, matches, no, visible
from infra.cdk.parts.platform import stage_of

Statement = wafv2.CfnWebACL.StatementProperty

_READS = ("GET", "HEAD", "OPTIONS")


class SellingFirewall(Firewall):
    """A REST API's web ACL, with the rules of minting and selling."""

    def __init__(self, scope: Construct, name: str, edge_key: ISecret | None) -> None:
        stage = stage_of(scope)
        rules = [_pace(stage.selling_requests_per_5_minutes)]
        if stage.selling_addresses:
            sets = _address_sets(scope, stage.selling_addresses)
            rules.append(_refuse_others(sets, edge_key))
        super().__init__(scope, name, "REGIONAL", edge_key, rules)


def _pace(limit: int) -> wafv2.CfnWebACL.RuleProperty:
    who = wafv2.CfnWebACL.RateLimitHeaderProperty(
        name="authorization",
        text_transformations=[wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")],
    )
    return wafv2.CfnWebACL.RuleProperty(
        name="changes-of-one-person",
        priority=LAST,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        visibility_config=visible("changes-of-one-person"),
        statement=Statement(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="CUSTOM_KEYS",
                custom_keys=[wafv2.CfnWebACL.RateBasedStatementCustomKeyProperty(header=who)],
                limit=limit,
                scope_down_statement=_changes(),
            )
        ),
    )


def _refuse_others(
    sets: Sequence[wafv2.CfnIPSet], edge_key: ISecret | None
) -> wafv2.CfnWebACL.RuleProperty:
    direct = any_of([_among(one) for one in sets])
    if edge_key is None:
        known = direct
    else:
        viewer = any_of([_among(one, forwarded=True) for one in sets])
        through = bears(edge_key)
        known = any_of([all_of([through, viewer]), all_of([no(through), direct])])
    return wafv2.CfnWebACL.RuleProperty(
        name="changes-from-elsewhere",
        priority=LAST + 1,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        visibility_config=visible("changes-from-elsewhere"),
        statement=all_of([_changes(), no(known)]),
    )


def _changes() -> Statement:
    method = wafv2.CfnWebACL.FieldToMatchProperty(method={})
    return no(any_of([matches(method, "EXACTLY", read) for read in _READS]))


def _among(addresses: wafv2.CfnIPSet, *, forwarded: bool = False) -> Statement:
    config = wafv2.CfnWebACL.IPSetForwardedIPConfigurationProperty(
        header_name="X-Forwarded-For", fallback_behavior="NO_MATCH", position="LAST"
    )
    return Statement(
        ip_set_reference_statement=wafv2.CfnWebACL.IPSetReferenceStatementProperty(
            arn=addresses.attr_arn, ip_set_forwarded_ip_config=config if forwarded else None
        )
    )


def _address_sets(scope: Construct, addresses: Sequence[str]) -> list[wafv2.CfnIPSet]:
    """One of each version of IP: a set holds one alone. ValueError for what is no network."""
    by_version: dict[int, list[str]] = {}
    for address in addresses:
        network = ip_network(address)
        by_version.setdefault(network.version, []).append(str(network))
    return [
        wafv2.CfnIPSet(
            scope,
            f"SellingFromV{version}",
            scope="REGIONAL",
            ip_address_version=f"IPV{version}",
            addresses=found,
            description="Who may mint and sell",
        )
        for version, found in sorted(by_version.items())
    ]
