-- What people browse: signed orders as they stand now, and the lots that can be bought.

-- Listings and offers as their makers signed them. How many can be taken follows from the books.
create table orders (
    order_id text primary key,
    kind text not null check (kind in ('listing', 'offer')),
    maker text not null,
    token_id numeric(78) not null,
    quantity bigint not null,
    unit_price numeric(78) not null,
    currency text not null,
    opens_at bigint not null,
    closes_at bigint not null,
    taker text,
    nonce numeric(78) not null,
    counter numeric(78) not null,
    made_at bigint not null,
    -- What the maker has not taken back, and others have not taken; of a listing no more than its
    -- maker holds and lets the Market move.
    takeable numeric(78) not null default 0,
    checked_at timestamptz not null default clock_timestamp()
);
create index orders_maker on orders (maker, token_id);
create index orders_nonce on orders (maker, nonce);
create index orders_prices on orders (token_id, currency, unit_price, order_id)
    where kind = 'listing' and taker is null and takeable > 0;
create index orders_opening on orders (token_id, opens_at)
    where kind = 'listing' and taker is null and takeable > 0;
create index orders_token on orders (token_id, kind, unit_price, order_id) where takeable > 0;
create index orders_checked on orders (checked_at);

-- What is known of a token beside the chain: what it is an edition of.
create table catalogue (
    token_id numeric(78) primary key,
    edition_id text not null unique,
    work_id text not null,
    kind text not null check (kind in ('track', 'video', 'release')),
    edition_kind text not null check (edition_kind in ('fixed', 'timed', 'one-of-one')),
    artist_id text not null,
    title text not null,
    artist_name text not null,
    genres text[] not null default '{}',
    explicit boolean not null default false,
    artwork jsonb,
    revision bigint not null,
    checked_at timestamptz not null default clock_timestamp()
);

create index on catalogue (artist_id);

-- Text as it is compared: without accents, cases and signs, words apart by one space.
-- unaccent() is only stable, as its dictionary could be changed; ours never is.
create function market_fold(said text) returns text
language sql immutable strict parallel safe as $$
    select trim(regexp_replace(
        lower(public.unaccent('public.unaccent'::regdictionary, normalize(said, NFKC))),
        '[^[:alnum:]]+', ' ', 'g'
    ))
$$;

-- One row for each way to buy a token now: its first sale, its cheapest listing in each currency,
-- each auction. Facts of the token are repeated, so that any order of any filter is one index.
create table lots (
    lot_id text primary key,
    token_id numeric(78) not null,
    how text not null check (how in ('sale', 'listing', 'auction')),
    source text,
    seller text not null,
    price numeric(78) not null,
    currency text not null,
    quantity numeric(78) not null,
    opens_at bigint not null,
    closes_at bigint not null,
    listed_at bigint not null,
    sold numeric(78) not null,
    edition_id text not null,
    kind text not null,
    edition_kind text not null,
    artist_id text not null,
    title text not null,
    artist_name text not null,
    genres text[] not null,
    explicit boolean not null,
    artwork jsonb,
    document tsvector not null generated always as (
        setweight(to_tsvector('pg_catalog.simple', market_fold(title)), 'A')
        || setweight(to_tsvector('pg_catalog.simple', market_fold(artist_name)), 'B')
    ) stored
);
create index lots_token on lots (token_id);
create index lots_newest on lots (listed_at, lot_id);
create index lots_prices on lots (currency, price, lot_id);
create index lots_ending on lots (closes_at, lot_id);
create index lots_sold on lots (sold, lot_id);
create index lots_newest_of on lots (how, listed_at, lot_id);
create index lots_prices_of on lots (how, currency, price, lot_id);
create index lots_ending_of on lots (how, closes_at, lot_id);
create index lots_sold_of on lots (how, sold, lot_id);
create index lots_artist on lots (artist_id);
create index lots_genres on lots using gin (genres) with (fastupdate = off);
create index lots_document on lots using gin (document) with (fastupdate = off);

-- When a token's lots are to be made anew though nothing happens: its cheapest listing ends, or
-- another one opens.
create table due (
    token_id numeric(78) primary key,
    at bigint not null
);
create index due_at on due (at);
