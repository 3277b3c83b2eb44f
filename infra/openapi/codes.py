"""The codes of problems as one table, read from where the code raises them."""

from infra.openapi.problem_classes import Answer
from infra.openapi.problems import FRONT
from infra.openapi.reach import everything

Codes = dict[tuple[int, str], str]
"""Status and code -> a sentence such as goes with it. Some codes go with two statuses."""


def found(products: list[str]) -> Codes:
    """Every code that the core layer and these products raise, and those of the gateway."""
    known: Codes = {}
    for answer in sorted({*everything(products), *FRONT}, key=_most_said):
        known.setdefault((answer.status, answer.code), answer.says)
    return dict(sorted(known.items()))


def table(known: Codes) -> str:
    """The codes as Markdown."""
    lines = ["| status | code | such as |", "|---|---|---|"]
    lines += [
        f"| {status} | `{code}` | {said.replace('|', '/')} |"
        for (status, code), said in known.items()
    ]
    front = ", ".join(f"{one.status} `{one.code}`" for one in sorted(FRONT))
    return (
        "Problems are of the type `urn:didit360:problem:<code>`. Each operation says which it "
        "answers, by status: `x-problem-codes`, with an example of each. Whatever is asked, the "
        f"gateway in front of all may answer in its place: {front}.\n\n" + "\n".join(lines)
    )


def _most_said(answer: Answer) -> tuple[bool, Answer]:
    return not answer.says, answer
