package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import playbook.postgres.TestServer;

/** The verb and the limits on a real PostgreSQL, with the engine's own tables of users. */
class UnlockIT {

    private static TestServer server;
    private static SingleConnectionDataSource source;
    private static JdbcClient database;

    private final InstantSource clock = InstantSource.system();
    private final LoginLimits limits =
            new LoginLimits(5, 30, 50, Duration.ofSeconds(1), Duration.ofMinutes(15), 200, Duration.ofDays(400));
    private LoginTries tries;
    private LoginRecord record;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        source = new SingleConnectionDataSource(
                "jdbc:postgresql://127.0.0.1:" + server.port() + "/" + TestServer.DATABASE,
                "recovery",
                server.password(),
                true);
        Flyway.configure().dataSource(source).load().migrate();
        new ResourceDatabasePopulator(
                        new ClassPathResource("org/camunda/bpm/engine/db/create/activiti.postgres.create.identity.sql"))
                .execute(source);
        database = JdbcClient.create(source);
        database.sql("insert into act_id_user (id_, rev_) values ('olivia', 1), ('admin', 1)")
                .update();
    }

    @AfterAll
    static void stop() {
        source.destroy();
        server.close();
    }

    @BeforeEach
    void nobodyHasTried() {
        database.sql("truncate playbook_login, playbook_login_tries").update();
        tries = new LoginTries(database, limits, clock);
        record = new LoginRecord(database, limits.keepRecord(), clock);
    }

    @Test
    void theVerbEndsTheWaitAndTheRecordTellsIt() {
        LoginAttempt admin = failing("admin", "203.0.113.7");
        assertThat(tries.refusal(admin)).isPresent();

        assertThat(unlock("admin")).isEqualTo("0: admin does not have to wait any more.\n");
        assertThat(tries.refusal(admin)).isEmpty();
        assertThat(record.newest(10))
                .anySatisfy(entry -> assertThat(entry.outcome() + " " + entry.account() + " by " + entry.byWhom())
                        .isEqualTo("UNLOCKED admin by ./playbook unlock, user " + System.getProperty("user.name")));
        assertThat(unlock("admin")).isEqualTo("0: admin did not have to wait.\n");
    }

    @Test
    void anAddressIsUnlockedToo() {
        for (int i = 0; i < 40; i++) {
            failing("name-" + i, "203.0.113.8");
        }
        LoginAttempt olivia = new LoginAttempt("olivia", "203.0.113.8", LoginAttempt.Way.FORM);
        assertThat(tries.refusal(olivia)).isPresent();

        assertThat(unlock("203.0.113.8")).isEqualTo("0: The address 203.0.113.8 does not have to wait any more.\n");
        assertThat(tries.refusal(olivia)).isEmpty();
    }

    @Test
    void aNameThatIsNobodysIsTold() {
        assertThat(unlock("olivai")).isEqualTo("""
                1: ERROR: there is no user 'olivai', and it is no address
                HINT: users are: admin, olivia.
                """);
    }

    @Test
    void aDatabaseThatIsNotThePlaybooksIsTold() {
        String answer =
                run("admin", "--spring.datasource.url=" + source.getUrl().replace(TestServer.DATABASE, "postgres"));

        assertThat(answer)
                .startsWith("1: ERROR: the playbook's own database could not be asked: ")
                .contains("HINT: name the application's configuration with --config");
    }

    @Test
    void tidyingForgetsTheLeastAndKeepsWhoCameIn() {
        LoginAttempt guessing = failing("olivia", "203.0.113.9");
        record.note(guessing, LoginEntry.Outcome.SUCCESS);
        for (int i = 0; i < 300; i++) {
            tries.failed(new LoginAttempt("x" + UUID.randomUUID(), "198.51.100." + i % 250, LoginAttempt.Way.API));
        }
        tries.tidy();
        record.tidy();

        assertThat(database.sql("select count(*) from playbook_login_tries")
                        .query(Long.class)
                        .single())
                .isLessThanOrEqualTo(200);
        assertThat(tries.refusal(guessing)).isPresent();
        assertThat(record.newest(10)).hasSize(1);
        assertThat(record.newest(10).get(0).lastAt()).isBefore(Instant.now().plusSeconds(1));
    }

    private LoginAttempt failing(String account, String address) {
        LoginAttempt attempt = new LoginAttempt(account, address, LoginAttempt.Way.API);
        for (int i = 0; i < 12; i++) {
            tries.failed(attempt);
        }
        return attempt;
    }

    private static String unlock(String who) {
        return run(who, "--spring.datasource.url=" + source.getUrl());
    }

    private static String run(String who, String url) {
        var out = new ByteArrayOutputStream();
        int code = Unlock.run(
                new String[] {
                    who,
                    url,
                    "--spring.datasource.username=recovery",
                    "--spring.datasource.password=" + server.password()
                },
                new PrintStream(out, true, StandardCharsets.UTF_8));
        return code + ": " + out.toString(StandardCharsets.UTF_8);
    }
}
