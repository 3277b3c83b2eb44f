"""Plays are kept for good: by leave, not only by habit."""

from tests.infra.reading import Templates, listed

PLAYS = "music-plays/Music/Plays/Table"


def test_nobody_may_change_or_remove_a_play_and_one_function_adds_them(prod: Templates) -> None:
    may: dict[str, set[str]] = {}
    for role in prod.all("AWS::IAM::Role"):
        for statement in prod.statements(role):
            named = {prod.text(one, role.stack) for one in listed(statement["Resource"])}
            if PLAYS in named or ("*" in named and "dynamodb" in str(statement["Action"])):
                may.setdefault(role.path, set()).update(listed(statement["Action"]))

    writing = {
        path: actions - {"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query"}
        for path, actions in may.items()
    }
    assert {path: actions for path, actions in writing.items() if actions} == {
        "music-plays/Music/ReportPlay/Role": {"dynamodb:PutItem"}
    }


def test_plays_stay_when_the_stack_goes_and_can_be_restored(prod: Templates) -> None:
    table = prod.one(PLAYS)

    assert table.body["DeletionPolicy"] == "RetainExceptOnCreate"
    assert table.body["UpdateReplacePolicy"] == "Retain"
    assert "TimeToLiveSpecification" not in table.properties
    assert table.properties["StreamSpecification"] == {"StreamViewType": "NEW_AND_OLD_IMAGES"}
