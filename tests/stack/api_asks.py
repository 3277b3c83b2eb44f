"""For each operation one request that it grants: as the person it is for, about what is there."""

from collections.abc import Callable

from tests.stack import market_asks, minting_asks, selling_asks, signing_asks
from tests.stack.api_scene import WAV, Ask, Scene


def _accounts(scene: Scene) -> dict[str, Callable[[], Ask]]:
    ids = scene.ids
    artist, rival = {"person_id": ids["artist"]}, {"person_id": ids["rival"]}
    person = {"person": ids["artist"]}
    following = f"/accounts/me/following/{ids['artist']}"
    request = {"role": "dj", "reason": "I play records.", "links": ["https://dj.example/sets"]}
    handle = scene.do("leaving", "GET", "/accounts/me")["handle"]
    return {
        "update_me": lambda: Ask("fan", body={"name": "Ane Brun", "country": "NO"}),
        "block": lambda: Ask("fan", rival),
        "unblock": lambda: Ask("fan", rival),
        "create_export": lambda: Ask("fan"),
        "get_export": lambda: Ask("artist", {"export_id": scene.export}),
        "follow": lambda: Ask("fan", artist),
        "unfollow": lambda: scene.after("PUT", following, Ask("fan", artist)),
        "see_person": lambda: Ask("fan", person),
        "get_person": lambda: Ask("fan", person),
        "list_followers": lambda: Ask("fan", person),
        "list_following": lambda: Ask("fan", person),
        "set_plan": lambda: Ask(
            "moderator", {"person": ids["fan"]}, body={"plan": "premium", "source": "gift"}
        ),
        "create_role_request": lambda: Ask("artist", body=request),
        "list_role_requests": lambda: Ask("moderator"),
        "decide_role_request": lambda: Ask(
            "moderator",
            {"request_id": scene.role_request},
            body={"outcome": "granted", "reason": "Welcome."},
        ),
        "erase_me": lambda: Ask("leaving", query={"handle": handle}),
    }


def _tracks(scene: Scene) -> dict[str, Callable[[], Ask]]:
    def heard(role: str = "artist") -> Ask:
        return Ask(role, {"track_id": scene.track})

    def waiting() -> Ask:
        return Ask("artist", scene.waiting)

    def new(role: str = "artist") -> Ask:
        return Ask(role, {"track_id": scene.new_track()["track"]["id"]})

    details = {"genres": ["folk"], "language": "no", "isrc": "NOX001234567"}
    return {
        "create_track": lambda: Ask(
            "artist", body={"title": "Nordlys", "kind": "audio", "details": details, "file": WAV}
        ),
        "get_track": heard,
        "update_track": lambda: Ask(
            "artist", {"track_id": scene.track}, body={"title": "Nordlys", "details": details}
        ),
        "delete_track": new,
        "get_lyrics": lambda: heard("fan"),
        "get_lyrics_vtt": lambda: heard("fan"),
        "put_lyrics": lambda: Ask("artist", new().path, body={"plain": "Over the hills"}),
        "get_original": heard,
        "create_playback": lambda: heard("fan"),
        "take_down_track": lambda: Ask(
            "moderator", {"track_id": scene.song}, body={"reason": "Not theirs."}
        ),
        "restore_track": lambda: Ask("moderator", {"track_id": scene.song}),
        "create_upload": lambda: Ask("artist", new().path, body={"file": WAV}),
        "get_upload": waiting,
        "sign_parts": lambda: Ask("artist", scene.in_parts()[0], body={"numbers": [1]}),
        "complete_upload": scene.completed,
        "abort_upload": lambda: Ask("artist", scene.in_parts()[0]),
        "list_flags": lambda: Ask("moderator"),
        "settle_flag": lambda: Ask(
            "moderator", {"flag_id": scene.flag}, body={"outcome": "no_issue", "note": ""}
        ),
    }


