"""A web ACL: AWS's managed rules and a limit on what one address may ask."""

from collections.abc import Sequence

from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_wafv2 as wafv2
from aws_cdk.aws_secretsmanager import ISecret
from constructs import Construct

from infra.cdk.parts.limits import EDGE_HEADER, edge_key_of
from infra.cdk.parts.platform import stage_of

Statement = wafv2.CfnWebACL.StatementProperty

_MANAGED = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
)

LAST = 1 + len(_MANAGED)

# The list of a large upload's parts is more than the 8 KiB that this rule allows; the
# operations bound their bodies themselves (didit360.http.MAX_BODY_BYTES).
_COUNTED = {"AWSManagedRulesCommonRuleSet": ("SizeRestrictions_BODY",)}

_MAILING = ("SignUp", "ResendConfirmationCode", "ForgotPassword")


class Firewall(Construct):
    """In us-east-1 for CLOUDFRONT; in the API's own region for REGIONAL."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        kind: str,
        edge_key: ISecret | None = None,
        more: Sequence[wafv2.CfnWebACL.RuleProperty] = (),
    ) -> None:
        """With an `edge_key`, what came through the edge is not counted: its address is
        CloudFront's, everybody's, and the edge has counted the viewer's. `more` rules come
        last: their priorities begin at LAST."""
        super().__init__(scope, name)
        acl = wafv2.CfnWebACL(
            self,
            "Acl",
            scope=kind,
            description=f"Didit360 {kind.lower()}",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=visible(f"didit360-{kind.lower()}"),
            rules=[
                _rate(
                    "requests-of-one-address",
                    0,
                    stage_of(self).edge_requests_per_5_minutes,
                    no(bears(edge_key) if edge_key else _media()),
                ),
                *(_managed(name, rank) for rank, name in enumerate(_MANAGED, start=1)),
                *more,
            ],
        )
        self.arn = acl.attr_arn

    def guard(self, stage: apigateway.Stage) -> None:
        """Put a REST API's stage behind this ACL."""
        wafv2.CfnWebACLAssociation(
            stage, "Firewall", resource_arn=stage.stage_arn, web_acl_arn=self.arn
        )


class SignUpGuard(Construct):
    """Before the user pool: what one address may have Cognito do.

    Apps call Cognito itself, so what our own operations count does not see a sign-up.
    """

    def __init__(self, scope: Construct, name: str, pool: cognito.IUserPool) -> None:
        super().__init__(scope, name)
        stage = stage_of(self)
        acl = wafv2.CfnWebACL(
            self,
            "Acl",
            scope="REGIONAL",
            description="Didit360 sign-up",
            default_action=wafv2.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=visible("didit360-sign-up"),
            rules=[
                _rate("mails-of-one-address", 0, stage.mails_per_5_minutes, _sends_mail()),
                _rate("sign-ins-of-one-address", 1, stage.sign_ins_per_5_minutes),
            ],
        )
        wafv2.CfnWebACLAssociation(
            self, "Pool", resource_arn=pool.user_pool_arn, web_acl_arn=acl.attr_arn
        )


def _rate(
    name: str, priority: int, limit: int, only: Statement | None = None
) -> wafv2.CfnWebACL.RuleProperty:
    """Refuse an address for a while when it asks more than `limit` times in five minutes."""
    return wafv2.CfnWebACL.RuleProperty(
        name=name,
        priority=priority,
        action=wafv2.CfnWebACL.RuleActionProperty(block={}),
        visibility_config=visible(name),
        statement=Statement(
            rate_based_statement=wafv2.CfnWebACL.RateBasedStatementProperty(
                aggregate_key_type="IP", limit=limit, scope_down_statement=only
            )
        ),
    )


def _sends_mail() -> Statement:
    """The operations with which anybody has a mail sent to anybody."""
    return any_of([_calls(operation) for operation in _MAILING])


def _calls(operation: str) -> Statement:
    return _header("x-amz-target", f"AWSCognitoIdentityProviderService.{operation}")


def no(statement: Statement) -> Statement:
    return Statement(not_statement=wafv2.CfnWebACL.NotStatementProperty(statement=statement))


def any_of(statements: Sequence[Statement]) -> Statement:
    """One of them; of one alone, that one: AWS WAF takes no alternatives of one."""
    if len(statements) == 1:
        return statements[0]
    return Statement(or_statement=wafv2.CfnWebACL.OrStatementProperty(statements=list(statements)))


def all_of(statements: Sequence[Statement]) -> Statement:
    """Two of them or more."""
    return Statement(
        and_statement=wafv2.CfnWebACL.AndStatementProperty(statements=list(statements))
    )


def bears(edge_key: ISecret) -> Statement:
    # Headers' names reach the web ACL in lower case.
    return _header(EDGE_HEADER.lower(), edge_key_of(edge_key))


def _header(name: str, value: str) -> Statement:
    return matches(
        wafv2.CfnWebACL.FieldToMatchProperty(single_header={"Name": name}), "EXACTLY", value
    )


def matches(field: wafv2.CfnWebACL.FieldToMatchProperty, how: str, text: str) -> Statement:
    return Statement(
        byte_match_statement=wafv2.CfnWebACL.ByteMatchStatementProperty(
            field_to_match=field,
            positional_constraint=how,
            search_string=text,
            text_transformations=[
                wafv2.CfnWebACL.TextTransformationProperty(priority=0, type="NONE")
            ],
        )
    )


def _media() -> Statement:
    # A listener fetches a segment every few seconds, and many listeners share an address.
    path = wafv2.CfnWebACL.FieldToMatchProperty(uri_path={})
    return matches(path, "STARTS_WITH", "/media/")


def _managed(name: str, rank: int) -> wafv2.CfnWebACL.RuleProperty:
    return wafv2.CfnWebACL.RuleProperty(
        name=name,
        priority=rank,
        override_action=wafv2.CfnWebACL.OverrideActionProperty(none={}),
        visibility_config=visible(name),
        statement=Statement(
            managed_rule_group_statement=wafv2.CfnWebACL.ManagedRuleGroupStatementProperty(
                vendor_name="AWS",
                name=name,
                rule_action_overrides=[_counted(rule) for rule in _COUNTED.get(name, ())],
            )
        ),
    )


def _counted(rule: str) -> wafv2.CfnWebACL.RuleActionOverrideProperty:
    return wafv2.CfnWebACL.RuleActionOverrideProperty(
        name=rule, action_to_use=wafv2.CfnWebACL.RuleActionProperty(count={})
    )


def visible(metric: str) -> wafv2.CfnWebACL.VisibilityConfigProperty:
    return wafv2.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=True
    )
