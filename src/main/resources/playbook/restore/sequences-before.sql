-- Why: rows that come back may lie ahead of a sequence that was set back; how far it had come tells where it belongs, and not the
-- greatest number in use, which somebody may have put in by hand. One row per sequence that had given a number: its name, and
-- the number. Unlogged ones cannot be read on a server that is recovering.
select name, number
from (
    select pg_catalog.format('%I.%I', n.nspname, c.relname) as name, pg_catalog.pg_sequence_last_value(c.oid) as number
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'S' and c.relpersistence = 'p' and n.nspname !~ '^(pg|playbook)_'
) as sequences
where number is not null
