package playbook.security;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The counts of wrong passwords, in the database that all replicas share. */
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

    /**
     * The wrong tries that count for one attempt: of its name from its address, of all names from its address, and of
     * its name from all addresses.
     */
    record Counts(Tally pair, Tally address, Tally account) {}

    Counts of(LoginAttempt attempt) {
        Map<String, Tally> tallies = new HashMap<>();
        database.sql("""
                        -- Counts for one attempt: its name from there, all names from there, its name from everywhere.
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

    /**
     * Counts a wrong try three times: for its name from its address, for all names from there, for its name from
     * everywhere.
     */
    void add(LoginAttempt attempt) {
        count(attempt.account(), attempt.address(), limits.freeTries());
        count(ANY, attempt.address(), limits.freeTriesOfAddress());
        count(attempt.account(), ANY, limits.freeTriesOfAccount());
        if (added.get() > limits.mostKept() / 10) {
            tidy();
        }
    }

    /** Adds with one statement, so that no try is lost when two replicas count at once. */
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
                        -- Each wrong try moves the time at which all are forgiven.
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

    /** @return number of deleted rows */
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

    /** @return number of deleted rows */
    int deleteAddress(String address) {
        return database.sql("delete from playbook_login_tries where address = :address")
                .param("address", address)
                .update();
    }

    /**
     * Deletes forgiven counts. If there are still too many, deletes those with the fewest wrong tries, so that a flood
     * of names cannot hide one that is being guessed.
     */
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
                            -- Deletes the counts that would be forgiven first.
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
