package playbook.security;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import playbook.incident.HintedException;

/**
 * How long a person must wait after wrong passwords: not at all for the free tries, then {@code firstDelay}, twice as
 * long after each further wrong try, but at most {@code longestDelay}. After each {@code longestDelay} one wrong try is
 * forgiven.
 *
 * @param freeTries for one name from one address
 * @param freeTriesOfAddress for all names together from one address
 * @param freeTriesOfAccount for one name from all addresses together; after that each address has one free try for the
 *     name
 * @param mostKept maximum number of counted names and addresses; beyond it those with the fewest wrong tries are
 *     deleted
 * @param keepRecord how long the record of logins is kept
 */
record LoginLimits(
        @DefaultValue("5") int freeTries,
        @DefaultValue("30") int freeTriesOfAddress,
        @DefaultValue("50") int freeTriesOfAccount,
        @DefaultValue("1s") Duration firstDelay,
        @DefaultValue("15m") Duration longestDelay,
        @DefaultValue("10000") int mostKept,
        @DefaultValue("400d") Duration keepRecord) {

    private static final String PREFIX = "playbook.security.login.";
    private static final int DOUBLED_AT_MOST = 30;

    /** @throws HintedException when the limits could lock a person out for good, or allow guessing without waiting */
    void check() {
        between("free-tries", freeTries, 1, 100);
        between("free-tries-of-address", freeTriesOfAddress, freeTries, 10_000);
        between("free-tries-of-account", freeTriesOfAccount, freeTries, 10_000);
        between("most-kept", mostKept, 100, 1_000_000);
        between("first-delay", firstDelay, Duration.ofMillis(100), longestDelay);
        between("longest-delay", longestDelay, firstDelay, Duration.ofHours(1));
        between("keep-record", keepRecord, Duration.ofDays(1), Duration.ofDays(3653));
    }

    private static <T extends Comparable<T>> void between(String name, T value, T least, T most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new HintedException(
                    PREFIX + name + " is " + text(value),
                    "write something from " + text(least) + " to " + text(most) + " there, or leave it out.");
        }
    }

    private static String text(Object value) {
        return value instanceof Duration duration ? spoken(duration) : value.toString();
    }

    private static String spoken(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    /** The wait after this number of wrong tries. */
    Duration delay(long failures, int free) {
        long waiting = failures - free;
        if (waiting <= 0) {
            return Duration.ZERO;
        }
        Duration grown = firstDelay.multipliedBy(1L << Math.min(waiting - 1, DOUBLED_AT_MOST));
        return grown.compareTo(longestDelay) < 0 ? grown : longestDelay;
    }

    /**
     * The number of wrong tries beyond which further ones are not counted, so that all are forgiven after a known time.
     */
    long mostCounted(long free) {
        long toTheLongest = 64L - Long.numberOfLeadingZeros(longestDelay.toMillis() / firstDelay.toMillis());
        return free + toTheLongest + 1;
    }
}
