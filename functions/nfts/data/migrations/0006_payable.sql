-- How many of an offer its maker can pay for, as was last seen: coins come and go without a log of
-- our contracts. Null of a listing, and of an offer that was not looked at yet.

alter table orders add column payable bigint;
