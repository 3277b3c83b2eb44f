-- Whoever named a birth date that is too young may not simply name another one. The date is not kept.

alter table people add column age_refused_at timestamptz;
