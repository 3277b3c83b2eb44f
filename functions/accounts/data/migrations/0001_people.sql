-- People and what they are to each other. What others may read of it is copied to the table
-- `People` (DynamoDB) by accounts/on.

create table people (
    id text primary key,
    state text not null default 'active' check (state in ('active', 'erasing')),
    handle citext not null unique check (handle::text ~ '^[a-z0-9_.]{3,30}$'),
    name text not null,
    bio text not null default '',
    links jsonb not null default '[]',
    country text check (country ~ '^[A-Z]{2}$'),
    birth_date date,
    notifications jsonb not null default '{}',
    roles text[] not null default '{}',
    avatar jsonb,
    -- The newest upload whose outcome stands here, or after which the avatar was removed.
    avatar_upload text not null default '',
    avatar_problem jsonb,
    followers integer not null default 0 check (followers >= 0),
    following integer not null default 0 check (following >= 0),
    -- Of what the person says (the ETag), of the card that others see, of the plan.
    revision integer not null default 1,
    card_revision integer not null default 1,
    plan_revision integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

-- A handle that was given up is kept from others for a while.
create table released_handles (
    handle citext primary key,
    person_id text not null references people on delete cascade,
    until timestamptz not null
);

create index on released_handles (person_id);

create table follows (
    follower_id text not null references people on delete cascade,
    followed_id text not null references people on delete cascade,
    at timestamptz not null default now(),
    primary key (follower_id, followed_id),
    check (follower_id <> followed_id)
);

create index on follows (followed_id, at desc, follower_id);
create index on follows (follower_id, at desc, followed_id);

create table blocks (
    person_id text not null references people on delete cascade,
    blocked_id text not null references people on delete cascade,
    at timestamptz not null default now(),
    primary key (person_id, blocked_id),
    check (person_id <> blocked_id)
);

create index on blocks (blocked_id);
