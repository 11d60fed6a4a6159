-- A cursor's rows, errors that a function catches, savepoints, and rows that change hands more than once.
CREATE TABLE accounts (id int PRIMARY KEY, owner text, balance numeric);
CREATE TABLE closed (id int PRIMARY KEY, owner text, balance numeric, why text);
INSERT INTO accounts SELECT i, 'o' || i % 7, i FROM generate_series(1, 300) i
-- LOSS
DO $$DECLARE c CURSOR FOR SELECT * FROM accounts WHERE id % 3 = 0 FOR UPDATE; r record; BEGIN FOR r IN c LOOP BEGIN UPDATE accounts SET balance = balance - 1 WHERE CURRENT OF c; IF r.id % 2 = 0 THEN RAISE EXCEPTION 'no'; END IF; DELETE FROM accounts WHERE id = r.id; EXCEPTION WHEN others THEN UPDATE accounts SET owner = 'nobody' WHERE id = r.id; END; END LOOP; END$$;
WITH gone AS (DELETE FROM accounts WHERE owner = 'o1' RETURNING *) INSERT INTO closed SELECT *, 'moved' FROM gone;
SAVEPOINT a;
DELETE FROM accounts;
ROLLBACK TO a;
WITH back AS (DELETE FROM closed WHERE id < 100 RETURNING id, owner, balance) INSERT INTO accounts SELECT * FROM back
-- LATER
INSERT INTO accounts VALUES (1000, 'new', 0);
UPDATE accounts SET balance = 77 WHERE id = 2
