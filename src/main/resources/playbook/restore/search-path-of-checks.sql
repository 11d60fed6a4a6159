-- Why: a check constraint may call a function that reads a table by its bare name; with pg_catalog alone it would fail,
-- and no row could come back. What PostgreSQL itself has comes first, then what the database says, then the tables' schemas.
-- Parameter: the schemas of the tables to which rows go. Ends with the transaction.
select pg_catalog.set_config('search_path', 'pg_catalog, ' || coalesce(
           (select pg_catalog.substr(setting, pg_catalog.length('search_path=') + 1)
            from pg_catalog.pg_db_role_setting s
            join pg_catalog.pg_database d on d.oid = s.setdatabase and d.datname = pg_catalog.current_database()
            cross join pg_catalog.unnest(s.setconfig) setting
            where s.setrole = 0 and setting like 'search_path=%'), 'public')
       || coalesce((select pg_catalog.string_agg(', ' || pg_catalog.quote_ident(schema), '' order by schema)
                    from pg_catalog.unnest(?::pg_catalog.text[]) schema), ''), true)
