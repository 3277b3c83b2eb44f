"""A crowd of calls shares a few environments: asked in the engine's Python."""

from tests.unit.local.engine import asked

CROWD = """
import threading, time
from infra.local.engine import crowds
from ministack.core import lambda_runtime
from ministack.services import lambda_svc

began, go = threading.Semaphore(0), threading.Event()

class Environment:
    def __init__(self, name, config, code):
        self.config, self._proc = config, None
    def _spawn(self):
        began.release()
        go.wait()
        self._proc = True

lambda_runtime.Worker = Environment
crowds.MOST, crowds.STARTING, crowds.PATIENCE = 3, 2, 1
crowds.queue()
served = []

def acquired(function):
    arn = f"arn:aws:lambda:us-east-1:000000000000:function:{function}"
    return lambda_svc.acquire_worker(function, {"FunctionArn": arn}, b"")

def call(function):
    worker, _ = acquired(function)
    if not worker._proc:
        worker._spawn()
    served.append(function)
    lambda_svc.release_worker(worker)

calls = [threading.Thread(target=call, args=(name,)) for name in "ab" * 20]
for one in calls:
    one.start()
two = [began.acquire(timeout=30) for _ in range(2)]
print(two, "and another:", began.acquire(timeout=0.2))
go.set()
for one in calls:
    one.join()
pools = [len(workers) for workers in lambda_runtime._workers.values()]
print(served.count("a"), served.count("b"), max(pools) <= crowds.MOST)

held = []
for _ in range(crowds.MOST):
    held.append(acquired("a")[0])
    held[-1]._spawn()
asked = time.monotonic()
late, how = acquired("a")
print(how, late in held, time.monotonic() - asked >= crowds.PATIENCE)
"""


def test_a_crowd_shares_a_few_environments_and_nobody_waits_for_ever() -> None:
    few, all_served, late = asked(CROWD).splitlines()
    assert few == "[True, True] and another: False"
    assert all_served == "20 20 True"
    assert late == "spawn False True"
