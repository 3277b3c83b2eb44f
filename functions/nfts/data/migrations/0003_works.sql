-- A work that changes is looked up among what is minted.

create index on catalogue (work_id);
