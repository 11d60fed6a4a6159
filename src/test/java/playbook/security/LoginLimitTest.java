package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.camunda.bpm.engine.IdentityService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Who guesses passwords waits longer and longer, nobody for good, and nobody because of somebody elsewhere. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({"h2", "practice"})
class LoginLimitTest {

    private static final String ATTACKER = "127.0.0.66";
    private static final String OFFICE = "127.0.0.7";
    private static final String INCIDENTS = "/api/incidents";

    @TempDir
    static Path passwords;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.practice.passwords-directory", passwords::toString);
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:limits;DB_CLOSE_DELAY=-1");
        properties.add("playbook.security.login.free-tries", () -> "3");
        properties.add("playbook.security.login.free-tries-of-address", () -> "8");
        properties.add("playbook.security.login.free-tries-of-account", () -> "6");
        properties.add("playbook.security.login.first-delay", () -> "2s");
        properties.add("playbook.security.login.longest-delay", () -> "10m");
    }

    @LocalServerPort
    int port;

    @Autowired
    IdentityService identities;

    @Autowired
    JdbcClient database;

    @Autowired
    LoginRecord record;

    private RawLogin login;

    @BeforeEach
    void nobodyHasTried() {
        login = new RawLogin(port);
        database.sql("delete from playbook_login_tries").update();
        database.sql("delete from playbook_login").update();
        record.forget();
    }

    @Test
    void afterWrongPasswordsTheAnswerIs429WithRetryAfter() throws Exception {
        for (int i = 0; i < 4; i++) {
            assertThat(guess(ATTACKER, "olivia").status()).as("try " + i).isEqualTo(401);
        }

        RawLogin.Answer refused = guess(ATTACKER, "olivia");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 2));
        assertThat(refused.header("WWW-Authenticate")).isEmpty();
        assertThat(refused.text())
                .contains("{\"type\":\"TooManyTries\",\"message\":\"Too many wrong passwords for this name from your"
                        + " address. Try again in ");
    }

    @Test
    void eachDoorCountsIntoTheSameLimitAndARightPasswordWaitsToo() throws Exception {
        assertThat(guess(ATTACKER, "olivia").status()).isEqualTo(401);
        assertThat(login.basic(ATTACKER, "/engine-rest/task", "olivia", "wrong").status())
                .isEqualTo(401);
        assertThat(login.basic(ATTACKER, "/actuator/env", "olivia", "wrong").status())
                .isEqualTo(302);
        assertThat(login.form(ATTACKER, "olivia", "wrong").header("Location"))
                .hasValueSatisfying(page -> assertThat(page).endsWith("/login?error"));
        assertThat(login.form(ATTACKER, "olivia", "wrong").status()).isEqualTo(302);

        for (RawLogin.Answer refused : List.of(
                right(ATTACKER, "olivia"),
                login.basic(ATTACKER, "/engine-rest/task", "olivia", password("olivia")),
                login.form(ATTACKER, "olivia", password("olivia")))) {
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isPresent();
        }
    }

    @Test
    void theLoginPageSaysHowLongToWaitAndThatNothingIsLockedForGood() throws Exception {
        for (int i = 0; i < 4; i++) {
            login.form(ATTACKER, "olivia", "wrong");
        }

        assertThat(login.form(ATTACKER, "olivia", "wrong").text())
                .contains(
                        "<h1>Log in</h1>",
                        "Too many wrong passwords for this name from your address. Try again in ",
                        "Nothing is locked for good.");
    }

    @Test
    void aRightPasswordFromElsewhereIsHeardWhateverAnAttackerTried() throws Exception {
        for (int i = 0; i < 30; i++) {
            guess(ATTACKER, "olivia");
        }
        for (int attacker = 100; attacker < 130; attacker++) {
            guess("127.0.0." + attacker, "olivia");
        }

        assertThat(right(OFFICE, "olivia").status()).isEqualTo(200);
        assertThat(login.form(OFFICE, "olivia", password("olivia")).in()).isTrue();
        assertThat(right(OFFICE, "olivia").status()).isEqualTo(200);
    }

    @Test
    void aNameThatIsTriedFromManyPlacesLeavesEachPlaceOneFreeTry() throws Exception {
        for (int attacker = 100; attacker < 110; attacker++) {
            assertThat(guess("127.0.0." + attacker, "olivia").status()).isEqualTo(401);
        }

        assertThat(guess(ATTACKER, "olivia").status()).isEqualTo(401);
        RawLogin.Answer second = guess(ATTACKER, "olivia");
        assertThat(second.status()).isEqualTo(429);
        assertThat(second.text()).contains("This name is being tried from many places");
        assertThat(guess(ATTACKER, "dave").status()).isEqualTo(401);
    }

    @Test
    void anAddressThatTriesManyNamesWaitsUnlessItIsKnownForTheName() throws Exception {
        assertThat(right(ATTACKER, "dave").status()).isEqualTo(200);
        for (int i = 0; i < 9; i++) {
            assertThat(guess(ATTACKER, "name-" + i).status()).isEqualTo(401);
        }

        RawLogin.Answer refused = right(ATTACKER, "olivia");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text()).contains("Too many wrong tries from your address.");
        assertThat(right(ATTACKER, "dave").status()).isEqualTo(200);
    }

    @Test
    void unknownAndImpossibleNamesAreAnsweredAndCountedAsKnownOnes() throws Exception {
        for (String name : List.of("nobody", "x".repeat(3000), "", "a\u0000b", "ol\u202eivia")) {
            database.sql("delete from playbook_login_tries").update();
            for (int i = 0; i < 4; i++) {
                assertThat(login.form(ATTACKER, name, "wrong").status())
                        .as(name)
                        .isEqualTo(302);
            }
            assertThat(login.form(ATTACKER, name, "wrong").status()).as(name).isEqualTo(429);
        }
    }

    @Test
    void theWaitEndsByItselfAndTheNextOneIsLonger() throws Exception {
        for (int i = 0; i < 4; i++) {
            guess(ATTACKER, "olivia");
        }
        assertThat(guess(ATTACKER, "olivia").status()).isEqualTo(429);

        await().atMost(Duration.ofSeconds(10))
                .until(() -> guess(ATTACKER, "olivia").status() == 401);

        assertThat(guess(ATTACKER, "olivia").header("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(3, 4));
    }

    @Test
    void theEngineLocksNobodyEvenAfterAThousandWrongPasswords() {
        for (int i = 0; i < 1000; i++) {
            assertThat(identities.checkPassword("eva", "wrong")).isFalse();
        }

        assertThat(identities.checkPassword("eva", password("eva"))).isTrue();
    }

    @Test
    void anAccountThatAFormerVersionLockedIsOpen() {
        database.sql(
                        "update ACT_ID_USER set ATTEMPTS_ = 10, LOCK_EXP_TIME_ = timestamp '2999-01-01 00:00:00' where ID_ = 'lena'")
                .update();

        assertThat(identities.checkPassword("lena", password("lena"))).isTrue();
    }

    @Test
    void triesAtOnceCountOneByOne() throws Exception {
        Callable<Integer> guess = () -> guess(ATTACKER, "olivia").status();
        try (var pool = new Closing(Executors.newFixedThreadPool(20))) {
            List<Integer> answers = pool.all(guess, 40);
            assertThat(answers).filteredOn(status -> status == 401).hasSize(4);
            assertThat(answers).filteredOn(status -> status == 429).hasSize(36);
        }
    }

    @Test
    void anAddressInAHeaderIsNotBelieved() throws Exception {
        for (int i = 0; i < 4; i++) {
            login.basic(
                    ATTACKER,
                    INCIDENTS,
                    "olivia",
                    "wrong",
                    "X-Forwarded-For: 10.1.1." + i,
                    "Forwarded: for=10.1.2." + i);
        }

        assertThat(login.basic(ATTACKER, INCIDENTS, "olivia", "wrong", "X-Forwarded-For: 10.1.1.99")
                        .status())
                .isEqualTo(429);
    }

    @Test
    void passwordsCannotBeGuessedThroughTheEnginesOwnWaysEither() throws Exception {
        String verify = "{\"username\":\"olivia\",\"password\":\"wrong\"}";
        for (int i = 0; i < 10; i++) {
            login.json(ATTACKER, "POST", "/engine-rest/identity/verify", "dave", password("dave"), verify);
        }

        String truth = "{\"username\":\"olivia\",\"password\":\"" + password("olivia") + "\"}";
        assertThat(login.json(ATTACKER, "POST", "/engine-rest/identity/verify", "dave", password("dave"), truth)
                        .text())
                .doesNotContain("\"authenticated\":true");
    }

    @Test
    void anAdministratorEndsTheWaitWithTheEnginesOwnUnlock() throws Exception {
        for (int i = 0; i < 12; i++) {
            guess(OFFICE, "olivia");
        }
        for (int i = 0; i < 9; i++) {
            guess(OFFICE, "name-" + i);
        }
        assertThat(right(OFFICE, "olivia").status()).isEqualTo(429);

        assertThat(login.json(ATTACKER, "POST", "/engine-rest/user/olivia/unlock", "dave", password("dave"), "")
                        .status())
                .isEqualTo(403);
        assertThat(right(OFFICE, "olivia").status()).isEqualTo(429);
        assertThat(login.json(ATTACKER, "POST", "/engine-rest/user/olivia/unlock", "admin", password("admin"), "")
                        .status())
                .isEqualTo(204);

        assertThat(right(OFFICE, "olivia").status()).isEqualTo(200);
        assertThat(record.newest(1000))
                .anySatisfy(entry -> assertThat(entry.outcome() + " " + entry.account() + " by " + entry.byWhom())
                        .isEqualTo("UNLOCKED olivia by admin"));
    }

    @Test
    void theRecordTellsWhoCameInWhoDidNotAndWhoHadToWaitAndNeverAPassword() throws Exception {
        right(OFFICE, "olivia");
        right(OFFICE, "olivia");
        login.form(OFFICE, "olivia", password("olivia"));
        for (int i = 0; i < 6; i++) {
            login.basic(ATTACKER, "/engine-rest/task", "olivia", "a-guessed-secret");
        }
        record.flush();

        assertThat(record.newest(1000))
                .extracting(entry -> entry.account() + " " + entry.address() + " " + entry.way() + " " + entry.outcome()
                        + " " + entry.tries())
                .containsExactlyInAnyOrder(
                        "olivia 127.0.0.7 API SUCCESS 2",
                        "olivia 127.0.0.7 FORM SUCCESS 1",
                        "olivia 127.0.0.66 ENGINE FAILURE 4",
                        "olivia 127.0.0.66 ENGINE LIMITED 2");
        assertThat(database.sql("select * from playbook_login")
                        .query()
                        .listOfRows()
                        .toString())
                .doesNotContain("a-guessed-secret", password("olivia"));
        assertThat(login.basic(OFFICE, "/api/logins", "arthur", password("arthur"))
                        .text())
                .startsWith("HTTP/1.1 200")
                .contains("\"outcome\":\"LIMITED\"");
        assertThat(login.page(OFFICE, "/logins", "arthur", password("arthur")).text())
                .contains(
                        "<h1>Logins</h1>",
                        "<td>had to wait, password not checked</td>",
                        "<td>login page</td>",
                        "<td>the engine&#39;s interface</td>",
                        "<a href=\"/logins\">Logins</a>");
        assertThat(login.page(OFFICE, "/logins", "olivia", password("olivia")).status())
                .isEqualTo(403);
        assertThat(login.page(OFFICE, "/incidents", "olivia", password("olivia"))
                        .text())
                .doesNotContain("\"/logins\"");
        assertThat(login.basic(OFFICE, "/api/logins", "admin", password("admin"))
                        .status())
                .isEqualTo(200);
        assertThat(login.basic(OFFICE, "/api/logins", "olivia", password("olivia"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void aStrangerGetsNoSession() throws Exception {
        for (String page : List.of("/login", "/", "/incidents", "/camunda/app/tasklist/default/")) {
            RawLogin.Answer answer = login.get(ATTACKER, page, "Accept: text/html");
            assertThat(answer.text().lines().filter(line -> line.startsWith("Set-Cookie: PLAYBOOK=")))
                    .as(page)
                    .isEmpty();
        }
        assertThat(login.form(ATTACKER, "olivia", "wrong").text()).doesNotContain("Set-Cookie: PLAYBOOK=");
        assertThat(login.form(OFFICE, "olivia", password("olivia")).text()).contains("Set-Cookie: PLAYBOOK=");
    }

    @Test
    void aFloodOfNamesLeavesFewRows() throws Exception {
        for (int i = 0; i < 400; i++) {
            guess(ATTACKER, "flood-" + i);
        }
        record.flush();

        assertThat(count("playbook_login_tries")).isLessThan(30);
        assertThat(count("playbook_login")).isLessThan(100);
        assertThat(database.sql("select sum(tries) from playbook_login")
                        .query(Long.class)
                        .single())
                .isEqualTo(400);
    }

    private long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }

    private RawLogin.Answer guess(String from, String user) throws IOException {
        return login.basic(from, INCIDENTS, user, "wrong");
    }

    private RawLogin.Answer right(String from, String user) throws IOException {
        return login.basic(from, INCIDENTS, user, password(user));
    }

    private static String password(String user) {
        try {
            return Files.readString(passwords.resolve(user)).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A pool that ends with its block. */
    private record Closing(java.util.concurrent.ExecutorService pool) implements AutoCloseable {

        List<Integer> all(Callable<Integer> task, int times) throws Exception {
            var answers = new java.util.ArrayList<Integer>();
            for (var answer : pool.invokeAll(java.util.Collections.nCopies(times, task))) {
                answers.add(answer.get());
            }
            return answers;
        }

        @Override
        public void close() {
            pool.shutdownNow();
        }
    }
}
