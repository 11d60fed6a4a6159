-- Why: a replica has usually replayed the loss, too; a replica that is far behind may not have, and should be paused.
select application_name as replica, client_addr as address, state, flush_lsn as received, replay_lsn as replayed,
       pg_catalog.pg_wal_lsn_diff(case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_receive_lsn()
                                       else pg_catalog.pg_current_wal_lsn() end, replay_lsn) as "bytes behind"
from pg_catalog.pg_stat_replication
order by 6 desc nulls first
