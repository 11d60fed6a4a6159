-- Why: where the culprit set no sequence back, none stood further before it than now. One row per sequence: its name, the number
-- that it gave last (null for none), and its file as the WAL names it.
select pg_catalog.format('%I.%I', n.nspname, c.relname), pg_catalog.pg_sequence_last_value(c.oid),
       coalesce(nullif(c.reltablespace, 0), d.dattablespace)::pg_catalog.int8, pg_catalog.pg_relation_filenode(c.oid)::pg_catalog.int8
  from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  join pg_catalog.pg_database as d on d.datname = pg_catalog.current_database()
 where c.relkind = 'S' and c.relpersistence = 'p' and n.nspname !~ '^(pg|playbook)_'
