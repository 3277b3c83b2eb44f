"""Music: playlists, and the people who make them together."""

from aws_cdk import Duration

from infra.cdk.parts.product import Product
from infra.cdk.stacks.music_stores import Stores

CHANGES = ["playlist_changed", "image_released"]
"""What is said when a playlist is changed: a cover that is replaced is let go."""


def playlists(music: Product, stores: Stores) -> None:
    """What playlists are lies in the database; tracks and people in them are looked up."""
    part = music.part("playlists")
    database, people = stores.database, stores.people
    cards = [stores.catalogue, people]

    part.operation(
        "create_playlist",
        reads=cards,
        writes=[database],
        limits=["writes"],
        publishes=["playlist_changed"],
    )
    part.operation("get_playlist", reads=[*cards, database])
    part.operation("update_playlist", reads=cards, writes=[database], publishes=CHANGES)
    part.operation(
        "delete_playlist",
        reads=[people],
        writes=[database],
        publishes=["playlist_deleted", "image_released"],
    )
    part.operation("list_my_playlists", reads=cards, lists=[database])
    part.operation("list_public_playlists", reads=cards, lists=[database])
    part.operation(
        "create_playlist_cover",
        reads=[people, database],
        pictures=[stores.pictures],
        limits=["pictures"],
    )
    part.operation("remove_playlist_cover", reads=[people], writes=[database], publishes=CHANGES)

    part.operation("list_entries", reads=cards, lists=[database])
    part.operation(
        "add_entries",
        reads=cards,
        writes=[database],
        limits=["writes"],
        publishes=["playlist_changed"],
    )
    part.operation("move_entries", reads=cards, writes=[database], limits=["writes"])
    part.operation(
        "remove_entries",
        reads=[people],
        writes=[database],
        limits=["writes"],
        publishes=["playlist_changed"],
    )
    part.operation(
        "remove_entry", reads=[people], writes=[database], publishes=["playlist_changed"]
    )

    part.operation("list_collaborators", reads=[people, database])
    part.operation("put_collaborator", reads=[people], writes=[database], limits=["writes"])
    part.operation("remove_collaborator", reads=[people], writes=[database])
    part.operation("create_invitation", reads=[people], writes=[database], limits=["writes"])
    part.operation("list_invitations", reads=[people, database])
    part.operation("revoke_invitation", reads=[people], writes=[database])
    part.operation("accept_invitation", reads=cards, writes=[database], limits=["writes"])

    part.operation("create_share", reads=[people], writes=[database], limits=["writes"])
    part.operation("list_shares", reads=[people, database])
    part.operation("revoke_share", reads=[people], writes=[database])
    part.operation("get_shared", reads=[*cards, database])
    part.operation("list_shared_entries", reads=cards, lists=[database])

    part.on("person_blocked", writes=[database])
    part.schedule("sweep_playlists", Duration.hours(1), writes=[database])
    part.on(
        "image_failed",
        writes=[database, stores.releases],
        publishes=["playlist_changed"],
    )
    part.schedule(
        "outbox", Duration.minutes(1), writes=[database], publishes=[*CHANGES, "playlist_deleted"]
    )
