-- Why: a rewrite that runs now takes the dead rows when it ends; who it is can still be asked to stop. Since 19 the view has
-- another name. One row per running rewrite: oid, words.
select p.relid::pg_catalog.int8,
       pg_catalog.format('%s by %s (process %s), %s', p.command, coalesce(a.usename, 'an unknown user'), p.pid, p.phase)
from pg_catalog.pg_stat_progress_cluster p
left join pg_catalog.pg_stat_activity a on a.pid = p.pid
where p.datname = pg_catalog.current_database()
