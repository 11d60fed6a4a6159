-- Into a table without a key, into another schema, and into the same table.
CREATE SCHEMA other;
CREATE TABLE stock (item text PRIMARY KEY, n int, moved int DEFAULT 0);
CREATE TABLE moves (id int PRIMARY KEY, item text, n int);
CREATE TABLE journal (what text, n int);
CREATE TABLE other.totals (k text PRIMARY KEY, n int);
CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN IF TG_OP <> 'INSERT' THEN UPDATE stock SET n = n - OLD.n, moved = moved + 1 WHERE item = OLD.item; INSERT INTO journal VALUES (TG_OP || ' ' || OLD.item, OLD.n); INSERT INTO other.totals VALUES (OLD.item, -OLD.n) ON CONFLICT (k) DO UPDATE SET n = totals.n - OLD.n; ELSE UPDATE stock SET n = n + NEW.n, moved = moved + 1 WHERE item = NEW.item; INSERT INTO other.totals VALUES (NEW.item, NEW.n) ON CONFLICT (k) DO UPDATE SET n = totals.n + NEW.n; END IF; RETURN NULL; END$$;
CREATE TRIGGER moved AFTER INSERT OR DELETE ON moves FOR EACH ROW EXECUTE FUNCTION moved();
INSERT INTO stock SELECT 'i' || i, 0 FROM generate_series(1, 20) i;
INSERT INTO moves SELECT i, 'i' || (1 + i % 19), i FROM generate_series(1, 400) i;
INSERT INTO journal SELECT 'DELETE i3', 59 FROM generate_series(1, 3)
-- LOSS
DELETE FROM moves WHERE item < 'i16' AND id > 50
-- LATER
INSERT INTO moves SELECT i, 'i18', 1 FROM generate_series(1001, 1010) i;
INSERT INTO journal VALUES ('later', 1)
