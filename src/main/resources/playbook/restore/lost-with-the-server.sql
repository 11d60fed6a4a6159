-- Why: a server recovered from a base backup begins with empty unlogged tables, without logical slots, and with the prepared
-- transactions of the stop. None of this is in the WAL that was counted, so it is told before anybody approves.
select pg_catalog.format(
        'The logical slot %s (%s, database %s) is lost: its consumer misses the changes since, or must copy everything anew.',
        slot_name, plugin, database)
from pg_catalog.pg_replication_slots
where slot_type = 'logical' and not temporary
union all
select pg_catalog.format(
        'The physical slot %s is lost: whoever follows it must be built anew.', slot_name)
from pg_catalog.pg_replication_slots
where slot_type = 'physical' and not temporary and slot_name !~ '^playbook'
union all
select pg_catalog.format(
        'The prepared transaction %s of %s (database %s, prepared at %s UTC) is open. If it was prepared before the stop, it is open again on the recovered server, where it can be seen only after the promotion: commit it or roll it back then. Otherwise it is lost.',
        gid, owner, database, pg_catalog.to_char(prepared at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS'))
from pg_catalog.pg_prepared_xacts
union all
select pg_catalog.format(
        'The subscription %s in database %s goes back, too, and stays disabled on the recovered server: what it received since is lost, and its publisher may not have it any more. Compare it with the publisher before it is enabled.',
        s.subname, d.datname)
from pg_catalog.pg_subscription s
join pg_catalog.pg_database d on d.oid = s.subdbid
order by 1
