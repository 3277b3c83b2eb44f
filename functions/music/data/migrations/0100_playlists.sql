-- Playlists. Whoever writes anything of one locks its row in `playlists` first, and only that:
-- so two who edit at once do it one after the other, and nobody waits for another playlist.

create table playlists (
    id text collate "C" primary key,
    owner_id text not null,
    title text not null,
    description text not null,
    visibility text not null check (visibility in ('public', 'unlisted', 'private')),
    cover jsonb,
    refused_cover jsonb,
    entry_count integer not null default 0 check (entry_count between 0 and 10000),
    revision integer not null default 1,
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
-- A person's, newest first (ids sort by time); and what others find of them.
create index playlists_of_owner on playlists (owner_id, id);
create index playlists_found on playlists (owner_id, id) where visibility = 'public';

-- No foreign key: a playlist is deleted at once, and its entries are swept afterwards, so that
-- this does not take longer the more there are.
create table playlist_entries (
    playlist_id text collate "C" not null,
    id text collate "C" not null,
    position text collate "C" not null check (length(position) between 2 and 80),
    track_id text not null,
    added_by text,
    added_at timestamptz not null default now(),
    moves integer not null default 0,
    primary key (playlist_id, id),
    -- Checked at the end of a statement: neighbours may change places in one.
    constraint playlist_entries_in_order unique (playlist_id, position) deferrable
);
create index playlist_entries_of_person on playlist_entries (added_by) where added_by is not null;

-- Playlists that are gone and may have entries left.
create table deleted_playlists (
    id text collate "C" primary key,
    deleted_at timestamptz not null default now()
);

create table playlist_collaborators (
    playlist_id text collate "C" not null references playlists on delete cascade,
    person_id text not null,
    part text not null check (part in ('editor', 'viewer')),
    since timestamptz not null default now(),
    primary key (playlist_id, person_id)
);
create index playlists_of_collaborator on playlist_collaborators (person_id, playlist_id);

-- How many each person has: what the limit counts, without counting.
create table playlist_owners (
    person_id text primary key,
    playlists integer not null check (playlists between 0 and 500)
);

-- Links. A token is 256 random bits, so that a plain SHA-256 of it keeps it secret.
create table playlist_invitations (
    id text collate "C" primary key,
    playlist_id text collate "C" not null references playlists on delete cascade,
    token_hash bytea not null unique,
    part text not null check (part in ('editor', 'viewer')),
    created_at timestamptz not null default now(),
    expires_at timestamptz not null
);
create index playlist_invitations_of on playlist_invitations (playlist_id, id);

create table playlist_shares (
    id text collate "C" primary key,
    playlist_id text collate "C" not null references playlists on delete cascade,
    token_hash bytea not null unique,
    created_at timestamptz not null default now()
);
create index playlist_shares_of on playlist_shares (playlist_id, id);
