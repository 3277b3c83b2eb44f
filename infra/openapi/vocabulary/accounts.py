"""Words of accounts: people, roles, plans, exports."""

from infra.openapi.vocabulary.words import Words

_HANDLE = (
    "3 to 30 of a-z, 0-9, `_` and `.` (between two others); capitals are made small. One that "
    "is given up is kept from others for 30 days."
)
_TOLD = "Whether to be told"

WORDS = Words(
    fields={
        "asked_at": "RFC 3339 in UTC.",
        "plan": "What was granted, or holds now.",
        "name": "What the person is called: one line of up to 100 characters.",
        "roles": "What the person is here; everybody who signed up is a `fan`.",
        "following": "How many people this person follows.",
    },
    shapes={
        "AvatarProblem": {
            "code": "For programs: `not_a_picture`, `broken`, `unreadable`, `animated`, "
            "`too_large`, `too_small` or `too_long`.",
            "message": "A sentence for the person: what is wrong, and what to send instead.",
        },
        "DownloadView": {
            "expires_at": "RFC 3339 in UTC: the link ends then; GET the export again for another.",
        },
        "Erasing": {
            "erasure_id": "Begins with `ers_`: what to name to support.",
            "detail": "A sentence to show before signing out.",
        },
        "ExportView": {
            "id": "Begins with `exp_`.",
            "state": "Ask again every few seconds while it is `collecting`.",
            "download": "The link to the archive; null unless the state is `ready`.",
        },
        "GrantView": {
            "starts_at": "RFC 3339 in UTC; may be still to come.",
            "source": "Where it came from, in the words of who granted it, as `gift`.",
            "granted_at": "RFC 3339 in UTC.",
        },
        "Me": {
            "id": "My id, of the user pool (`sub` in the token); it never changes.",
            "roles": "The roles in the token that was sent: what I may do with it now.",
            "notifications": "What I want to be told of.",
            "joined_at": "RFC 3339 in UTC.",
        },
        "MyChange": {
            "handle": _HANDLE,
            "name": "One line of up to 100 characters; it cannot be taken away.",
            "bio": "Up to 1,000 characters, line ends among them; null: none.",
            "links": "All of them, up to 10, none twice: https, without user or port; null: none.",
            "notifications": "Only what is named in it is changed.",
        },
        "NewAvatar": {
            "file": "JPEG, PNG or WebP, up to 20 MiB, at least 256 pixels on the shorter side; "
            "the middle of it is shown as a square.",
        },
        "NewDecision": {
            "outcome": "The role is the person's with their next token, or it is not.",
            "reason": "What the person reads: up to 2,000 characters.",
        },
        "NewPlan": {"plan": "It takes the place of what was granted before, from its start on."},
        "NewRequest": {
            "role": "Moderators and admins are not made by asking.",
            "reason": "Why, for the moderators who decide: up to 2,000 characters.",
        },
        "Notifications": {
            "new_followers": f"{_TOLD} of somebody who follows me.",
            "new_releases": f"{_TOLD} of releases of artists whom I follow.",
            "collaborations": f"{_TOLD} of playlists that I am let into.",
            "role_decisions": f"{_TOLD} what became of roles that I asked for.",
            "newsletter": "Whether to get the platform's own news.",
        },
        "People": {"items": "The latest to follow, to be followed or to be blocked is first."},
        "PersonView": {
            "id": "Of the user pool; it never changes. Music calls it `artist_id` and `owner.id`.",
        },
        "PlanView": {
            "plan": "What holds now; `free` where nothing was granted.",
            "entitlements": "What it lets me do, by the alphabet: `download:offline`, "
            "`release:schedule`, `stream:lossless`, `stream:lossy`; more may come.",
            "ends_at": "RFC 3339 in UTC; null of a plan without an end, and of `free`.",
        },
        "RequestView": {
            "id": "Begins with `rrq_`.",
            "role": "The role that is asked for.",
            "reason": "What the person said of it.",
            "links": "What the person would have moderators look at; up to 10 https addresses.",
            "state": "Once it is not `open`, a moderator has decided.",
            "decided_at": "RFC 3339 in UTC; null while it is open.",
        },
        "Requests": {
            "items": "One's own: the newest first. For moderators: who waits longest is first.",
        },
        "SeenPerson": {
            "person": "The person, as everybody sees them.",
            "following": "Whether I follow them.",
            "follows_me": "Whether they follow me.",
            "blocked": "Whether I block them. Whoever blocks me is not shown at all (404).",
        },
    },
    parameters={
        "export_id": "The export's `id`: it begins with `exp_`.",
        "request_id": "The request's `id`: it begins with `rrq_`.",
        "list_role_requests.state": "Only these; the open ones if left out.",
    },
    values={
        "ExportState": {
            "collecting": "being put together, which takes minutes",
            "ready": "to be downloaded, for seven days",
            "failed": "`reason` says why; ask for another",
            "expired": "its archive was removed; ask for another",
        },
        "Plan": {
            "free": "everybody's: streams without the lossless rendition",
            "premium": "lossless streams, and downloads",
            "artist_pro": "what premium has, and an artist's planning of releases",
        },
        "RequestState": {
            "open": "no moderator has decided yet",
            "granted": "the role is the person's, with tokens issued after `effective_at`",
            "refused": "`answer` says why; the person may ask again",
        },
        "Role": {
            "fan": "everybody",
            "artist": "uploads tracks and puts out releases",
            "podcaster": "makes podcasts",
            "author": "writes audiobooks",
            "producer": "produces others' music",
            "dj": "plays others' records",
            "moderator": "decides on requests, flags and take-downs",
            "admin": "grants plans",
        },
    },
)
