CREATE TABLE secrets (id int PRIMARY KEY, owner text, v text);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON secrets USING (owner = current_user) WITH CHECK (false);
INSERT INTO secrets SELECT i, 'o' || i, 'v' FROM generate_series(1, 50) i
-- LOSS
UPDATE secrets SET v = 'lost' WHERE id < 20;
DELETE FROM secrets WHERE id > 30
-- LATER
UPDATE secrets SET owner = 'later' WHERE id = 10
