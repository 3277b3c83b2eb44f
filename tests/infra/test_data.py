"""Where data lies: encrypted, private, over TLS only, recoverable; and queues that lose nothing."""

from nfts.data import content
from tests.infra.conftest import Synthesize
from tests.infra.reading import Json, Resource, Templates, listed


def test_buckets_are_private_and_encrypted(prod: Templates) -> None:
    buckets = list(prod.all("AWS::S3::Bucket"))
    assert {bucket.path for bucket in buckets} == {
        "media/Originals/Bucket",
        "media/Pictures/Bucket",
        "media/Streams/Bucket",
        "nfts-minting/Content/Bucket",
        "shared/AccessLogs",
        "shared/Exports/Bucket",
    }
    for bucket in buckets:
        (rule,) = bucket.properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] in {"AES256", "aws:kms"}
        assert all(bucket.properties["PublicAccessBlockConfiguration"].values())
        assert _denies_plain_http(_policy_of(prod, bucket, "AWS::S3::BucketPolicy", "Bucket"))


def test_originals_are_versioned_and_tell_of_arrivals(prod: Templates) -> None:
    originals = prod.one("media/Originals/Bucket").properties
    assert originals["VersioningConfiguration"] == {"Status": "Enabled"}
    assert originals["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }


def test_what_is_left_lying_goes(prod: Templates) -> None:
    for bucket in prod.all("AWS::S3::Bucket"):
        rules = {r["Id"]: r for r in bucket.properties["LifecycleConfiguration"]["Rules"]}
        assert rules["leftovers"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 2}
    work = prod.one("media/Streams/Bucket").properties["LifecycleConfiguration"]["Rules"][1]
    assert (work["Prefix"], work["ExpirationInDays"]) == ("work/", 7)


def test_only_what_is_for_listeners_is_served(prod: Templates) -> None:
    policy = _policy_of(prod, prod.one("media/Streams/Bucket"), "AWS::S3::BucketPolicy", "Bucket")
    (served,) = [s for s in policy if s["Principal"] == {"Service": "cloudfront.amazonaws.com"}]
    assert served["Action"] == "s3:GetObject"
    assert [prod.text(resource, "media") for resource in served["Resource"]] == [
        f"media/Streams/Bucket/{below}/*" for below in ("images", "media")
    ]
    assert "aws:SourceAccount" in served["Condition"]["StringEquals"]


def test_s3_lets_nobody_change_or_remove_what_an_edition_is_made_of(
    prod: Templates, synthesize: Synthesize
) -> None:
    bucket = prod.one("nfts-minting/Content/Bucket")
    policy = _policy_of(prod, bucket, "AWS::S3::BucketPolicy", "Bucket")
    below = f"{bucket.path}/{content.PREFIX}*"
    refused = {
        action: statement.get("Condition")
        for statement in policy
        for action in listed(statement["Action"])
        if prod.text(statement["Resource"], bucket.stack) == below
        and (statement["Effect"], statement["Principal"]) == ("Deny", {"AWS": "*"})
    }
    # As Amazon's S3 User Guide has it, "Enforce conditional writes on Amazon S3 buckets".
    asking = {
        "Null": {"s3:if-none-match": "true"},
        "Bool": {"s3:ObjectCreationOperation": "true"},
    }
    never = {"s3:DeleteObject": None, "s3:DeleteObjectVersion": None}
    assert refused == {"s3:PutObject": asking} | never
    # No policy stops a lifecycle rule, and one that goes with its stack protects nothing.
    (rule,) = bucket.properties["LifecycleConfiguration"]["Rules"]
    assert not [key for key in rule if "Expir" in key or "Transition" in key], rule
    assert bucket.properties["VersioningConfiguration"] == {"Status": "Enabled"}
    for stage, stays in ((prod, True), (synthesize("dev"), False)):
        [guard] = [one for one in stage.all("AWS::S3::BucketPolicy") if "/Content/" in one.path]
        assert guard.body.get("DeletionPolicy", "Delete").startswith("Retain") is stays


def test_what_people_are_given_about_themselves_goes_after_a_week(prod: Templates) -> None:
    (_, rule) = prod.one("shared/Exports/Bucket").properties["LifecycleConfiguration"]["Rules"]
    assert (rule.get("Prefix"), rule["ExpirationInDays"]) == (None, 7)


def test_tables_can_be_restored_and_are_on_demand(prod: Templates) -> None:
    for table in prod.all("AWS::DynamoDB::Table"):
        lossy = table.path.endswith(("/Answers/Table", "/Limits/Table"))
        recovery = table.properties["PointInTimeRecoverySpecification"]
        assert recovery["PointInTimeRecoveryEnabled"] is not lossy, table.path
        assert table.properties["BillingMode"] == "PAY_PER_REQUEST"
        assert table.properties["DeletionProtectionEnabled"] is True


def test_prod_outlives_its_stacks_and_dev_does_not(prod: Templates, synthesize: Synthesize) -> None:
    kinds = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::Cognito::UserPool")
    for resource in prod.all(*kinds):
        assert resource.body["DeletionPolicy"].startswith("Retain"), resource.path
    for resource in synthesize("dev").all(*kinds):
        assert resource.body["DeletionPolicy"] == "Delete", resource.path


def test_every_queue_has_a_dead_letter_queue_or_is_one(prod: Templates) -> None:
    queues = {queue.path: queue for queue in prod.all("AWS::SQS::Queue")}
    assert queues
    for path, queue in queues.items():
        assert queue.properties["SqsManagedSseEnabled"] is True
        assert _denies_plain_http(_policy_of(prod, queue, "AWS::SQS::QueuePolicy", "Queues"))
        if path.endswith("/DeadLetters"):
            continue
        redrive = queue.properties["RedrivePolicy"]
        dead = prod.target(redrive["deadLetterTargetArn"], queue.stack)
        assert dead is not None
        assert dead.path.endswith("/DeadLetters")
        assert redrive["maxReceiveCount"] == 5


def test_a_message_stays_hidden_for_six_timeouts(prod: Templates) -> None:
    mappings = list(prod.all("AWS::Lambda::EventSourceMapping"))
    assert mappings
    for mapping in mappings:
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        source = prod.target(mapping.properties["EventSourceArn"], mapping.stack)
        function = prod.target(mapping.properties["FunctionName"], mapping.stack)
        assert source is not None
        assert function is not None
        if source.type == "AWS::SQS::Queue":
            waits = source.properties["VisibilityTimeout"]
            assert waits >= 6 * function.properties["Timeout"], mapping.path
        else:
            assert "OnFailure" in mapping.properties["DestinationConfig"]


def test_every_rule_tells_one_queue(prod: Templates) -> None:
    for rule in prod.all("AWS::Events::Rule"):
        (target,) = rule.properties["Targets"]
        queue = prod.target(target["Arn"], rule.stack)
        assert queue is not None
        assert queue.type == "AWS::SQS::Queue"
        assert "DeadLetterConfig" in target


def test_what_goes_wrong_is_told(prod: Templates) -> None:
    alarms = list(prod.all("AWS::CloudWatch::Alarm"))
    watched = {alarm.path.removesuffix("/Alarm") for alarm in alarms}
    for queue in prod.all("AWS::SQS::Queue"):
        if queue.path.endswith("/DeadLetters"):
            assert queue.path in watched
    for alarm in alarms:
        (told,) = alarm.properties["AlarmActions"]
        assert prod.text(told, alarm.stack) == "shared/Alarms"
        assert alarm.properties["AlarmDescription"]


def _policy_of(templates: Templates, owner: Resource, kind: str, key: str) -> list[Json]:
    return [
        statement
        for policy in templates.all(kind)
        if any(
            templates.target(named, policy.stack) == owner
            for named in listed(policy.properties[key])
        )
        for statement in policy.properties["PolicyDocument"]["Statement"]
    ]


def _denies_plain_http(statements: list[Json]) -> bool:
    return any(
        statement["Effect"] == "Deny"
        and statement.get("Condition", {}).get("Bool") == {"aws:SecureTransport": "false"}
        for statement in statements
    )
