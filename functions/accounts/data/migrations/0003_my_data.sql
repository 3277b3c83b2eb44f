-- Archives of what is held about a person, and erasures.

create table exports (
    id text primary key,
    person_id text not null references people on delete cascade,
    state text not null default 'collecting' check (state in ('collecting', 'ready', 'failed')),
    -- The products that have answered.
    parts text[] not null default '{}',
    reason text,
    size bigint,
    asked_at timestamptz not null default now(),
    ready_at timestamptz,
    expires_at timestamptz
);

create unique index on exports (person_id) where state = 'collecting';
create index on exports (person_id, asked_at);
create index on exports (asked_at) where state = 'collecting';

create table erasures (
    id text primary key,
    -- Gone once the products have looked again, after the last token has expired.
    person_id text,
    -- SHA-256 of the id: a token that outlives its person makes no new profile.
    person_hash text not null unique,
    parts text[] not null default '{}',
    asked_at timestamptz not null default now(),
    -- When the products were last asked to take their part.
    nudged_at timestamptz not null default now(),
    done_at timestamptz
);

create index on erasures (nudged_at) where done_at is null;
create index on erasures (done_at) where person_id is not null;
