-- Why: since PostgreSQL 15 a publication also takes schemas, and of a table some columns and some rows; the catalogs for it are
-- not there on older servers. One row: object, definition.
select 'publication ' || p.pubname as object,
       'schemas ' || pg_catalog.string_agg(n.nspname::pg_catalog.text, ', ' order by n.nspname) as definition
from pg_catalog.pg_publication p
join pg_catalog.pg_publication_namespace pn on pn.pnpubid = p.oid
join pg_catalog.pg_namespace n on n.oid = pn.pnnspid
group by p.pubname
union all
select 'publication ' || p.pubname,
       pg_catalog.format('of %s columns %s where %s', pr.prrelid::pg_catalog.regclass,
           coalesce((select pg_catalog.string_agg(a.attname::pg_catalog.text, ', ' order by a.attnum)
                     from pg_catalog.pg_attribute a where a.attrelid = pr.prrelid and a.attnum = any (pr.prattrs)), 'all'),
           coalesce(pg_catalog.pg_get_expr(pr.prqual, pr.prrelid), 'any row'))
from pg_catalog.pg_publication p
join pg_catalog.pg_publication_rel pr on pr.prpubid = p.oid
where pr.prattrs is not null or pr.prqual is not null
order by 1, 2
