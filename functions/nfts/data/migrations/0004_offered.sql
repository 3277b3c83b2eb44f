-- Whether everybody finds the work. What its artist withdrew, or a moderator took down, is offered
-- to nobody; whoever holds it holds it all the same.

alter table catalogue add column offered boolean not null default true;
