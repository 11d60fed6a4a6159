-- Why: a partition is a table of its own here, but whether a key is taken is asked of the whole. Parameter: the table's OID.
SELECT n.nspname, c.relname, pg_catalog.format('%I.%I', n.nspname, c.relname),
       r.oid, pg_catalog.format('%s%I.%I', CASE r.relkind WHEN 'r' THEN 'ONLY ' END, rn.nspname, r.relname)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class r ON r.oid = coalesce(pg_catalog.pg_partition_root(c.oid), c.oid)
  JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
 WHERE c.oid = ?::pg_catalog.oid AND c.relkind IN ('r', 'p')
