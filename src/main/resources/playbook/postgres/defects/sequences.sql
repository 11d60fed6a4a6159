-- Why: a sequence that is behind its column makes the next insert fail. One row per sequence that feeds a column, as its own
-- or by the column's default: its name, and the statement that tells whether the next number is in use already.
select sn.nspname || '.' || s.relname as name,
       null::pg_catalog.text as state,
       pg_catalog.format(
           'select case when used is null or next %s used then 0 else 1 end, pg_catalog.format(''gives %%s next, but %%s is in use'', next, used) from (select (select case when is_called then last_value + %s else last_value end from %I.%I) as next, (select pg_catalog.%s(%I)::pg_catalog.int8 from %I.%I) as used) as numbers',
           case when q.seqincrement > 0 then '>' else '<' end, q.seqincrement, sn.nspname, s.relname,
           case when q.seqincrement > 0 then 'max' else 'min' end, a.attname, tn.nspname, t.relname) as reading
from pg_catalog.pg_sequence q
join pg_catalog.pg_class s on s.oid = q.seqrelid
join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
join (select objid as sequence, refobjid as owner, refobjsubid::pg_catalog.int2 as number
      from pg_catalog.pg_depend
      where classid = 'pg_catalog.pg_class'::pg_catalog.regclass and refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and deptype in ('a', 'i') and refobjsubid > 0
      union
      select d.refobjid, f.adrelid, f.adnum
      from pg_catalog.pg_depend d
      join pg_catalog.pg_attrdef f on f.oid = d.objid
      where d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
     ) as feeds on feeds.sequence = s.oid
join pg_catalog.pg_class t on t.oid = feeds.owner
join pg_catalog.pg_namespace tn on tn.oid = t.relnamespace
join pg_catalog.pg_attribute a on a.attrelid = t.oid and a.attnum = feeds.number
where not q.seqcycle
  and tn.nspname !~ '^playbook_'
  -- A partition's default is its table's own, which is looked at with all partitions.
  and not t.relispartition
  and a.atttypid in ('pg_catalog.int2'::pg_catalog.regtype, 'pg_catalog.int4'::pg_catalog.regtype, 'pg_catalog.int8'::pg_catalog.regtype)
order by 1, tn.nspname, t.relname, a.attnum
