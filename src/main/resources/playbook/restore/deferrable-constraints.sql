-- Why: PostgreSQL checks deferrable constraints by a trigger, which session_replication_role = replica holds back like any
-- other. Parameter: the table's OID. Gives what two rows may not have at the same time.
SELECT c.conname, CASE c.contype WHEN 'x' THEN 'EXCLUDED ' ELSE 'UNIQUE_TAKEN ' END || c.conname,
       coalesce(pg_catalog.pg_get_expr(i.indpred, i.indrelid), 'true'),
       k.position, pg_catalog.pg_get_indexdef(i.indexrelid, k.position::pg_catalog.int4, false),
       pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
       coalesce((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::pg_catalog.bool, false)
  FROM pg_catalog.pg_constraint c
  JOIN pg_catalog.pg_index i ON i.indexrelid = c.conindid
  CROSS JOIN LATERAL pg_catalog.unnest(i.indclass::pg_catalog.oid[]) WITH ORDINALITY AS k(class, position)
  JOIN pg_catalog.pg_opclass p ON p.oid = k.class
  LEFT JOIN pg_catalog.pg_amop m ON c.conexclop IS NULL AND m.amopfamily = p.opcfamily AND m.amopstrategy = 3
       AND m.amoplefttype = p.opcintype AND m.amoprighttype = p.opcintype
  JOIN pg_catalog.pg_operator o ON o.oid = coalesce(c.conexclop[k.position], m.amopopr)
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
 WHERE c.conrelid = ?::pg_catalog.oid AND c.contype IN ('p', 'u', 'x') AND c.condeferrable
   AND k.position <= i.indnkeyatts
 ORDER BY c.oid, k.position
