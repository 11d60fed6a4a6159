-- A key may be equal to another text: a change of its letters is a change, and the row is the same.
CREATE EXTENSION citext;
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TABLE people (email citext PRIMARY KEY, n int);
CREATE TABLE notes (id int PRIMARY KEY, email citext REFERENCES people ON UPDATE CASCADE ON DELETE CASCADE, what text);
CREATE TABLE words (word text COLLATE any_case PRIMARY KEY, n int);
CREATE TABLE rates (rate numeric PRIMARY KEY, n int);
INSERT INTO people SELECT 'p' || i || '@x', i FROM generate_series(1, 100) i;
INSERT INTO notes SELECT i, 'p' || (1 + i % 100) || '@x', 'n' FROM generate_series(1, 300) i;
INSERT INTO words SELECT 'word' || i, i FROM generate_series(1, 100) i;
INSERT INTO rates SELECT i, i FROM generate_series(1, 100) i
-- LOSS
UPDATE people SET email = upper(email::text) WHERE n <= 20;
DELETE FROM people WHERE n > 80;
UPDATE words SET word = upper(word), n = 0 WHERE n <= 20;
DELETE FROM words WHERE n > 90;
UPDATE rates SET rate = (rate::text || '.00')::numeric WHERE n <= 20;
DELETE FROM rates WHERE n > 90
-- LATER
UPDATE people SET n = n + 1000 WHERE n = 50;
INSERT INTO words VALUES ('Other', 1);
INSERT INTO notes VALUES (1000, 'P50@X', 'later')
