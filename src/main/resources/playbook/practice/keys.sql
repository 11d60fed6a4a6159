-- Keys, rules, views and rights, when the tables are full.
ALTER TABLE branches ADD PRIMARY KEY (id);
ALTER TABLE users ADD PRIMARY KEY (id);
CREATE UNIQUE INDEX users_email ON users (lower(email));
ALTER TABLE users ADD FOREIGN KEY (branch_id) REFERENCES branches;
ALTER TABLE accounts ADD PRIMARY KEY (id);
ALTER TABLE accounts ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
ALTER TABLE accounts ADD FOREIGN KEY (branch_id) REFERENCES branches;
CREATE INDEX accounts_user ON accounts (user_id);
ALTER TABLE transactions ADD PRIMARY KEY (id, booked_at);
CREATE INDEX transactions_account ON transactions (account_id);
ALTER TABLE transactions ADD FOREIGN KEY (account_id) REFERENCES accounts ON DELETE CASCADE;
ALTER TABLE support_notes ADD PRIMARY KEY (id);
ALTER TABLE support_notes ADD FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
CREATE INDEX support_notes_user ON support_notes (user_id);
ALTER TABLE audit ADD PRIMARY KEY (id);
CREATE INDEX audit_transaction ON audit (transaction_id) WHERE transaction_id IS NOT NULL;

-- Who changed what, written by the database whoever the client is.
CREATE FUNCTION write_audit() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    INSERT INTO public.audit (action, table_name, row_key, before, after, transaction_id)
    VALUES (
        TG_OP, TG_TABLE_NAME, CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END,
        CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'avatar' END,
        CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'avatar' END,
        pg_current_xact_id()::text::bigint);
    RETURN NULL;
END
$$;
CREATE TRIGGER users_audit AFTER INSERT OR UPDATE OR DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION write_audit();
CREATE TRIGGER accounts_audit AFTER INSERT OR UPDATE OR DELETE ON accounts
    FOR EACH ROW EXECUTE FUNCTION write_audit();

CREATE VIEW customer_overview AS
SELECT u.id, u.full_name, u.status, count(a.id) AS accounts, sum(a.balance) AS balance
FROM users AS u LEFT JOIN accounts AS a ON a.user_id = u.id
GROUP BY u.id;

CREATE MATERIALIZED VIEW branch_balances AS
SELECT b.id, b.name, count(a.id) AS accounts, sum(a.balance) AS balance
FROM branches AS b LEFT JOIN accounts AS a ON a.branch_id = b.id
GROUP BY b.id;
CREATE UNIQUE INDEX branch_balances_id ON branch_balances (id);

ALTER TABLE support_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY notes_of_the_application ON support_notes TO api, careless USING (true) WITH CHECK (true);
CREATE POLICY recent_notes_only ON support_notes FOR SELECT TO monitoring
    USING (written_at > now() - interval '30 days');

COMMENT ON TABLE users IS 'Customers. Removing one removes the accounts, transactions and notes.';
COMMENT ON COLUMN users.version IS 'Counts the changes of the row.';
COMMENT ON TABLE transactions IS 'Two rows a transfer, which sum up to nothing.';
COMMENT ON TABLE audit IS 'Who changed what; no foreign keys, because it outlives what it tells of.';

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO api, careless;
GRANT TRUNCATE ON transactions, support_notes TO careless;
REVOKE INSERT, UPDATE, DELETE ON audit FROM api;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO api, careless;
GRANT SELECT ON support_notes, branches, branch_balances TO monitoring;
