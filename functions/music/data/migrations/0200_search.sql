-- What can be found: one row a thing, made of what the domain events say of it.

-- Text as it is compared: without accents, cases and signs, words apart by one space.
-- unaccent() is only stable, as its dictionary could be changed; ours never is.
create function search_fold(said text) returns text
language sql immutable strict parallel safe as $$
    select trim(regexp_replace(
        regexp_replace(
            replace(
                lower(public.unaccent('public.unaccent'::regdictionary, normalize(said, NFKC))),
                '&', ' and '
            ),
            '[''’`´]', '', 'g'
        ),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$;

-- The word, and the word with each one of its letters left out. Two words of which one mistake
-- (a letter more, less, another or two swapped) makes the other have one of these in common.
-- Mor and Fraenkel, "A hash code method for detecting and correcting spelling errors", CACM 1982.
create function search_shapes(word text) returns text[]
language sql immutable strict parallel safe as $$
    select case
        when length(word) < 3 then array[word]
        else array(
            select word
            union
            select overlay(word placing '' from place for 1)
            from generate_series(1, length(word)) as place
        )
    end
$$;

create table search_entries (
    id text primary key,
    kind text not null
        check (kind in ('artist', 'release', 'track', 'video', 'playlist', 'person')),
    owner_id text not null,
    -- What is withdrawn stays as a row that nobody finds: late news of it changes nothing.
    shown boolean not null,
    revision bigint not null,
    said_at timestamptz not null,
    title text not null,
    owner_name text not null default '',
    more text not null default '',
    -- Of a track: the releases it stands in, and what those that can be found are called.
    release_ids text[] not null default '{}',
    releases text not null default '',
    genres text[] not null default '{}',
    language text,
    country text,
    explicit boolean not null default false,
    year smallint,
    popularity real not null default 0,
    -- 2: among the most popular hundredth, 1: the tenth, 0: the rest. Words that are in too many
    -- titles to look at all are looked up among the popular first.
    tier smallint not null default 0,
    card jsonb not null default '{}',
    -- When the entry was last put or withdrawn, or found to be right by a rebuild.
    checked_at timestamptz not null default clock_timestamp(),
    key text not null generated always as (search_fold(title)) stored,
    document tsvector generated always as (
        case when shown then
            setweight(to_tsvector('pg_catalog.simple', search_fold(title)), 'A')
            || setweight(to_tsvector('pg_catalog.simple', search_fold(owner_name)), 'B')
            || setweight(to_tsvector('pg_catalog.simple', search_fold(more)), 'C')
            || setweight(to_tsvector('pg_catalog.simple', search_fold(releases)), 'D')
        end
    ) stored
);

-- What is withdrawn is let go of after a while.
create index on search_entries (checked_at) where not shown;
create index search_entries_document on search_entries using gin (document)
    with (fastupdate = off) where tier >= 0;
create index search_entries_tenth on search_entries using gin (document)
    with (fastupdate = off) where tier >= 1;
create index search_entries_hundredth on search_entries using gin (document)
    with (fastupdate = off) where tier >= 2;
create index search_entries_popular on search_entries (popularity desc, id)
    where tier >= 2 and shown;
create index search_entries_key on search_entries (key text_pattern_ops, popularity desc)
    where shown;
create index search_entries_owner on search_entries (owner_id, id);

-- How much an entry is asked for. Apart, as counting goes on all day: an entry itself is written
-- anew, with all its indexes, only when its popularity has changed by a hundredth.
create table search_counts (
    id text primary key,
    plays bigint not null default 0,
    followers bigint not null default 0
);

-- Every word that stands in what can be found, and in how many entries: what a mistyped word is
-- corrected to. Kept by the triggers below, so that it is never more nor less than that.
create table search_words (
    word text primary key,
    entries integer not null,
    shapes text[] not null generated always as (search_shapes(word)) stored
);

create index search_words_beginning on search_words (word text_pattern_ops) include (entries);
create index search_words_shapes on search_words using gin (shapes) with (fastupdate = off);
create index search_words_trigrams on search_words using gin (word public.gin_trgm_ops)
    with (fastupdate = off);

create function search_count_words() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into search_words (word, entries)
        select word, count(*) from later, unnest(tsvector_to_array(document)) as word
        group by word order by word
        on conflict (word) do update set entries = search_words.entries + excluded.entries;
    elsif tg_op = 'DELETE' then
        insert into search_words (word, entries)
        select word, -count(*) from earlier, unnest(tsvector_to_array(document)) as word
        group by word order by word
        on conflict (word) do update set entries = search_words.entries + excluded.entries;
    else
        insert into search_words (word, entries)
        select word, sum(times) from (
            select later.id, later.document as after, earlier.document as before
            from later join earlier using (id)
            where later.document is distinct from earlier.document
        ) as changed, lateral (
            select word, 1 as times from unnest(tsvector_to_array(after)) as word
            union all
            select word, -1 from unnest(tsvector_to_array(before)) as word
        ) as counted
        group by word having sum(times) <> 0 order by word
        on conflict (word) do update set entries = search_words.entries + excluded.entries;
    end if;
    return null;
end
$$;

create trigger search_words_more after insert on search_entries
referencing new table as later
for each statement execute function search_count_words();
create trigger search_words_changed after update on search_entries
referencing old table as earlier new table as later
for each statement execute function search_count_words();
create trigger search_words_less after delete on search_entries
referencing old table as earlier
for each statement execute function search_count_words();

-- From which popularity on an entry is in a tier: set anew by each rebuild.
create table search_tiers (
    tier smallint primary key,
    least real not null
);
insert into search_tiers (tier, least) values (1, 0.3), (2, 0.7);
