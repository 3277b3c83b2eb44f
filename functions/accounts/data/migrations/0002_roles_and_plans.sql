-- Decisions about people. They stay when the person is erased, then without a name.

create table role_requests (
    id text primary key,
    person_id text references people on delete set null,
    role text not null,
    reason text not null,
    links jsonb not null default '[]',
    state text not null default 'open' check (state in ('open', 'granted', 'refused')),
    created_at timestamptz not null default now(),
    decided_by text references people on delete set null,
    decided_at timestamptz,
    answer text,
    -- Since when the role is in the tokens that are issued.
    effective_at timestamptz
);

create unique index on role_requests (person_id, role) where state = 'open';
create index on role_requests (state, created_at, id);
create index on role_requests (person_id, created_at);
create index on role_requests (decided_by);

create table plan_grants (
    id text primary key,
    person_id text references people on delete set null,
    plan text not null,
    starts_at timestamptz not null,
    ends_at timestamptz check (ends_at > starts_at),
    -- Where a later grant took over; what was granted first stays readable.
    replaced_at timestamptz,
    source text not null,
    granted_by text references people on delete set null,
    granted_at timestamptz not null default now()
);

create index on plan_grants (person_id, starts_at);
create index on plan_grants (granted_by);
