"""Words of playlists, and of those who work on them."""

from infra.openapi.vocabulary.words import Words

_PART = "An editor changes the entries, a viewer sees them however private it is."
_ONE_PAGE = "Always null: it is one page."

WORDS = Words(
    fields={
        "entry_count": "How many entries it has now; at most 10,000.",
        "version": "Rises with every change, also of the entries: one that is higher by more than "
        "was done here says that somebody else was there. If-Match takes the ETag, and never this.",
        "visibility": "Who finds it.",
    },
    shapes={
        "Acceptance": {"token": "Of the invitation link that the caller was sent."},
        "CollaboratorView": {
            "person": "Who it is.",
            "part": "What they may do.",
            "since": "RFC 3339 in UTC.",
        },
        "Collaborators": {"next": _ONE_PAGE},
        "Invitation": {"invitation": "The link, as lists show it."},
        "InvitationView": {
            "id": "Begins with `inv_`: to revoke it by.",
            "part": "What whoever accepts it becomes.",
            "expires_at": "RFC 3339 in UTC.",
        },
        "Invitations": {"items": "The newest first, at most 20.", "next": _ONE_PAGE},
        "Move": {"place": "Where they go; not at one of themselves."},
        "NewCover": {
            "file": "JPEG, PNG or WebP, up to 20 MiB, at least 300 pixels on the shorter side; "
            "the middle of it is shown as a square.",
        },
        "NewEntries": {"place": "Where they go; at the end if left out."},
        "NewInvitation": {"part": _PART},
        "NewPart": {"part": _PART},
        "NewPlaylist": {"description": "Up to 1,000 characters, line ends among them."},
        "PlaylistChange": {
            "title": "One line of up to 200 characters.",
            "description": "Up to 1,000 characters, line ends among them; null: none.",
        },
        "PlaylistEntries": {"items": "In their order."},
        "PlaylistEntry": {
            "id": "Begins with `ent_`: one and the same track may be there twice.",
            "state": "`gone`: the track is deleted or hidden from the caller.",
            "track": "The track; null of one that is gone: show an empty place.",
            "added_at": "RFC 3339 in UTC.",
        },
        "PlaylistView": {
            "id": "Begins with `pll_`.",
            "owner": "Whose it is.",
            "description": "Up to 1,000 characters; empty where nothing is said.",
        },
        "Playlists": {"items": "The newest first."},
        "RefusedCover": {
            "code": "For programs: `not_a_picture`, `broken`, `unreadable`, `animated`, "
            "`too_large`, `too_small` or `too_long`.",
            "reason": "A sentence for the owner: what is wrong, and what to send instead.",
        },
        "Removed": {"removed": "The ids of the entries that were there and are not any more."},
        "Share": {"share": "The link, as lists show it."},
        "ShareView": {"id": "Begins with `shr_`: to revoke it by."},
        "Shares": {"items": "The newest first, at most 20.", "next": _ONE_PAGE},
        "Unwanted": {"entries": "Their ids, 1 to 100; those that are gone already don't matter."},
    },
    parameters={
        "playlist_id": "The playlist's `id`: it begins with `pll_`.",
        "entry_id": "The entry's `id`, not its track's: it begins with `ent_`.",
        "invitation_id": "The invitation's `id`: it begins with `inv_`.",
        "share_id": "The share link's `id`: it begins with `shr_`.",
        "token": "Of the share link, as it was shown when the link was made.",
    },
    values={
        "PlaylistPart": {
            "owner": "may do everything",
            "editor": "adds, moves and removes entries",
            "viewer": "sees it, however private it is",
        },
        "Visibility": {
            "public": "everybody finds it",
            "unlisted": "seen by collaborators, and by whoever has a share link",
            "private": "seen by its owner and collaborators alone",
        },
    },
)
