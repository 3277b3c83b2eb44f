"""People: a Cognito user pool, its groups (roles) and the app's client."""

from aws_cdk import CfnOutput, Duration
from aws_cdk import aws_cognito as cognito

from infra.cdk.parts.firewall import SignUpGuard
from infra.cdk.parts.grant import Grant, allow
from infra.cdk.parts.platform import Platform, Room, acknowledge, removal_policy, resource

# The order of didit360.identity.Role; a person in several groups bears the first one's rank.
ROLES = (
    *("fan", "artist", "podcaster", "author"),
    *("producer", "dj", "moderator", "admin"),
)


class IdentityStack(Room):
    def __init__(self, platform: Platform) -> None:
        super().__init__(platform, "identity")
        self.people = cognito.UserPool(
            self,
            "People",
            user_pool_name=f"didit360-{self.stage.name}",
            self_sign_up_enabled=True,
            sign_in_aliases=cognito.SignInAliases(email=True),
            sign_in_case_sensitive=False,
            auto_verify=cognito.AutoVerifiedAttrs(email=True),
            keep_original=cognito.KeepOriginalAttrs(email=True),
            standard_attributes=cognito.StandardAttributes(
                email=cognito.StandardAttribute(required=True, mutable=True),
                preferred_username=cognito.StandardAttribute(required=False, mutable=True),
            ),
            password_policy=cognito.PasswordPolicy(
                min_length=12,
                require_digits=True,
                require_lowercase=True,
                require_uppercase=True,
                require_symbols=True,
                temp_password_validity=Duration.days(3),
            ),
            account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
            mfa=cognito.Mfa.OPTIONAL,
            mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
            deletion_protection=self.stage.keep_data,
            removal_policy=removal_policy(self),
        )
        acknowledge(
            resource(self.people),
            "AwsSolutions-COG2",
            reason="A second factor (TOTP) is offered, not forced: fans only listen.",
        )
        acknowledge(
            resource(self.people),
            "AwsSolutions-COG8",
            reason="Threat protection is a paid plan (Plus); Cognito limits guessing anyway.",
        )
        for rank, role in enumerate(ROLES):
            cognito.CfnUserPoolGroup(
                self,
                role.capitalize(),
                user_pool_id=self.people.user_pool_id,
                group_name=role,
                description=f"The role {role}",
                precedence=rank,
            )
        self.app = self.people.add_client(
            "App",
            user_pool_client_name="app",
            generate_secret=False,
            auth_flows=cognito.AuthFlow(user_srp=True, user_password=self.stage.password_flow),
            prevent_user_existence_errors=True,
            enable_token_revocation=True,
            access_token_validity=Duration.hours(1),
            id_token_validity=Duration.hours(1),
            refresh_token_validity=Duration.days(30),
            disable_o_auth=True,
        )
        if self.stage.firewall:
            SignUpGuard(self, "SignUp", self.people)
        CfnOutput(self, "UserPoolId", value=self.people.user_pool_id)
        CfnOutput(self, "AppClientId", value=self.app.user_pool_client_id)


class People:
    """The user pool as something that an operation may touch."""

    def __init__(self, pool: cognito.IUserPool) -> None:
        self._pool = pool

    def reads(self) -> Grant:
        """What is known of one person."""
        return self._grant("AdminGetUser", "AdminListGroupsForUser")

    def joins(self) -> Grant:
        return self._grant("AdminAddUserToGroup")

    def closes(self) -> Grant:
        """No new token, and no refreshed one."""
        return self._grant("AdminDisableUser", "AdminUserGlobalSignOut")

    def erases(self) -> Grant:
        return self._grant("AdminDeleteUser")

    def _grant(self, *actions: str) -> Grant:
        return Grant(
            {"USER_POOL_ID": self._pool.user_pool_id},
            [allow([f"cognito-idp:{action}" for action in actions], [self._pool.user_pool_arn])],
        )
