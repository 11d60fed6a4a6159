package playbook.security;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The counts of wrong passwords in the database that all nodes share. */
final class Tallies {

    /** Stands for all names, or all addresses, together. */
    private static final String ANY = "";

    private final JdbcClient database;
    private final LoginLimits limits;
    private final InstantSource clock;
    private final AtomicInteger added = new AtomicInteger();

    Tallies(JdbcClient database, LoginLimits limits, InstantSource clock) {
        this.database = database;
        this.limits = limits;
        this.clock = clock;
    }

    /** Wrong tries that count for one attempt: of its name from its address, of all names there, of its name anywhere. */
    record Counts(Tally pair, Tally address, Tally account) {}

    Counts of(LoginAttempt attempt) {
        Map<String, Tally> tallies = new HashMap<>();
        database.sql("""
                        -- What counts for one attempt: its name there, all names there, its name everywhere.
                        select account, address, failed_at_ms, clean_at_ms from playbook_login_tries
                        where (account = :account and address in (:address, '')) or (account = '' and address = :address)
                        """)
                .param("account", attempt.account())
                .param("address", attempt.address())
                .query(row -> {
                    tallies.put(
                            key(row.getString("account"), row.getString("address")),
                            new Tally(row.getLong("failed_at_ms"), row.getLong("clean_at_ms")));
                });
        return new Counts(
                tallies.getOrDefault(key(attempt.account(), attempt.address()), Tally.NONE),
                tallies.getOrDefault(key(ANY, attempt.address()), Tally.NONE),
                tallies.getOrDefault(key(attempt.account(), ANY), Tally.NONE));
    }

    /** Counts a wrong try three times: for its name there, for all names there, for its name everywhere. */
    void add(LoginAttempt attempt) {
        count(attempt.account(), attempt.address(), limits.freeTries());
        count(ANY, attempt.address(), limits.freeTriesOfAddress());
        count(attempt.account(), ANY, limits.freeTriesOfAccount());
        if (added.get() > limits.mostKept() / 10) {
            tidy();
        }
    }

    /** One statement adds, so that two nodes lose no try. */
    private void count(String account, String address, int free) {
        if (add(account, address, free) > 0) {
            return;
        }
        long now = clock.millis();
        try {
            database.sql("""
                            -- The first wrong try in a while.
                            insert into playbook_login_tries (account, address, failed_at_ms, clean_at_ms)
                            values (:account, :address, :now, :clean)
                            """)
                    .param("account", account)
                    .param("address", address)
                    .param("now", now)
                    .param("clean", now + leak())
                    .update();
            added.incrementAndGet();
        } catch (DuplicateKeyException anotherNodeWasFaster) {
            add(account, address, free);
        }
    }

    private int add(String account, String address, int free) {
        long now = clock.millis();
        return database.sql("""
                        -- Each wrong try is forgiven later by the time that forgives one.
                        update playbook_login_tries set failed_at_ms = :now,
                            clean_at_ms = least(greatest(clean_at_ms, :now) + :leak, :most)
                        where account = :account and address = :address
                        """)
                .param("account", account)
                .param("address", address)
                .param("now", now)
                .param("leak", leak())
                .param("most", now + leak() * limits.mostCounted(free))
                .update();
    }

    /** @return how many rows there were */
    int delete(String account, Instant refusedSince) {
        return database.sql("""
                        -- The name's own counts, and those of the addresses where it was refused.
                        delete from playbook_login_tries where account = :account or (account = '' and address in (
                            select address from playbook_login where account = :account
                            and outcome in ('FAILURE', 'LIMITED') and last_at > :since))
                        """)
                .param("account", account)
                .param("since", LoginRows.utc(refusedSince))
                .update();
    }

    /** @return how many rows there were */
    int deleteAddress(String address) {
        return database.sql("delete from playbook_login_tries where address = :address")
                .param("address", address)
                .update();
    }

    /** Deletes what is forgiven; of too many those with the fewest wrong tries, so that a flood hides nobody who guesses. */
    void tidy() {
        added.set(0);
        database.sql("delete from playbook_login_tries where clean_at_ms < :now")
                .param("now", clock.millis())
                .update();
        long tooMany = database.sql("select count(*) from playbook_login_tries")
                        .query(Long.class)
                        .single()
                - limits.mostKept();
        if (tooMany > 0) {
            database.sql("""
                            -- The first to be forgiven anyway.
                            delete from playbook_login_tries where clean_at_ms <= (
                                select max(clean_at_ms) from (
                                    select clean_at_ms from playbook_login_tries order by clean_at_ms
                                    fetch first :tooMany rows only) oldest)
                            """).param("tooMany", tooMany).update();
        }
    }

    private long leak() {
        return limits.longestDelay().toMillis();
    }

    private static String key(String account, String address) {
        return account + "\n" + address;
    }
}
