-- Why: the rows of an unlogged table are in no WAL and in no base backup. Their name, and their number as the planner knows it.
select pg_catalog.format('%I.%I', n.nspname, c.relname), greatest(c.reltuples, 0)::pg_catalog.int8, c.oid
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relpersistence = 'u' and c.relkind = 'r' and n.nspname !~ '^playbook_rescue_'
order by 1
