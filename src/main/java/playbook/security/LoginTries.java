package playbook.security;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import playbook.security.LoginLimited.Reason;

/**
 * Decides who must wait after wrong passwords. Wrong passwords are counted by name and address in the database that all
 * replicas share, so limits and unlocking apply to every replica. Only a wrong password writes to the database; a
 * refusal needs one read.
 */
@Component
class LoginTries {

    private static final Duration KNOWN_FOR = Duration.ofDays(30);

    private final JdbcClient database;
    private final Tallies tallies;
    private final LoginLimits limits;
    private final InstantSource clock;

    @Autowired
    LoginTries(JdbcClient database, SecurityProperties properties) {
        this(database, properties.login(), InstantSource.system());
    }

    LoginTries(JdbcClient database, LoginLimits limits, InstantSource clock) {
        this.database = database;
        this.tallies = new Tallies(database, limits, clock);
        this.limits = limits;
        this.clock = clock;
    }

    /** Why this attempt must wait, and how long; empty when its password may be checked. */
    Optional<LoginLimited> refusal(LoginAttempt attempt) {
        Tallies.Counts counts = tallies.of(attempt);
        Optional<LoginLimited> own = wait(Reason.NAME_FROM_ADDRESS, counts.pair(), limits.freeTries());
        if (own.isPresent()) {
            return own;
        }
        Optional<LoginLimited> others = wait(Reason.ADDRESS, counts.address(), limits.freeTriesOfAddress());
        if (others.isEmpty() && counts.account().failuresAt(clock.millis(), leak()) > limits.freeTriesOfAccount()) {
            others = wait(Reason.NAME, counts.pair(), 0);
        }
        // Other people's wrong tries from this address, or for this name, do not delay a person who logged in from
        // there before.
        return others.isPresent() && isKnown(attempt) ? Optional.empty() : others;
    }

    private Optional<LoginLimited> wait(Reason reason, Tally tally, int free) {
        Duration delay = limits.delay(tally.failuresAt(tally.failedAt(), leak()), free);
        long left = tally.failedAt() + delay.toMillis() - clock.millis();
        return left > 0 ? Optional.of(new LoginLimited(reason, Duration.ofMillis(left))) : Optional.empty();
    }

    private boolean isKnown(LoginAttempt attempt) {
        return database.sql("""
                        -- Recent successful logins of this name from this address.
                        select count(*) from playbook_login where account = :account and address = :address
                        and outcome = 'SUCCESS' and last_at > :since
                        """)
                        .param("account", attempt.account())
                        .param("address", attempt.address())
                        .param("since", LoginRows.utc(knownSince()))
                        .query(Long.class)
                        .single()
                > 0;
    }

    void failed(LoginAttempt attempt) {
        tallies.add(attempt);
    }

    /** Ends every wait of this name and of the addresses from which it was tried; returns 0 when there was none. */
    int forgive(String account) {
        return tallies.delete(account, knownSince());
    }

    /** Ends every wait of this address; returns 0 when there was none. */
    int forgiveAddress(String address) {
        return tallies.deleteAddress(address);
    }

    @Scheduled(fixedDelayString = "PT1M", initialDelayString = "PT1M")
    void tidy() {
        tallies.tidy();
    }

    private Instant knownSince() {
        return clock.instant().minus(KNOWN_FOR);
    }

    private long leak() {
        return limits.longestDelay().toMillis();
    }
}
