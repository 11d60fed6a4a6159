-- What must hold in a bank's books; three numbers, all 0 when it holds.
SELECT
    (SELECT pg_catalog.count(*)
     FROM public.accounts AS a
     LEFT JOIN (SELECT t.account_id, pg_catalog.sum(t.amount) AS booked FROM public.transactions AS t
                GROUP BY t.account_id) AS s ON s.account_id = a.id
     WHERE a.balance <> COALESCE(s.booked, 0)),
    (SELECT pg_catalog.count(*)
     FROM (SELECT t.transfer FROM public.transactions AS t GROUP BY t.transfer
           HAVING pg_catalog.sum(t.amount) <> 0) AS one_sided),
    (SELECT pg_catalog.count(*)
     FROM public.users AS u
     WHERE NOT EXISTS (SELECT FROM public.accounts AS a WHERE a.user_id = u.id))
