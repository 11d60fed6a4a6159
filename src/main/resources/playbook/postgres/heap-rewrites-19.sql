-- Why: as heap-rewrites.sql; 19 tells REPACK, CLUSTER and VACUUM FULL here. Workers of REPACK (CONCURRENTLY) have no row.
select p.relid::pg_catalog.int8,
       pg_catalog.format('%s by %s (process %s), %s', p.command, coalesce(a.usename, 'an unknown user'), p.pid, p.phase)
from pg_catalog.pg_stat_progress_repack p
left join pg_catalog.pg_stat_activity a on a.pid = p.pid
where p.datname = pg_catalog.current_database()
