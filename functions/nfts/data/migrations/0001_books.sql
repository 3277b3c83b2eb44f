-- The contracts' logs, and the books that follow from them: nobody writes here but what follows the
-- Ledger (see nfts.data.market). Amounts are in units of their currency, moments in Unix seconds as
-- the contracts have them: some lie beyond every calendar.

create table logs (
    block bigint not null,
    index integer not null,
    contract text not null check (contract in ('releases', 'market', 'splits', 'split')),
    address text not null,
    event text not null,
    args jsonb not null,
    tx_hash text not null,
    block_hash text not null,
    at bigint not null,
    -- The subject that it states something of, and those that say what it means for the books.
    states text,
    needs text[] not null default '{}',
    -- What it has added to the books: taken out again to the unit, should its block be gone.
    added jsonb not null default '[]',
    primary key (block, index)
);

create index logs_states on logs (states, block, index) where states is not null;
create index logs_needs on logs using gin (needs) with (fastupdate = off);

-- Sums. `lines` counts what a row is made of: a row of none goes.

create table holdings (
    token_id numeric(78) not null,
    owner text not null,
    quantity numeric(78) not null default 0,
    lines integer not null,
    primary key (token_id, owner)
);
create index holdings_owner on holdings (owner, token_id) where quantity > 0;
create index holdings_most on holdings (token_id, quantity desc, owner) where quantity > 0;

create table token_counts (
    token_id numeric(78) primary key,
    minted numeric(78) not null default 0,
    sold numeric(78) not null default 0,
    resold numeric(78) not null default 0,
    lines integer not null
);

-- First sales in the native coin that nobody has had collected into the pull ledger.
create table pots (
    token_id numeric(78) primary key,
    proceeds numeric(78) not null default 0,
    fees numeric(78) not null default 0,
    lines integer not null
);

-- The pull ledgers of Releases and Market.
create table owed (
    contract text not null,
    account text not null,
    currency text not null,
    earned numeric(78) not null default 0,
    withdrawn numeric(78) not null default 0,
    lines integer not null,
    primary key (contract, account, currency)
);
create index owed_account on owed (account);

-- What came in at splits: the native coin as each split tells, tokens as the pull ledgers paid them.
create table incomes (
    account text not null,
    currency text not null,
    amount numeric(78) not null default 0,
    lines integer not null,
    primary key (account, currency)
);

-- What splits have paid out.
create table payments (
    split text not null,
    payee text not null,
    currency text not null,
    amount numeric(78) not null default 0,
    lines integer not null,
    primary key (split, payee, currency)
);

-- How many were taken under signed terms.
create table fills (
    contract text not null,
    maker text not null,
    nonce numeric(78) not null,
    quantity numeric(78) not null default 0,
    lines integer not null,
    primary key (contract, maker, nonce)
);

-- Histories: a row a log (of a transfer of several tokens, a row each).

create table transfers (
    block bigint not null,
    index integer not null,
    number integer not null,
    token_id numeric(78) not null,
    sender text,
    receiver text not null,
    quantity numeric(78) not null,
    tx_hash text not null,
    at bigint not null,
    primary key (block, index, number)
);
create index transfers_received on transfers (receiver, token_id, at);

create table sales (
    block bigint not null,
    index integer not null,
    token_id numeric(78) not null,
    how text not null check (how in ('primary', 'voucher', 'listing', 'offer', 'auction')),
    seller text,
    buyer text not null,
    quantity numeric(78) not null,
    price numeric(78) not null,
    currency text not null,
    royalty numeric(78) not null,
    fee numeric(78) not null,
    tx_hash text not null,
    at bigint not null,
    primary key (block, index)
);
create index sales_token on sales (token_id, block desc, index desc);

-- Subjects: what their logs say when read in order. A subject's rows are made anew together.

create table tokens (
    subject text not null,
    token_id numeric(78) primary key,
    artist text not null,
    payout text not null,
    max_supply bigint not null,
    closes_at bigint,
    royalty_bps integer not null,
    content_hash text not null,
    uri text not null,
    frozen boolean not null,
    published_at bigint not null,
    sale_price numeric(78),
    sale_currency text,
    sale_opens_at bigint,
    sale_closes_at bigint,
    sale_per_wallet bigint,
    sale_set_at bigint
);
create index tokens_payout on tokens (payout);
create index tokens_artist on tokens (artist);

create table auctions (
    subject text not null,
    auction numeric(78) primary key,
    seller text not null,
    token_id numeric(78) not null,
    quantity bigint not null,
    currency text not null,
    reserve numeric(78) not null,
    min_raise_bps integer not null,
    starts_at bigint not null,
    ends_at bigint not null,
    made_at bigint not null,
    state text not null check (state in ('running', 'sold', 'unsold', 'cancelled')),
    bid numeric(78),
    bidder text,
    bids integer not null,
    kept_for text
);
create index auctions_token on auctions (token_id);
create index auctions_kept on auctions (kept_for) where kept_for is not null;

create table houses (
    subject text not null,
    contract text primary key,
    address text not null,
    fee_bps integer,
    paused boolean not null
);

create table treasuries (
    subject text not null,
    contract text not null,
    block bigint not null,
    index integer not null,
    treasury text not null,
    primary key (contract, block, index)
);

create table currencies (
    subject text not null,
    contract text not null,
    currency text not null,
    primary key (contract, currency)
);

create table splits (
    subject text not null,
    split text primary key,
    sheet text not null,
    made_at bigint not null
);

create table payees (
    subject text not null,
    split text not null,
    payee text not null,
    weight bigint not null,
    primary key (split, payee)
);
create index payees_payee on payees (payee);

-- Of orders: makers who took back all that they had signed, and nonces taken back one by one.
create table makers (
    subject text not null,
    contract text not null,
    maker text not null,
    counter numeric(78) not null,
    primary key (contract, maker)
);

create table cancelled (
    subject text not null,
    contract text not null,
    maker text not null,
    nonce numeric(78) not null,
    primary key (contract, maker, nonce)
);

-- Who lets the Market move their tokens.
create table approvals (
    subject text not null,
    owner text primary key
);

create index on tokens (subject);
create index on auctions (subject);
create index on houses (subject);
create index on treasuries (subject);
create index on currencies (subject);
create index on splits (subject);
create index on payees (subject);
create index on makers (subject);
create index on cancelled (subject);
create index on approvals (subject);

create index on holdings (lines) where lines = 0;
create index on token_counts (lines) where lines = 0;
create index on pots (lines) where lines = 0;
create index on owed (lines) where lines = 0;
create index on incomes (lines) where lines = 0;
create index on payments (lines) where lines = 0;
create index on fills (lines) where lines = 0;

-- Lines of a book, each with `sign`: to be added, or taken out again. Without any given, all that
-- stand in the logs.
create function book_lines(book text, given jsonb) returns setof jsonb
language plpgsql stable as $$
begin
    if given is not null then
        return query select jsonb_array_elements(given);
    else
        return query
        select line -> 1 || '{"sign": 1}' from logs, jsonb_array_elements(added) as line
        where line ->> 0 = book;
    end if;
end
$$;
