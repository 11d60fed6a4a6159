-- Why: B-tree indexes of user tables are compared with their heaps, each by amcheck.
select c.oid::pg_catalog.int8, n.nspname || '.' || c.relname as name
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_am a on a.oid = c.relam
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence <> 't' and i.indisvalid and i.indisready
  and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
order by 2
