-- Why: only sequences that feed a table into which rows came back are looked at; every other one worked before and still does.
-- Parameter: the rescue schema, which holds one table rows_<OID> for each table that was merged. Gives the sequence with its
-- settings, the whole table, the column, the kept rows, and the column's place among them.
with touched as (
    select t.oid, n.nspname as rescue, k.relname as kept
    from pg_catalog.pg_namespace n
    join pg_catalog.pg_class k on k.relnamespace = n.oid and k.relname ~ '^rows_[0-9]+$'
    join pg_catalog.pg_class t on t.oid = pg_catalog.substr(k.relname, 6)::pg_catalog.oid and t.relkind = 'r'
    where n.nspname = ?
), lines as (
    select t.oid as touched, t.oid as line from touched t
    union
    select t.oid, a.relid from touched t cross join lateral pg_catalog.pg_partition_ancestors(t.oid) a
), fed as (
    select l.touched, d.objid as sequence, a.attname
    from lines l
    join pg_catalog.pg_depend d on d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjid = l.line
        and d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.deptype in ('a', 'i') and d.refobjsubid > 0
    join pg_catalog.pg_attribute a on a.attrelid = l.line and a.attnum = d.refobjsubid
    union
    select l.touched, d.refobjid, a.attname
    from lines l
    join pg_catalog.pg_attrdef f on f.adrelid = l.line
    join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and d.objid = f.oid
        and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    join pg_catalog.pg_attribute a on a.attrelid = l.line and a.attnum = f.adnum
    where pg_catalog.pg_get_expr(f.adbin, f.adrelid) ~ '^\(?(pg_catalog\.)?nextval\(''[^'']+''::(pg_catalog\.)?regclass\)\)?(::[a-z0-9 ]+)?$'
)
select pg_catalog.format('%I.%I', sn.nspname, s.relname), q.seqincrement, q.seqcache, q.seqmin, q.seqmax, q.seqcycle,
       pg_catalog.format('%I.%I', wn.nspname, w.relname), pg_catalog.quote_ident(m.attname),
       pg_catalog.format('%I.%I', t.rescue, t.kept),
       (select pg_catalog.count(*) from pg_catalog.pg_attribute o
        where o.attrelid = t.oid and o.attnum between 1 and m.attnum and not o.attisdropped and o.attgenerated = '')
from fed
join touched t on t.oid = fed.touched
join pg_catalog.pg_sequence q on q.seqrelid = fed.sequence
join pg_catalog.pg_class s on s.oid = q.seqrelid and s.relpersistence <> 't'
join pg_catalog.pg_namespace sn on sn.oid = s.relnamespace
join pg_catalog.pg_class w on w.oid = coalesce(pg_catalog.pg_partition_root(t.oid), t.oid)
join pg_catalog.pg_namespace wn on wn.oid = w.relnamespace
join pg_catalog.pg_attribute m on m.attrelid = t.oid and m.attname = fed.attname
join pg_catalog.pg_type y on y.oid = m.atttypid and y.typcategory = 'N'
order by 1, 7, 8
