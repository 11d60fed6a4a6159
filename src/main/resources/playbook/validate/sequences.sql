-- Why: a sequence that is behind its column makes the next insert fail. One row per sequence that feeds a column: its
-- name, and the statement that tells the next number, the largest number in use, and whether the next is free.
select sn.nspname || '.' || s.relname as name,
       pg_catalog.format(
           'select next, used, used is null or next %s used from (select (select case when is_called then last_value + %s else last_value end from %I.%I) as next, (select pg_catalog.%s(%I)::pg_catalog.int8 from %I.%I) as used) as numbers',
           case when q.seqincrement > 0 then '>' else '<' end, q.seqincrement, sn.nspname, s.relname,
           case when q.seqincrement > 0 then 'max' else 'min' end, a.attname, tn.nspname, t.relname) as reading
from pg_catalog.pg_sequence q
join pg_catalog.pg_class s on s.oid = q.seqrelid
join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.objid = s.oid and d.deptype in ('a', 'i')
    and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
join pg_catalog.pg_class t on t.oid = d.refobjid
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
where not q.seqcycle
  and a.atttypid in ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype, 'pg_catalog.int8'::pg_catalog.regtype)
order by 1
