-- The same rows for the same size and month; practice.users says how many users, everything else follows from it.
INSERT INTO branches (name, country)
SELECT 'Branch ' || i, (ARRAY['NL', 'DE', 'FR', 'IT', 'AT'])[1 + i % 5]
FROM generate_series(1, 40) AS i;

INSERT INTO users (id, branch_id, email, full_name, status, profile, avatar, created_at) OVERRIDING SYSTEM VALUE
SELECT
    i,
    1 + i % 40,
    CASE i WHEN 1 THEN 'drill@example.com' ELSE 'user' || i || '@example.com' END,
    (ARRAY['Ada', 'Bo', 'Cleo', 'Dirk', 'Eva', 'Finn', 'Gus'])[1 + i % 7] || ' '
        || (ARRAY['Jansen', 'Schmidt', 'Dubois', 'Rossi', 'Gruber'])[1 + i % 5],
    (CASE WHEN i % 40 = 7 THEN 'pending' WHEN i % 100 = 33 THEN 'suspended' WHEN i % 50 = 29 THEN 'closed'
        ELSE 'active' END)::user_status,
    jsonb_build_object(
        'language', (ARRAY['nl', 'de', 'fr', 'it'])[1 + i % 4], 'newsletter', i % 3 = 0,
        'phone', '+31' || lpad((i::bigint * 7919 % 1000000000)::text, 9, '0')),
    CASE WHEN i % 4 = 0 THEN decode(repeat(md5('avatar' || i), 6), 'hex') END,
    date_trunc('month', now()) - interval '5 months' + make_interval(secs => i % 10000000)
FROM generate_series(1, current_setting('practice.users')::integer) AS i;

-- Two transactions a transfer, which sum up to nothing.
INSERT INTO transactions (id, account_id, transfer, amount, reference, booked_at)
SELECT
    2 * i - 1 + leg,
    1 + CASE leg WHEN 0 THEN i * 7919 ELSE i * 104729 + 13 END % (current_setting('practice.users')::bigint * 3 / 2),
    md5('transfer' || i)::uuid,
    CASE leg WHEN 0 THEN -1 ELSE 1 END * ((i * 37 % 90000) + 100) / 100.0,
    'Invoice ' || i,
    date_trunc('month', now()) - interval '5 months'
        + (i::double precision / (current_setting('practice.users')::bigint * 4)) * interval '150 days'
FROM generate_series(1::bigint, current_setting('practice.users')::bigint * 4) AS i, generate_series(0, 1) AS leg;

INSERT INTO accounts (id, user_id, branch_id, kind, balance, opened_at)
SELECT
    i,
    1 + (i - 1) % current_setting('practice.users')::bigint,
    1 + i % 40,
    (ARRAY['current', 'savings', 'business']::account_kind[])[1 + i % 3],
    COALESCE(booked.amount, 0),
    date_trunc('month', now()) - interval '5 months'
FROM generate_series(1::bigint, current_setting('practice.users')::bigint * 3 / 2) AS i
LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM transactions GROUP BY account_id) AS booked
    ON booked.account_id = i;

INSERT INTO support_notes (id, user_id, note, attachment, written_at)
SELECT
    i,
    1 + (i * 31) % current_setting('practice.users')::bigint,
    'Called about invoice ' || i || '. Was told to wait for the next statement.',
    CASE WHEN i % 10 = 0 THEN decode(repeat(md5('scan' || i), 40), 'hex') END,
    date_trunc('month', now()) - make_interval(mins => (i % 100000)::integer)
FROM generate_series(1::bigint, current_setting('practice.users')::bigint / 5) AS i;

INSERT INTO audit (id, at, actor, action, table_name, row_key, after)
SELECT u.id, u.created_at, 'api', 'INSERT', 'users', u.id, to_jsonb(u) - 'avatar'
FROM users AS u;

SELECT setval(pg_get_serial_sequence('users', 'id'), (SELECT max(id) FROM users));
SELECT setval(pg_get_serial_sequence('accounts', 'id'), (SELECT max(id) FROM accounts));
SELECT setval('transactions_id_seq', (SELECT max(id) FROM transactions));
SELECT setval(pg_get_serial_sequence('support_notes', 'id'), (SELECT max(id) FROM support_notes));
SELECT setval(pg_get_serial_sequence('audit', 'id'), (SELECT max(id) FROM audit));
