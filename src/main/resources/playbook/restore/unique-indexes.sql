-- Why: a row is told by a key. Parameter: the table's OID. Gives the unique indexes that speak of plain columns and all rows;
-- the first that can be a row's key comes first. Of a key WITHOUT OVERLAPS (since version 18, by GiST) it is the equal values
-- that tell a row; a column that is NOT NULL NOT VALID (likewise) may hold NULLs.
SELECT i.indexrelid, a.attname,
       pg_catalog.format('OPERATOR(%I.%s)', n.nspname, o.oprname),
       pg_catalog.bool_and(a.attnotnull AND NOT EXISTS (
           SELECT FROM pg_catalog.pg_constraint v
            WHERE v.conrelid = a.attrelid AND v.contype = 'n' AND v.conkey[1] = a.attnum AND NOT v.convalidated))
           OVER (PARTITION BY i.indexrelid) AND i.indimmediate AS identifies,
       EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid) AS whole,
       i.indisexclusion
  FROM pg_catalog.pg_index i
  CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(i.indkey::pg_catalog.int2[]), pg_catalog.unnest(i.indclass::pg_catalog.oid[]))
       WITH ORDINALITY AS k(attnum, class, position)
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  JOIN pg_catalog.pg_opclass x ON x.oid = k.class
  JOIN pg_catalog.pg_opclass c ON CASE
       WHEN i.indisexclusion THEN c.opcdefault AND c.opcintype = x.opcintype
            AND c.opcmethod = (SELECT b.oid FROM pg_catalog.pg_am b WHERE b.amname = 'btree')
       ELSE c.oid = x.oid END
  JOIN pg_catalog.pg_amop m ON m.amopfamily = c.opcfamily AND m.amopstrategy = 3
       AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype
  JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
  JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
 WHERE i.indrelid = ?::pg_catalog.oid AND i.indisunique AND i.indisvalid
   AND i.indpred IS NULL AND i.indexprs IS NULL AND k.position <= i.indnkeyatts
   AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute g
                    WHERE g.attrelid = i.indrelid AND g.attnum = ANY (i.indkey) AND g.attgenerated <> '')
 ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid, k.position
