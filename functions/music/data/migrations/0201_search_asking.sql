-- How what can be found is asked for.

-- Words that have most trigrams in common with a typed one: what two mistakes leave of a long word.
create function search_alike(typed text, most integer)
returns table (word text, entries integer, likely double precision)
language sql stable set pg_trgm.similarity_threshold = 0.22 as $$
    select s.word, s.entries, public.similarity(s.word, typed) + 0.03 * ln(s.entries)
    from search_words s
    where s.word operator(public.%) typed and s.entries > 0 and s.word <> typed
    order by 3 desc, 1 limit most
$$;

-- What is asked stands in functions because a client here prepares no statements (RDS Proxy would
-- pin its connection to them): planning these queries took 0.3 to 0.7 ms each time, more than
-- running them does. PL/pgSQL keeps their plans as long as the connection, for any parameters.

-- Words that a typed one may be a mistake for, the likeliest first, and how many entries have them.
create function search_near(typed text)
returns table (near text[], reach bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
begin
    return query
    select array_agg(n.word order by n.likely desc, n.word), sum(n.entries) from (
        select s.word, s.entries,
            public.similarity(s.word, typed) + 0.1 * ln(s.entries) as likely
        from search_words s
        where s.shapes && search_shapes(typed) and s.entries > 0 and s.word <> typed
        order by likely desc, s.word limit 6
    ) as n;
end
$$;

-- What the vocabulary says of each typed word, in their order: how many entries have it; how many
-- have a word that begins so (asked of the last word, and of unknown ones), and which words those
-- are if they are few; which words it may be a mistake for, and how many entries have those.
create function search_read(said text, most integer)
returns table (
    word text, entries integer, beginning bigint, begun text[], near text[], reach bigint,
    total real
)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
    typed constant text[] := array_remove(string_to_array(search_fold(said), ' '), '');
    places constant integer := least(cardinality(typed), most);
    -- If so many words begin so, they stand for everything.
    looked_at constant integer := 300;
    everything constant bigint := 1000000000;
    -- So few words are found sooner one by one than by what they begin with, in the index of all:
    -- two in a quarter of the time, sixteen in two thirds; forty take longer.
    spelled constant integer := 24;
    known integer;
    words integer;
begin
    total := (select reltuples from pg_class where oid = 'search_entries'::regclass);
    for place in 1..places loop
        word := typed[place];
        known := coalesce((select w.entries from search_words w where w.word = typed[place]), 0);
        entries := known;
        beginning := null;
        begun := null;
        near := null;
        reach := null;
        if place = places or known = 0 then
            select count(*), coalesce(sum(b.entries), 0), array_agg(b.word)
            into words, beginning, begun from (
                select w.word, w.entries from search_words w
                where w.word ~>=~ typed[place] and w.word ~<~ (typed[place] || chr(1114111))
                limit looked_at
            ) as b;
            if words = looked_at then
                beginning := everything;
            end if;
            if words > spelled then
                begun := null;
            end if;
        end if;
        if known = 0 and beginning = 0 then
            select n.near, n.reach into near, reach from search_near(typed[place]) as n;
        end if;
        return next;
    end loop;
end
$$;

-- What the filters of a search leave; null: anything. Its callers' plans take it apart.
create function search_suits(
    entry search_entries, only_kinds text[], of_genre text, year_from integer, year_to integer,
    be_explicit boolean, of_language text, of_country text
) returns boolean
language sql immutable parallel safe as $$
    select (only_kinds is null or entry.kind = any(only_kinds))
        and (of_genre is null or of_genre = any(entry.genres))
        and (year_from is null or entry.year >= year_from)
        and (year_to is null or entry.year <= year_to)
        and (be_explicit is null or entry.explicit = be_explicit)
        and (of_language is null or entry.language = of_language)
        and (of_country is null or entry.country = of_country)
$$;

-- The best hits among the entries of a tier and those above it (below the tier that was looked
-- through before, if there was one). Titles that are the whole text are candidates in any tier;
-- sorting is off so that the index that has them by popularity is read no further than needed.
create function search_found(
    must tsquery, typed tsquery, meant tsquery, phrases text[], among integer, below integer,
    only_kinds text[], of_genre text, year_from integer, year_to integer, be_explicit boolean,
    of_language text, of_country text, most_same integer, most_others integer,
    after_score float8, after_id text, most integer
)
returns table (
    id text, kind text, owner_id text, title text, owner_name text, genres text[], language text,
    country text, explicit boolean, year smallint, card jsonb, score float8
)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_sort = off as $$
#variable_conflict use_column
declare
    first constant boolean := below > 2;
    said constant text := phrases[1];
    corrected constant text := phrases[cardinality(phrases)];
begin
    return query
    with matching as not materialized (
        -- Each is an index's own; only that of the tier is run.
        select * from search_entries where document @@ must and tier >= 2 and among = 2
        union all
        select * from search_entries where document @@ must and tier >= 1 and among = 1
        union all
        select * from search_entries where document @@ must and tier >= 0 and among = 0
    ), same as not materialized (
        select one.* from unnest(phrases) as phrase, lateral (
            select * from search_entries e
            where shown and key = phrase and search_suits(
                e, only_kinds, of_genre, year_from, year_to, be_explicit, of_language, of_country
            )
            order by popularity desc limit most_same
        ) as one
        where first
    ), others as not materialized (
        select * from matching e
        where shown and (first or tier < below) and key <> said and key <> corrected
            and search_suits(
                e, only_kinds, of_genre, year_from, year_to, be_explicit, of_language, of_country
            )
        order by popularity desc, id limit most_others
    ), scored as (
        select c.*,
            2::float8 * (key = said or key = corrected)::int
            + (starts_with(key, said) or starts_with(key, corrected))::int
            + 2 * ts_rank('{0.1, 0.2, 0.5, 1.0}', document, typed)
            + ts_rank('{0.1, 0.2, 0.5, 1.0}', document, meant)
            + 0.3::float8 * least(1, length(corrected) / greatest(length(key), 1)::float8)
            + 0.8::float8 * popularity as score
        from (select * from same union all select * from others) as c
    )
    select s.id, s.kind, s.owner_id, s.title, s.owner_name, s.genres, s.language, s.country,
        s.explicit, s.year, s.card, s.score
    from scored s
    where after_score is null or s.score < after_score or s.score = after_score and s.id > after_id
    order by s.score desc, s.id limit most;
end
$$;

-- What may be meant, the most popular first: in a tier, then in the next lower one, until there are
-- enough. A tier's come after those of the one above it, which they repeat. Above the tiers stand
-- the 200 most popular, which are looked through one by one: for words that are nearly everywhere.
-- `musts` says by tier how its index is asked, that of all entries first.
create function search_begun(
    musts tsquery[], typed text, among integer, enough integer, most integer
)
returns table (id text, kind text, owner_id text, title text, owner_name text, card jsonb)
language plpgsql stable set plan_cache_mode = force_generic_plan set enable_sort = off as $$
#variable_conflict use_column
declare
    must tsquery;
    got integer;
begin
    if among < 2 then
        -- Few will match, and this one should even if it is not popular.
        return query
        select e.id, e.kind, e.owner_id, e.title, e.owner_name, e.card from search_entries e
        where shown and key = typed
        order by popularity desc limit 2;
    end if;
    for upper in reverse among..0 loop
        must := musts[least(upper + 1, cardinality(musts))];
        return query
        select e.id, e.kind, e.owner_id, e.title, e.owner_name, e.card from (
            select * from (
                select * from search_entries p where p.shown and p.tier >= 2 and upper = 3
                order by p.popularity desc, p.id limit 200
            ) as popular where document @@ must
            union all
            select * from search_entries where document @@ must and tier >= 2 and upper = 2
            union all
            select * from search_entries where document @@ must and tier >= 1 and upper = 1
            union all
            select * from search_entries where document @@ must and tier >= 0 and upper = 0
        ) as e
        where shown
        order by starts_with(key, typed) desc, popularity desc, e.id limit most;
        get diagnostics got = row_count;
        exit when got >= enough;
    end loop;
end
$$;
