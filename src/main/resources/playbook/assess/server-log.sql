-- Why: with log_statement or pgaudit the log names user and client. The last 4 MB are enough for the last hours.
select pg_catalog.pg_read_binary_file(file, greatest(0, (pg_catalog.pg_stat_file(file)).size - 4194304), 4194304) as tail, file
from (select coalesce(pg_catalog.pg_current_logfile('stderr'), pg_catalog.pg_current_logfile('csvlog'), pg_catalog.pg_current_logfile()) as file) as current
where file is not null
