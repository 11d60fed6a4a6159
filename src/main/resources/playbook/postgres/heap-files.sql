-- Why: a rewrite (REPACK, VACUUM FULL, CLUSTER, some ALTER TABLE) or TRUNCATE gives a table another file, without the dead rows
-- that the pin keeps. Takes no lock on them. One row per user
-- table: oid, name, number of its file.
select c.oid::pg_catalog.int8,
       pg_catalog.format('%I.%I', n.nspname, c.relname),
       pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.int8
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'm')
  and c.relpersistence <> 't'
  and n.nspname !~ '^(pg_|playbook_)'
  and n.nspname <> 'information_schema'
order by 1
