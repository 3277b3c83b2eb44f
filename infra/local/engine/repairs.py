"""Make the pinned engine answer as AWS does, in the places where this house depends on it."""

from __future__ import annotations

import json
import os
import time
from contextvars import ContextVar
from functools import wraps
from typing import Any

MOST_IDLE = max(64, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 3 // (50 * 2**20))
"""Function environments that wait for work: a third of the memory, at some 50 MB each. A new one
takes half a second."""
_FUNCTION_FAILED = "FUNCTION_FAILED"


def apply() -> None:
    """Put every repair in place; call once, before the engine serves."""
    _name_the_version_in_s3_events()
    _hide_what_a_function_raised()
    _keep_one_set_of_platform_lines()
    _retire_idle_environments()
    _name_a_version_that_is_downloaded()
    _know_the_group_of_a_schedule()
    _know_what_a_write_asks_for()


def _name_the_version_in_s3_events() -> None:
    """S3's "Object Created" event names the object's version; the engine's leaves it out."""
    from ministack.services import eventbridge, s3

    version: ContextVar[str | None] = ContextVar("version", default=None)
    fire, dispatch = s3._fire_s3_event, eventbridge._dispatch_event

    @wraps(fire)
    def remembering(*args: Any, version_id: str | None = None, **kwargs: Any) -> None:
        token = version.set(version_id)
        try:
            fire(*args, version_id=version_id, **kwargs)
        finally:
            version.reset(token)

    @wraps(dispatch)
    def naming(event: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if event.get("Source") == "aws.s3" and version.get():
            detail = json.loads(event["Detail"])
            detail["object"]["version-id"] = version.get()
            event = event | {"Detail": json.dumps(detail)}
        return dispatch(event, *args, **kwargs)

    s3._fire_s3_event, eventbridge._dispatch_event = remembering, naming


def _hide_what_a_function_raised() -> None:
    """A function that fails is a 502 of the gateway's, without the exception's text."""
    from ministack.services import apigateway_v1

    # Not one of AWS's names, so no template can set it: it only inherits DEFAULT_5XX's.
    apigateway_v1._DEFAULT_GATEWAY_RESPONSE_STATUS_CODES[_FUNCTION_FAILED] = "502"
    invoke = apigateway_v1._invoke_lambda_proxy_v1

    @wraps(invoke)
    async def quiet(*args: Any, **kwargs: Any) -> Any:
        answer = await invoke(*args, **kwargs)
        if isinstance(answer, tuple) and answer[0] == 502:
            return apigateway_v1._gw_error(_FUNCTION_FAILED, "Internal server error")
        return answer

    apigateway_v1._invoke_lambda_proxy_v1 = quiet


def _keep_one_set_of_platform_lines() -> None:
    """Our bootstrap prints START, END and REPORT as Lambda does; the engine adds its own."""
    from ministack.services import lambda_svc

    emit = lambda_svc._emit_lambda_logs

    @wraps(emit)
    def once(*args: Any, **kwargs: Any) -> None:
        # "rie" is the engine's name for output that already holds these lines.
        if kwargs.get("log_source") is None and "REPORT RequestId:" in str(args[2]):
            kwargs["log_source"] = "rie"
        emit(*args, **kwargs)

    lambda_svc._emit_lambda_logs = once


def _retire_idle_environments() -> None:
    """Lambda ends every environment that is idle for minutes; the engine keeps one a function.

    Of those that were used last, a machine has memory for some: MOST_IDLE.
    """
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    def retire() -> int:
        oldest = time.time() - lambda_runtime._LOCAL_WORKER_TTL
        with lambda_runtime._lock:
            pools = lambda_runtime._workers
            idle = [one for workers in pools.values() for one in workers if not one.in_use]
            idle.sort(key=lambda one: one.last_used, reverse=True)
            ended = [
                one
                for place, one in enumerate(idle)
                if place >= MOST_IDLE or one.last_used <= oldest
            ]
            gone = set(map(id, ended))
            for key, workers in list(pools.items()):
                pools[key] = [one for one in workers if id(one) not in gone]
                if not pools[key]:
                    del pools[key]
        lambda_runtime.kill_workers(ended)
        return len(ended)

    lambda_svc.reap_idle_workers = retire


def _name_a_version_that_is_downloaded() -> None:
    """S3 sets the headers that a signed link asks for; the engine forgets them for a version."""
    from ministack.services import s3

    get = s3._get_object

    @wraps(get)
    def named(
        bucket: str, key: str, headers: Any, query_params: dict[str, Any] | None = None
    ) -> Any:
        answer = get(bucket, key, headers, query_params)
        if answer[0] == 200 and query_params and "versionId" in query_params:
            s3._apply_response_overrides(answer[1], query_params)
        return answer

    s3._get_object = named


def _know_the_group_of_a_schedule() -> None:
    """A role may make schedules of one group; the engine takes them all for the default one's.

    It also looks every 10 s only; a test that waits for a schedule would wait as long.
    """
    from ministack.core import iam_actions
    from ministack.services import scheduler

    scheduler._SCHEDULE_TICK_INTERVAL = 1

    name = iam_actions.extract_resource_arn

    @wraps(name)
    def grouped(
        service: str, method: str, path: str, headers: Any, body: bytes, query: Any, *where: Any
    ) -> str:
        arn: str = name(service, method, path, headers, body, query, *where)
        if service != "scheduler" or ":schedule/default/" not in arn:
            return arn
        said = json.loads(body).get("GroupName") if body else query.get("groupName")
        group = (said[0] if isinstance(said, list) else said) or "default"
        return arn.replace(":schedule/default/", f":schedule/{group}/")

    iam_actions.extract_resource_arn = grouped


def _know_what_a_write_asks_for() -> None:
    """Policies may have S3 refuse to replace an object; the engine has nothing to compare with."""
    from ministack.core import iam_actions

    known = iam_actions.s3_service_context

    @wraps(known)
    def asked(
        action: str, query: dict[str, Any] | None, path: str = "", headers: Any = None
    ) -> dict[str, Any]:
        context: dict[str, Any] = known(action, query, path, headers)
        if action != "s3:PutObject":
            return context
        if wish := (headers or {}).get("if-none-match"):
            context["s3:if-none-match"] = wish
        # An upload in parts creates its object when it is joined, which is all that has no number.
        begins, part = "uploads" in (query or {}), "partNumber" in (query or {})
        return context | {"s3:ObjectCreationOperation": str(not begins and not part).lower()}

    iam_actions.s3_service_context = asked
