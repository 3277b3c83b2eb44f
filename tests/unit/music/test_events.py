"""What happens to a track when media speaks of it: late, twice and out of order too."""

from typing import Any

import pytest

from music.api import get_track
from music.on import media_failed, media_progressed, media_ready, media_uploaded, track_removed
from tests.unit.aws import ARTIST, Context, Said, call
from tests.unit.music.tracks import about, deliver, draft, sample

pytestmark = pytest.mark.usefixtures("aws")

DONE: dict[str, Any] = {"batchItemFailures": []}


def tell(name: str, created: dict[str, Any], **more: Any) -> None:
    handlers = {
        "media_uploaded": media_uploaded.handler,
        "media_progressed": media_progressed.handler,
        "media_ready": media_ready.handler,
        "media_failed": media_failed.handler,
    }
    assert deliver(handlers[name], name, about(created, name, **more)) == DONE


def seen(created: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = call(get_track.handler, "GET", f"/tracks/{created['track']['id']}").body
    return body


def later(created: dict[str, Any]) -> dict[str, Any]:
    """The same track, spoken of with an upload whose grant was given later."""
    upload_id = created["upload"]["upload_id"]
    return created | {"upload": {"upload_id": "upl_7" + upload_id[5:]}}


def test_a_file_goes_from_uploaded_through_per_cent_to_ready() -> None:
    created = draft()

    tell("media_uploaded", created)
    assert seen(created)["state"] == "uploaded"
    tell("media_progressed", created, percent=40)
    assert (seen(created)["state"], seen(created)["percent"]) == ("processing", 40)
    stage = sample("media_progressed")["stage"]
    assert seen(created)["stage"] == seen(created)["processing"]["stage"] == stage
    tell("media_ready", created)
    assert (seen(created)["state"], seen(created)["processing"]) == ("ready", None)


def test_of_many_parts_it_is_told_how_many_are_done() -> None:
    created = draft()
    tell("media_progressed", created, percent=40, parts={"done": 2, "of": 7})
    assert seen(created)["processing"]["parts"] == {"done": 2, "of": 7}
    whole = about(created, "media_progressed", percent=95)
    whole.pop("parts", None)
    assert deliver(media_progressed.handler, "media_progressed", whole) == DONE
    assert seen(created)["processing"]["parts"] is None


def test_progress_never_goes_back() -> None:
    created = draft()
    tell("media_progressed", created, percent=40)
    tell("media_progressed", created, percent=10, stage="earlier")
    tell("media_uploaded", created)

    assert (seen(created)["state"], seen(created)["percent"]) == ("processing", 40)
    assert seen(created)["stage"] == sample("media_progressed")["stage"]


def test_late_news_does_not_undo_the_end() -> None:
    created = draft()
    tell("media_ready", created)
    tell("media_progressed", created, percent=90)
    tell("media_uploaded", created)

    assert (seen(created)["state"], seen(created)["processing"]) == ("ready", None)


def test_a_failure_tells_the_artist_what_to_do() -> None:
    created = draft()
    tell("media_failed", created)

    assert seen(created)["state"] == "failed"
    assert seen(created)["reason"].startswith("The recording is shorter")


def test_listeners_keep_the_old_stream_while_and_after_a_new_file_fails() -> None:
    created = draft()
    tell("media_ready", created)
    old = seen(created)["facts"]

    tell("media_progressed", later(created), percent=50)
    during = seen(created)
    assert (during["state"], during["processing"]["percent"]) == ("ready", 50)
    tell("media_failed", later(created))
    after = seen(created)

    assert (after["state"], after["facts"]) == ("ready", old)
    assert after["processing"]["state"] == "failed"


def test_the_later_of_two_uploads_wins_in_whichever_order_they_end() -> None:
    created = draft()
    newer = later(created)
    tell("media_ready", newer, facts=about(created, "media_ready")["facts"] | {"codec": "newer"})
    tell("media_ready", created)

    assert seen(created)["facts"]["codec"] == "newer"


def test_a_file_that_arrived_frees_the_place_of_its_draft() -> None:
    created = [draft(f"{n}") for n in range(5)]
    tell("media_uploaded", created[0])
    tell("media_uploaded", created[0])

    assert draft("another")["track"]["state"] == "draft"


def test_media_of_a_deleted_track_is_let_go(said: Said) -> None:
    created = {"track": {"id": "trk_01K9QZ4T7M5V3N8X2B6C1D0EFG"}, "upload": draft()["upload"]}
    tell("media_ready", created)

    media_id = "med_01K9QZ4T7M5V3N8X2B6C1D0EFG"
    assert said == [("media_released", {"media_id": media_id, "owner_id": ARTIST.id})]


def test_a_removed_track_lets_its_media_go(said: Said) -> None:
    def change(kind: str, image: dict[str, Any]) -> dict[str, Any]:
        stream = {"OldImage": image, "SequenceNumber": "1"}
        return {"eventName": kind, "eventSource": "aws:dynamodb", "dynamodb": stream}

    track_id, media_id = (f"{prefix}_01K9QZ4T7M5V3N8X2B6C1D0EFG" for prefix in ("trk", "med"))
    artist = {"artist_id": {"S": ARTIST.id}}
    track = {"id": {"S": track_id}, "media_id": {"S": media_id}, **artist}
    drafts = {"id": {"S": "drafts#x"}}
    records = [change("MODIFY", track), change("REMOVE", drafts), change("REMOVE", track)]

    assert track_removed.handler({"Records": records}, Context()) == DONE
    assert said == [("media_released", {"media_id": media_id, "owner_id": ARTIST.id})]


def test_a_record_that_fails_is_handed_back_alone() -> None:
    created = draft()
    broken = about(created, "media_ready")
    del broken["facts"]

    answer = deliver(media_ready.handler, "media_ready", broken)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "message"}]}
    assert seen(created)["state"] == "draft"
