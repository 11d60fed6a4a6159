-- Why: rows that come back are sent as new ones. Parameter: OIDs of tables. Gives each publication that sends new rows of one of them, the
-- table (itself, or by the partitioned table under whose name its rows are sent), and whether it sends DELETE and TRUNCATE, too.
SELECT DISTINCT p.pubname, damaged.oid, p.pubdelete, p.pubtruncate
  FROM pg_catalog.unnest(?::pg_catalog.oid[]) AS damaged(oid)
  JOIN pg_catalog.pg_class c ON c.oid = damaged.oid OR c.oid IN (SELECT relid FROM pg_catalog.pg_partition_ancestors(damaged.oid))
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_publication_tables t ON t.schemaname = n.nspname AND t.tablename = c.relname
  JOIN pg_catalog.pg_publication p ON p.pubname = t.pubname
 WHERE p.pubinsert
 ORDER BY 1, 2
