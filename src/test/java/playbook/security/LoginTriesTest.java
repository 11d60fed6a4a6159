package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import playbook.incident.HintedException;

/** How waits grow and end, by a clock of the test's own. */
class LoginTriesTest {

    private static final LoginAttempt OLIVIA = attempt("olivia", "203.0.113.7");

    private JdbcClient database;
    private LoginTries tries;
    private LoginTries otherNode;
    private LoginRecord record;
    private Instant now = Instant.parse("2026-11-29T02:00:00Z");

    @BeforeEach
    void emptyDatabase() {
        var source = new DriverManagerDataSource("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        Flyway.configure().dataSource(source).load().migrate();
        database = JdbcClient.create(source);
        InstantSource clock = () -> now;
        tries = new LoginTries(database, limits(), clock);
        otherNode = new LoginTries(database, limits(), clock);
        record = new LoginRecord(database, Duration.ofDays(400), clock);
    }

    @Test
    void theWaitDoublesUpToTheLongestAndNeverGrowsBeyond() {
        for (int i = 0; i < 5; i++) {
            tries.failed(OLIVIA);
            assertThat(tries.refusal(OLIVIA)).as("try %d", i).isEmpty();
        }

        // Meanwhile a quarter of an hour has passed, and one was forgiven: 512 comes twice.
        long[] seconds = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 900, 900, 900};
        for (long expected : seconds) {
            tries.failed(OLIVIA);
            assertThat(tries.refusal(OLIVIA).map(LoginLimited::seconds)).hasValue(expected);
            now = now.plusSeconds(expected);
            assertThat(tries.refusal(OLIVIA)).as("after %d s", expected).isEmpty();
        }
    }

    @Test
    void thousandsOfWrongTriesAreForgivenWithinHours() {
        for (int i = 0; i < 5000; i++) {
            if (i % 50 == 0) {
                now = now.plusSeconds(900);
            }
            tries.failed(OLIVIA);
        }

        now = now.plus(Duration.ofHours(5));
        tries.failed(OLIVIA);
        assertThat(tries.refusal(OLIVIA)).isEmpty();
    }

    @Test
    void refusedTriesDoNotProlongTheWait() {
        fail(OLIVIA, 8);
        Optional<LoginLimited> first = tries.refusal(OLIVIA);
        for (int i = 0; i < 1000; i++) {
            tries.refusal(OLIVIA);
        }

        now = now.plusSeconds(first.orElseThrow().seconds());
        assertThat(tries.refusal(OLIVIA)).isEmpty();
    }

    @Test
    void whatOneNodeCountsTheOtherKnowsAndAnUnlockHoldsOnBoth() {
        fail(OLIVIA, 10);
        assertThat(otherNode.refusal(OLIVIA)).isPresent();

        assertThat(otherNode.forgive("olivia")).isPositive();
        assertThat(tries.refusal(OLIVIA)).isEmpty();
    }

    @Test
    void anUnlockOfANameLeavesOthersWaiting() {
        LoginAttempt elsewhere = attempt("dave", "203.0.113.9");
        fail(OLIVIA, 10);
        fail(elsewhere, 10);

        tries.forgive("olivia");
        assertThat(tries.refusal(elsewhere)).isPresent();
    }

    @Test
    void ofTooManyRowsThoseOfWhoGuessedLeastAreForgotten() {
        fail(OLIVIA, 15);
        for (int i = 0; i < 500; i++) {
            tries.failed(attempt("name-" + i, "198.51.100." + i % 250));
        }
        tries.tidy();

        assertThat(database.sql("select count(*) from playbook_login_tries")
                        .query(Long.class)
                        .single())
                .isLessThanOrEqualTo(200);
        assertThat(tries.refusal(OLIVIA)).isPresent();
    }

    @Test
    void aFloodOfAddressesIsFewRowsInTheRecordAndEveryTryIsCounted() {
        for (int i = 0; i < 5000; i++) {
            record.note(attempt("olivia", "198.51." + i / 250 + "." + i % 250), LoginEntry.Outcome.FAILURE);
        }
        record.flush();

        assertThat(record.newest(1000)).hasSize(61);
        assertThat(record.newest(1000).stream().mapToLong(LoginEntry::tries).sum())
                .isEqualTo(5000);
    }

    @Test
    void theRecordIsKeptForItsTime() {
        record.note(OLIVIA, LoginEntry.Outcome.SUCCESS);
        now = now.plus(Duration.ofDays(399));
        record.tidy();
        assertThat(record.newest(10)).hasSize(1);

        now = now.plus(Duration.ofDays(2));
        record.tidy();
        assertThat(record.newest(10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7 | 203.0.113.7",
                "203.0.113.7:51234 | 203.0.113.7",
                "2001:db8:1:2:aaaa:bbbb:cccc:dddd | 2001:db8:1:2:0:0:0:0/64",
                "[2001:db8:1:2::5]:443 | 2001:db8:1:2:0:0:0:0/64",
                "fe80::1%eth0 | fe80:0:0:0:0:0:0:0/64",
                "::ffff:203.0.113.7 | 203.0.113.7",
                "::1 | ::1",
                "999.1.1.1 | unknown",
                "some.host.example | unknown",
                "unix: | unknown"
            })
    void anAddressIsANumberAndOfIpv6TheNetwork(String remote, String address) {
        assertThat(LoginAttempt.address(remote)).isEqualTo(address);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "free-tries | 0 | playbook.security.login.free-tries is 0 | something from 1 to 100",
                "first-delay | 0s | playbook.security.login.first-delay is 0s | something from 100ms to 900s",
                "first-delay | 20m | playbook.security.login.first-delay is 1200s | something from 100ms to 900s",
                "longest-delay | 10d | playbook.security.login.longest-delay is 864000s | something from 1s to 3600s",
                "free-tries-of-address | 2 | playbook.security.login.free-tries-of-address is 2 | something from 5 to 10000",
                "most-kept | 5 | playbook.security.login.most-kept is 5 | something from 100 to 1000000"
            })
    void aLimitThatWouldKeepSomebodyOutForGoodOrNobodyStopsTheStart(
            String property, String value, String found, String hint) {
        LoginLimits limits = new Binder(
                        new MapConfigurationPropertySource(java.util.Map.of("login." + property, value)))
                .bindOrCreate("login", LoginLimits.class);

        assertThatThrownBy(limits::check)
                .isInstanceOf(HintedException.class)
                .hasMessage(found + "\nHINT: write " + hint + " there, or leave it out.");
    }

    @Test
    void theDefaultsAreAllowed() {
        new Binder(new MapConfigurationPropertySource())
                .bindOrCreate("login", LoginLimits.class)
                .check();
    }

    private void fail(LoginAttempt attempt, int times) {
        for (int i = 0; i < times; i++) {
            tries.failed(attempt);
        }
    }

    private static LoginAttempt attempt(String account, String address) {
        return new LoginAttempt(account, address, LoginAttempt.Way.API);
    }

    private static LoginLimits limits() {
        return new LoginLimits(5, 30, 50, Duration.ofSeconds(1), Duration.ofMinutes(15), 200, Duration.ofDays(400));
    }
}
