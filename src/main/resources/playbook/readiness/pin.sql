-- Settings and slots that can make the pin fall while the server runs; a setting that this major does not have is null.
SELECT pg_catalog.current_setting('max_slot_wal_keep_size', true) AS max_slot_wal_keep_size,
       COALESCE(pg_catalog.current_setting('idle_replication_slot_timeout', true), '0') AS idle_replication_slot_timeout,
       COALESCE(pg_catalog.current_setting('old_snapshot_threshold', true), '-1') AS old_snapshot_threshold,
       (SELECT pg_catalog.string_agg(DISTINCT a.application_name, ', ')
          FROM pg_catalog.pg_stat_activity a WHERE a.application_name ILIKE '%patroni%') AS patroni
