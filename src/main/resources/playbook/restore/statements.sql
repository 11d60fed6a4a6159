-- Why: the end of the queries that merge-parts.sql begins puts the pieces into the statements. A piece that nobody made stays in its
-- braces, which no server understands.
select statement.oid, statement.number, statement.name,
       pg_catalog.string_agg(case when part.n % 2 = 1 then part.text
                                  else coalesce(of_table.text, of_both.text, of_reference.text, '{' || part.text || '}') end, ''
                             order by part.n)
from statement
cross join lateral pg_catalog.regexp_split_to_table(
    pg_catalog.regexp_replace(pg_catalog.btrim(statement.text, E' \n'), '\s*\n\s*', ' ', 'g'), '[{}]') with ordinality as part(text, n)
left join piece of_table on part.n % 2 = 0 and of_table.name = part.text and of_table.oid = statement.oid and of_table.number is null
left join piece of_both on part.n % 2 = 0 and of_both.name = part.text and of_both.oid = statement.oid and of_both.number = statement.number
left join piece of_reference on part.n % 2 = 0 and of_reference.name = part.text and of_reference.oid is null
     and of_reference.number = statement.number
group by statement.oid, statement.number, statement.name
