-- SINCE 18
CREATE TABLE lines (id int PRIMARY KEY, net numeric, gross numeric GENERATED ALWAYS AS (net * 1.2) VIRTUAL, note text, shout text GENERATED ALWAYS AS (upper(note)) VIRTUAL);
INSERT INTO lines (id, net, note) SELECT i, i, 'n' || i FROM generate_series(1, 100) i
-- LOSS
UPDATE lines SET net = 0 WHERE id <= 50;
DELETE FROM lines WHERE id > 80
-- LATER
UPDATE lines SET note = 'later' WHERE id = 10;
INSERT INTO lines (id, net, note) VALUES (1000, 1, 'new')
