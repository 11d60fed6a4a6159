-- The roles of noa_db, each with one duty; passwords are set one by one afterwards, never from this file.
CREATE ROLE noa_owner LOGIN;
CREATE ROLE api LOGIN CONNECTION LIMIT 60;
CREATE ROLE recovery LOGIN SUPERUSER REPLICATION;
CREATE ROLE monitoring LOGIN IN ROLE pg_monitor;
CREATE ROLE careless LOGIN;
COMMENT ON ROLE careless IS 'database administrator of the day shift; may read and write everything';
-- People's statements are logged with their transaction id, as an auditor asks for; the application's are not.
ALTER ROLE careless SET log_statement = 'mod';
CREATE DATABASE noa_db OWNER noa_owner TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C';
