-- Why: a materialized view that was never populated cannot be read; that is damage only where it could be read before. One
-- row per materialized view: its name, and what the catalog says against it.
select n.nspname || '.' || c.relname as name,
       case when not c.relispopulated then 'is not populated' end as state,
       null::pg_catalog.text as reading
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'm' and n.nspname !~ '^(pg|playbook)_'
order by 1
