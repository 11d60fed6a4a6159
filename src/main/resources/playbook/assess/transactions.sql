-- Why: shows at a glance whether many rows were deleted since the statistics were reset; a crash resets them.
select xact_commit as committed, xact_rollback as "rolled back", tup_inserted as "rows inserted", tup_updated as "rows updated",
       tup_deleted as "rows deleted", stats_reset as "counted since"
from pg_catalog.pg_stat_database
where datname = pg_catalog.current_database()
