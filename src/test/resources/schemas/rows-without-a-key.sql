-- With values that no operator compares, and with rows that are all the same.
CREATE TABLE log (what text, at int, body json, place point);
CREATE TABLE marks (what text);
INSERT INTO log SELECT 'w' || i % 5, i % 7, ('{"a":  ' || i % 3 || '}')::json, point(i % 2, 0) FROM generate_series(1, 500) i;
INSERT INTO marks SELECT NULL FROM generate_series(1, 5)
-- LOSS
DELETE FROM log WHERE what = 'w1' AND at < 4;
DELETE FROM marks
-- LATER
INSERT INTO log VALUES ('later', 1, '{}', '(0,0)')
