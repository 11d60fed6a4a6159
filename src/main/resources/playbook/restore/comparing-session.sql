-- Why: a session that compares rows must see every row, and the same text for the same value on every server.
SET search_path = pg_catalog;
SET client_encoding = 'UTF8';
SET datestyle = 'ISO, YMD';
SET intervalstyle = 'postgres';
SET timezone = 'UTC';
SET extra_float_digits = 1;
SET bytea_output = 'hex';
SET xmloption = 'content';
SET row_security = off;
SET statement_timeout = 0;
SET lock_timeout = '15s';
SET idle_in_transaction_session_timeout = 0;
SET client_min_messages = warning;
SET jit = off;
SET work_mem = '128MB';
SET temp_buffers = '64MB';
SET temp_tablespaces = ''
