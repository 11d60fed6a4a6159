-- Why: B-tree indexes of user tables are compared with their heaps, each by amcheck, which looks for every row in the index.
-- The reading is for the other direction, whether each entry of the index still is the row it points to: it gives the same
-- sums from the table and from the index alone. It is null where an index cannot give its values back (expressions).
select c.oid::pg_catalog.int8,
       n.nspname || '.' || c.relname as name,
       c.relname::pg_catalog.text as index,
       case when pg_catalog.bool_and(u.attnum > 0 and pg_catalog.pg_index_column_has_property(c.oid, u.number::pg_catalog.int4, 'returnable'))
            then pg_catalog.format(
                'select pg_catalog.count(*), coalesce(pg_catalog.sum(pg_catalog.hashtextextended(row(%s)::pg_catalog.text, 0)::pg_catalog.numeric), 0) from only %I.%I%s',
                pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by u.number), n.nspname, t.relname,
                coalesce(' where ' || pg_catalog.pg_get_expr(i.indpred, i.indrelid), ''))
       end as reading
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_class t on t.oid = i.indrelid
join pg_catalog.pg_am m on m.oid = c.relam
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
cross join lateral pg_catalog.unnest(i.indkey::pg_catalog.int2[]) with ordinality as u(attnum, number)
left join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = u.attnum
where m.amname = 'btree' and c.relkind = 'i' and c.relpersistence <> 't' and i.indisvalid and i.indisready
  and n.nspname !~ '^(pg|playbook)_' and n.nspname <> 'information_schema'
  and not (t.relkind = 'm' and not t.relispopulated)
group by c.oid, n.nspname, c.relname, t.relname, i.indpred, i.indrelid
order by 2
