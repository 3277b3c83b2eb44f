"""The engine behaves as AWS does where this house depends on it: asked in the engine's Python."""

import pytest

from tests.unit.local.engine import asked

RETIRE = """
import time
from types import SimpleNamespace as Worker
from infra.local.engine import repairs
from ministack.core import lambda_runtime
from ministack.services import lambda_svc
ended = []
lambda_runtime.kill_workers = lambda workers: ended.extend(one.name for one in workers)
repairs.apply()
now = time.time()
lambda_runtime._workers.update(
    idle=[Worker(name="only", in_use=False, last_used=now - 400)],
    busy=[Worker(name="long", in_use=True, last_used=now - 400)],
    warm=[Worker(name="surplus", in_use=False, last_used=now - 400),
          Worker(name="recent", in_use=False, last_used=now - 10)],
)
lambda_svc.reap_idle_workers()
kept = {key: [one.name for one in left] for key, left in lambda_runtime._workers.items()}
print(sorted(ended), kept)
"""


CROWDED = """
import time
from types import SimpleNamespace as Worker
from infra.local.engine import repairs
from ministack.core import lambda_runtime
from ministack.services import lambda_svc
ended = []
lambda_runtime.kill_workers = lambda workers: ended.extend(one.name for one in workers)
repairs.apply()
now = time.time()
for n in range(repairs.MOST_IDLE + 2):
    lambda_runtime._workers[n] = [Worker(name=n, in_use=False, last_used=now - n)]
lambda_runtime._workers["busy"] = [Worker(name="busy", in_use=True, last_used=now - 200)]
lambda_svc.reap_idle_workers()
print(sorted(n - repairs.MOST_IDLE for n in ended), "busy" in lambda_runtime._workers)
"""


RESUME = """
from infra.local.engine.resume import resume
from ministack.services import stepfunctions
started = []
stepfunctions._start_execution = lambda given: started.append(given["name"])
cut = {"error": "States.ServiceRestart", "stateMachineArn": "m", "input": "{}"}
stepfunctions._executions._data.update({
    ("1", "r", "parent"): cut | {"name": "parent"},
    ("1", "r", "child"): cut | {"name": "child", "mapRunArn": "a"},
    ("1", "r", "over"): {"name": "over", "status": "FAILED", "error": "Rejected"},
})
print(resume(), started, [key[2] for key in stepfunctions._executions._data])
"""


DOWNLOAD = """
from infra.local.engine import repairs
from ministack.services import s3
answers = {"known": 200, "gone": 404}
s3._get_object = lambda bucket, key, headers, query: (answers[key], {"ETag": "e"}, b"")
repairs.apply()
query = {"versionId": ["1"], "response-content-disposition": ["attachment"]}
for key in answers:
    print(s3._get_object("b", key, {}, query)[1])
"""


SCHEDULE = """
from infra.local.engine import repairs
from ministack.core import iam_actions
repairs.apply()
for method, body, query in (
    ("POST", b'{"GroupName": "releases"}', {}),
    ("DELETE", b"", {"groupName": ["releases"]}),
    ("GET", b"", {"groupName": "releases"}),
    ("POST", b"{}", {}),
):
    print(iam_actions.extract_resource_arn(
        "scheduler", method, "/schedules/rel_1", {}, body, query, "r", "1"))
"""


WRITES = """
from infra.local.engine import repairs
from ministack.core import iam_actions
repairs.apply()
for action, query, headers in (
    ("s3:PutObject", {}, {"if-none-match": "*"}),
    ("s3:PutObject", {}, {}),
    ("s3:PutObject", {"uploads": [""]}, {}),
    ("s3:PutObject", {"uploadId": ["u"], "partNumber": ["1"]}, {}),
    ("s3:PutObject", {"uploadId": ["u"]}, {}),
    ("s3:GetObject", {}, {"if-none-match": "*"}),
):
    print(iam_actions.s3_service_context(action, query, "/bucket/key", headers))
"""


RETRY = """
from infra.local.engine import retries
from ministack.services import dynamodb, lambda_svc
where = lambda_svc.get_account_id(), lambda_svc.get_region()
arn = f"arn:aws:dynamodb:{where[1]}:{where[0]}:table/plays/stream/1"
dynamodb._tables["plays"] = {"LatestStreamArn": arn}
dynamodb._stream_records["plays"] = [
    {"eventSource": "aws:dynamodb", "eventSourceARN": arn, "eventName": "INSERT",
     "dynamodb": {"SequenceNumber": name, "ApproximateCreationDateTime": lambda_svc.time.time()}}
    for name in "abcd"
]
lambda_svc._esms["m"] = {
    "UUID": "m", "FunctionName": "count", "EventSourceArn": arn, "BatchSize": 3,
    "StartingPosition": "TRIM_HORIZON", "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "MaximumRetryAttempts": 2, "DestinationConfig": {"OnFailure": {"Destination": "dead"}},
}
function = {"config": {"FunctionName": "count"}}
lambda_svc._get_func_record_for_qualifier = lambda *_: (function, {})
lost = []
lambda_svc._send_ddb_stream_failure_record = lambda *said: lost.append(
    (said[2][0]["dynamodb"]["SequenceNumber"], said[-1]))
heard = []
def count(_, event):
    names = [record["dynamodb"]["SequenceNumber"] for record in event["Records"]]
    heard.append("".join(names))
    wrong = [name for name in names if name in BAD]
    return {"body": {"batchItemFailures": [{"itemIdentifier": name} for name in wrong]}}
lambda_svc._execute_function = count
retries.again()
for bad in BADS:
    BAD = bad
    lambda_svc._esm_backoff_until.clear()
    lambda_svc._poll_dynamodb_streams()
print(heard, lost)
"""


def test_a_version_is_downloaded_under_the_name_that_its_link_gives() -> None:
    known, gone = asked(DOWNLOAD).splitlines()
    assert known == str({"ETag": "e", "Content-Disposition": "attachment"})
    assert gone == str({"ETag": "e"})


def test_a_schedule_is_of_the_group_that_is_named() -> None:
    grouped = "arn:aws:scheduler:r:1:schedule/releases/rel_1"
    assert asked(SCHEDULE).splitlines() == [*[grouped] * 3, grouped.replace("releases", "default")]


def test_a_policy_knows_whether_a_write_may_replace() -> None:
    creates, begins = ({"s3:ObjectCreationOperation": said} for said in ("true", "false"))
    asks = {"s3:if-none-match": "*"} | creates
    expected = [asks, creates, begins, begins, creates, {}]
    assert asked(WRITES).splitlines() == [str(one) for one in expected]


def test_a_functions_last_idle_environment_ends_too() -> None:
    assert asked(RETIRE) == "['only', 'surplus'] {'busy': ['long'], 'warm': ['recent']}"


def test_of_many_idle_environments_those_used_last_stay() -> None:
    assert asked(CROWDED) == "[0, 1] True"


def test_a_map_s_children_are_left_to_the_workflow_that_starts_them_again() -> None:
    assert asked(RESUME) == "1 ['parent'] ['over']"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        # What failed for a moment is told again with what came after it.
        (["b", "", ""], "['abc', 'bcd'] []"),
        (["bc", "c", ""], "['abc', 'bcd', 'cd'] []"),
        # What fails for good is left for the dead-letter queue, and the rest goes on.
        (["b"] * 4, "['abc', 'bcd', 'bcd', 'cd'] [('b', 'RetryAttemptsExhausted')]"),
    ],
)
def test_a_stream_tells_again_what_a_function_failed_on(bad: list[str], said: str) -> None:
    assert asked(RETRY.replace("BADS", repr(bad))) == said
