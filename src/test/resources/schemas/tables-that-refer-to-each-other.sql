-- In a circle, and to themselves, and nothing of it can be put off to the end of a transaction.
CREATE TABLE departments (id int PRIMARY KEY, name text, head int);
CREATE TABLE staff (id int PRIMARY KEY, department int NOT NULL REFERENCES departments ON DELETE CASCADE, boss int REFERENCES staff ON DELETE SET NULL, name text);
INSERT INTO departments SELECT i, 'd' || i, NULL FROM generate_series(1, 10) i;
INSERT INTO staff SELECT i, 1 + i % 10, CASE WHEN i > 10 THEN 1 + i % 10 END, 's' || i FROM generate_series(1, 100) i;
ALTER TABLE departments ADD FOREIGN KEY (head) REFERENCES staff ON DELETE RESTRICT;
UPDATE departments SET head = id
-- LOSS
UPDATE departments SET head = NULL WHERE id IN (2, 3, 4);
DELETE FROM departments WHERE id IN (3, 4)
-- LATER
INSERT INTO staff VALUES (101, 5, 1, 'new');
UPDATE staff SET name = 'later' WHERE id IN (14, 21);
UPDATE departments SET name = 'later' WHERE id = 2