def _releases(scene: Scene) -> dict[str, Callable[[], Ask]]:
    artist = {"artist_id": scene.ids["artist"]}
    item = {"item_id": scene.track}
    heard = {"track_id": scene.track}
    like, place = f"/music/me/likes/{scene.track}", f"/music/me/resume/{scene.track}"
    left = {"position_ms": 1000, "device": "phone"}

    def out(role: str) -> Ask:
        return Ask(role, {"release_id": scene.published()})

    return {
        "get_artist": lambda: Ask("fan", artist),
        "list_appearances": lambda: Ask("fan", artist),
        "list_artist_releases": lambda: Ask("fan", artist, {"type": "single"}),
        "list_artist_videos": lambda: Ask("fan", artist),
        "get_release": lambda: out("fan"),
        "update_release": lambda: Ask(
            "artist", {"release_id": scene.draft}, body={"title": "Nordlys", "label": "Fjell"}
        ),
        "delete_release": lambda: Ask("artist", {"release_id": scene.new_release()}),
        "create_release_artwork": lambda: Ask("artist", {"release_id": scene.draft}),
        "publish_release": lambda: Ask(
            "artist", {"release_id": scene.release}, body={"when": "now"}
        ),
        "unpublish_release": lambda: out("artist"),
        "take_down_release": lambda: Ask(
            "moderator", {"release_id": scene.published()}, body={"reason": "Not theirs."}
        ),
        "restore_release": lambda: Ask("moderator", {"release_id": scene.release}),
        "set_release_tracks": lambda: Ask(
            "artist",
            {"release_id": scene.draft},
            body={"tracks": [{"track_id": scene.song, "disc": 1}]},
        ),
        "put_pin": lambda: Ask("artist", body={"item_id": scene.published(), "note": "New"}),
        "save_release": lambda: out("fan"),
        "unsave_release": lambda: out("fan"),
        "like": lambda: Ask("fan", item),
        "get_like": lambda: scene.after("PUT", like, Ask("fan", item)),
        "unlike": lambda: scene.after("PUT", like, Ask("fan", item)),
        "put_position": lambda: Ask("fan", heard, body=left),
        "get_position": lambda: scene.after("PUT", place, Ask("fan", heard), left),
        "delete_position": lambda: scene.after("PUT", place, Ask("fan", heard), left),
        "report_play": lambda: Ask("fan", body=scene.report()),
        "get_play": lambda: Ask("fan", {"play_id": scene.play}),
        "forget_play": lambda: Ask("fan", {"play_id": scene.play}),
        "get_chart": lambda: Ask("fan", query={"window": "day"}),
        "search": lambda: Ask("fan", query={"q": "nordlis"}),
        "suggest": lambda: Ask("fan", query={"q": "nord"}),
    }


def _playlists(scene: Scene) -> dict[str, Callable[[], Ask]]:
    def ours() -> Ask:
        return Ask("artist", {"playlist_id": scene.playlist})

    def change(body: object) -> Ask:
        return Ask("artist", {"playlist_id": scene.playlist}, body=body)

    def move() -> Ask:
        playlist, [first, second] = scene.entries()
        place = {"at": "before", "entry_id": first}
        return Ask("artist", {"playlist_id": playlist}, body={"entries": [second], "place": place})

    def remove() -> Ask:
        playlist, entries = scene.entries()
        return Ask("artist", {"playlist_id": playlist}, body={"entries": entries})

    def remove_one() -> Ask:
        playlist, [first, _] = scene.entries()
        return Ask("artist", {"playlist_id": playlist, "entry_id": first})

    def invite() -> Ask:
        playlist, made = scene.invitation()
        where = {"playlist_id": playlist, "invitation_id": made["invitation"]["id"]}
        return Ask("artist", where)

    def share() -> Ask:
        playlist, made = scene.share()
        return Ask("artist", {"playlist_id": playlist, "share_id": made["share"]["id"]})

    def shared() -> Ask:
        return Ask("fan", {"token": scene.share()[1]["token"]})

    def with_fan(body: object = None) -> Ask:
        where = {"playlist_id": scene.worked_on(), "person_id": scene.ids["fan"]}
        return Ask("artist", where, body=body)

    return {
        "get_playlist": ours,
        "update_playlist": lambda: change({"title": "North"}),
        "delete_playlist": lambda: Ask("artist", {"playlist_id": scene.new_playlist()}),
        "list_public_playlists": lambda: Ask("fan", {"person_id": scene.ids["artist"]}),
        "list_collaborators": ours,
        "put_collaborator": lambda: with_fan({"part": "viewer"}),
        "remove_collaborator": with_fan,
        "create_playlist_cover": ours,
        "remove_playlist_cover": ours,
        "add_entries": lambda: change({"tracks": [scene.track], "place": {"at": "start"}}),
        "list_entries": ours,
        "move_entries": move,
        "remove_entries": remove,
        "remove_entry": remove_one,
        "create_invitation": ours,
        "list_invitations": ours,
        "revoke_invitation": invite,
        "accept_invitation": lambda: Ask("fan", body={"token": scene.invitation()[1]["token"]}),
        "create_share": ours,
        "list_shares": ours,
        "revoke_share": share,
        "get_shared": shared,
        "list_shared_entries": shared,
    }


def of(scene: Scene) -> dict[str, Callable[[], Ask]]:
    """What is asked for by name. Other operations grant the document's example to the artist."""
    music = _tracks(scene) | _releases(scene) | _playlists(scene)
    return (
        _accounts(scene)
        | music
        | signing_asks.of(scene)
        | market_asks.of(scene)
        | minting_asks.of(scene)
        | selling_asks.of(scene)
    )
