-- What is kept has each of them twice.
DO $$BEGIN EXECUTE (SELECT 'CREATE TABLE wide (id int PRIMARY KEY, ' || string_agg('c' || i || ' int', ', ') || ')' FROM generate_series(1, 700) i); END$$;
DO $$BEGIN EXECUTE (SELECT 'INSERT INTO wide SELECT i, ' || string_agg('i + ' || c, ', ' ORDER BY c) || ' FROM generate_series(1, 60) i' FROM generate_series(1, 700) c); END$$
-- LOSS
UPDATE wide SET c1 = 0, c350 = NULL, c700 = -1 WHERE id <= 30;
DELETE FROM wide WHERE id > 50
-- LATER
UPDATE wide SET c2 = 0 WHERE id = 10
