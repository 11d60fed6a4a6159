package playbook.security;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import playbook.security.LoginLimited.Reason;

/**
 * Wrong passwords by name and address, in the database that all nodes share: who is refused by one is not heard by the
 * next, and an unlock holds on each. Only a wrong password writes; a refusal reads one statement.
 */
@Component
class LoginTries {

    /** In the place of a name or an address: of all of them together. */
    private static final String ANY = "";

    private static final Duration KNOWN_FOR = Duration.ofDays(30);

    private final JdbcClient database;
    private final LoginLimits limits;
    private final InstantSource clock;
    private final AtomicInteger added = new AtomicInteger();

    @Autowired
    LoginTries(JdbcClient database, SecurityProperties properties) {
        this(database, properties.login(), InstantSource.system());
    }

    LoginTries(JdbcClient database, LoginLimits limits, InstantSource clock) {
        this.database = database;
        this.limits = limits;
        this.clock = clock;
    }

    /** Why this attempt is not heard now, and for how long; empty when it is. */
    Optional<LoginLimited> refusal(LoginAttempt attempt) {
        Map<String, Tally> tallies = tallies(attempt);
        Tally pair = tallies.getOrDefault(key(attempt.account(), attempt.address()), Tally.NONE);
        Tally address = tallies.getOrDefault(key(ANY, attempt.address()), Tally.NONE);
        Tally account = tallies.getOrDefault(key(attempt.account(), ANY), Tally.NONE);

        Optional<LoginLimited> own = wait(Reason.NAME_FROM_ADDRESS, pair, limits.freeTries());
        if (own.isPresent()) {
            return own;
        }
        Optional<LoginLimited> others = wait(Reason.ADDRESS, address, limits.freeTriesOfAddress());
        if (others.isEmpty() && account.failuresAt(clock.millis(), leak()) > limits.freeTriesOfAccount()) {
            others = wait(Reason.NAME, pair, 0);
        }
        // What strangers did there or to this name does not keep out who was let in from there before.
        return others.isPresent() && isKnown(attempt) ? Optional.empty() : others;
    }

    private Optional<LoginLimited> wait(Reason reason, Tally tally, int free) {
        Duration delay = limits.delay(tally.failuresAt(tally.failedAt(), leak()), free);
        long left = tally.failedAt() + delay.toMillis() - clock.millis();
        return left > 0 ? Optional.of(new LoginLimited(reason, Duration.ofMillis(left))) : Optional.empty();
    }

    private Map<String, Tally> tallies(LoginAttempt attempt) {
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
        return tallies;
    }

    private boolean isKnown(LoginAttempt attempt) {
        return database.sql("""
                        -- Let in from this address before, lately enough.
                        select count(*) from playbook_login where account = :account and address = :address
                        and outcome = 'SUCCESS' and last_at > :since
                        """)
                        .param("account", attempt.account())
                        .param("address", attempt.address())
                        .param("since", LoginRecord.utc(clock.instant().minus(KNOWN_FOR)))
                        .query(Long.class)
                        .single()
                > 0;
    }

    void failed(LoginAttempt attempt) {
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

    /** Ends every wait of this name, and those of the addresses that it was tried from. */
    int forgive(String account) {
        return database.sql("""
                        -- The name's own counts, and those of the addresses where it was refused.
                        delete from playbook_login_tries where account = :account or (account = '' and address in (
                            select address from playbook_login where account = :account
                            and outcome in ('FAILURE', 'LIMITED') and last_at > :since))
                        """)
                .param("account", account)
                .param("since", LoginRecord.utc(clock.instant().minus(KNOWN_FOR)))
                .update();
    }

    /** Ends every wait at this address. */
    int forgiveAddress(String address) {
        return database.sql("delete from playbook_login_tries where address = :address")
                .param("address", address)
                .update();
    }

    /** What is forgiven goes; of too many those with the fewest wrong tries, so that a flood hides nobody who guesses. */
    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
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

    /**
     * Wrong tries of one name, one address, or both.
     *
     * @param failedAt of the last one, milliseconds since 1970
     * @param cleanAt when the last one is forgiven
     */
    private record Tally(long failedAt, long cleanAt) {

        private static final Tally NONE = new Tally(0, 0);

        long failuresAt(long moment, long leak) {
            return Math.max(0, -Math.floorDiv(moment - cleanAt, leak));
        }
    }
}
