package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import playbook.practice.FreePort;

/** A newcomer's way: the packaged playbook, a loss, and then only the browser until the incident has ended. */
@ExtendWith(BrowserIT.LogOnFailure.class)
class BrowserIT {

    static final Path PROJECT = Path.of("").toAbsolutePath();
    private static final Path JAR = PROJECT.resolve("target/playbook.jar");
    private static final Path PICTURES = PROJECT.resolve("target/screenshots");

    private static final Map<String, Browser> BROWSERS = new LinkedHashMap<>();
    private static Path home = PROJECT;
    private static Path installed = JAR;
    private static String address = "";

    @BeforeAll
    static void aPracticeRangeWithALoss() throws Exception {
        assertThat(JAR)
                .as("the packaged playbook; HINT: mvn -DskipTests package")
                .exists();
        Files.createDirectories(PICTURES);
        home = Files.createTempDirectory("playbook-browser-");
        // Servers run as user postgres, which must get through.
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        installed = Files.copy(JAR, home.resolve("installed.jar"));
        int port = FreePort.find();
        address = "http://127.0.0.1:" + port;
        playbook("up", "--port", Integer.toString(port), "--size", "30MB", "--yes");
        assertThat(playbook("status"))
                .contains("up: playbook         runs at " + address, "up: practice range   PostgreSQL  runs on port ");
        assertThat(playbook("check", "noa")).contains("Nothing necessary is missing.");
        assertThat(playbook("unlock", "olivia")).contains("olivia did not have to wait.");
        playbook("break", "accidental-delete");
        addToBothGroups("felix", "dba", "managers");
    }

    @AfterAll
    static void nothingStays() throws Exception {
        BROWSERS.values().forEach(Browser::close);
        BROWSERS.clear();
        try {
            playbook("stop", "--wipe");
        } finally {
            remove(home);
        }
    }

    @Test
    void aLossIsReportedRecoveredAndReadWithNothingButTheBrowser() {
        String key = report();
        confirm();
        choose();
        approve(key);
        validateAndResume();
        read(key);
    }

    static String report() {
        Browser olivia = person("olivia");
        olivia.open("/");
        assertThat(olivia.text()).contains("No incident is running", "Operate", "Watch", "Audit");
        olivia.picture("01-start");
        olivia.click("Operate");
        Tasklist operator = new Tasklist(olivia);
        operator.startsProcess("Data-loss response");
        operator.choose("Database that lost data", "noa_db (practice range)");
        operator.tick("Records are missing");
        operator.write("In your words", "Customers cannot log in since a few minutes; their rows are gone.");
        operator.tick("Yes: stop the applications of this database now");
        operator.pictureOfForm("02-report-loss");
        operator.start();

        olivia.open("/");
        olivia.sees("One incident is running");
        assertThat(olivia.text()).contains("DL-");
        olivia.picture("03-start-while-it-runs");
        String key = olivia.textOf(".incidents .key");
        leave(olivia);
        return key;
    }

    static void confirm() {
        Browser dave = person("dave");
        Tasklist dba = new Tasklist(dave);
        dba.opens("Confirm the loss");
        dba.answer("It is a loss: go on to recovery");
        dba.chooseFirst("The transaction that did it");
        dba.pictureOfForm("04-confirm-loss");
        dba.complete();

        leave(dave);
    }

    static void choose() {
        Browser felix = person("felix");
        Tasklist both = new Tasklist(felix);
        both.opens("Choose the strategy");
        both.choose("The way back that is taken", "Row recovery");
        both.pictureOfForm("05-choose-strategy");
        both.complete();

        String refusal = both.isRefused("Approve the plan");
        felix.picture("06-four-eyes-refusal");
        assertThat(refusal).contains("felix chose the strategy and can't approve it too");
        assertThat(felix.find(".page-notifications .alert").getRect().getY())
                .as("a message at the foot of the window covers 'Complete'")
                .isLessThan(300);
        leave(felix);
    }

    static void approve(String key) {
        Browser maria = person("maria");
        maria.open("/camunda/app/cockpit/default/#/processes");
        maria.click("Data-loss response");
        maria.picture("07-cockpit-definition");
        maria.click(By.xpath("//tr[contains(., '" + key + "')]//a"));
        assertThat(maria.textOf(".djs-overlay .badge")).isEqualTo("1");
        maria.picture("08-cockpit-token");

        Tasklist manager = new Tasklist(maria);
        manager.opens("Approve the plan");
        manager.answer("Approve");
        manager.write("To approve, type the name of the target", "noa");
        manager.pictureOfForm("09-approve-recovery");
        manager.complete();

        leave(maria);
    }

    static void validateAndResume() {
        Browser dave = person("dave");
        Tasklist dba = new Tasklist(dave);
        dba.opens("Confirm the validation");
        dba.answer("Confirm: the recovery is right");
        dba.pictureOfForm("10-confirm-validation");
        dba.complete();

        leave(dave);

        Browser maria = person("maria");
        Tasklist manager = new Tasklist(maria);
        manager.opens("Approve to resume");
        manager.answer("Resume the service");
        manager.pictureOfForm("11-approve-resume");
        manager.complete();
        leave(maria);
    }

    static void read(String key) {
        Browser arthur = person("arthur");
        arthur.open("/incidents/" + key);
        arthur.sees("Resolved", Tasklist.WORK);
        arthur.pictureOfAll("12-incident");
        assertThat(arthur.text())
                .contains("felix chose the strategy and can't approve it too", "maria approved the plan")
                .contains("To approve, type the name of the target: noa")
                .containsPattern("Came back\\s+(\\S+) of \\1 rows")
                .containsPattern("Lost\\s+\\d\u202f\\d{3} rows: users \\d+, accounts \\d+")
                .doesNotContain("null", "undefined");
        arthur.open("/incidents");
        arthur.sees(key);
        arthur.pictureOfAll("13-incidents");
        arthur.size(new Dimension(500, 900));
        arthur.pictureOfAll("14-incidents-narrow");
        leave(arthur);
    }

    // ---------------------------------------------------------------------------------------- people

    private static Browser person(String name) {
        Browser browser =
                BROWSERS.computeIfAbsent(name, who -> new Browser(address, home.resolve("chromium-" + who), PICTURES));
        browser.logIn(name, password(name));
        return browser;
    }

    private static void leave(Browser browser) {
        browser.close();
        BROWSERS.values().remove(browser);
    }

    private static String password(String user) {
        try {
            return Files.readString(home.resolve("up/passwords").resolve(user)).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Two groups in one person, as small companies have; the four eyes must hold for him too. */
    private static void addToBothGroups(String name, String... groups) throws Exception {
        String password = "only-on-this-range-" + Long.toHexString(System.nanoTime());
        Path file = home.resolve("up/passwords").resolve(name);
        Files.writeString(file, password);
        administrator(
                "POST",
                "/user/create",
                "{\"profile\":{\"id\":\"%s\",\"firstName\":\"Felix\",\"lastName\":\"Both\"},\"credentials\":{\"password\":\"%s\"}}"
                        .formatted(name, password));
        for (String group : groups) {
            administrator("PUT", "/group/" + group + "/members/" + name, "{}");
        }
    }

    private static void administrator(String method, String path, String body) throws Exception {
        String login = "admin:" + password("admin");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address + "/engine-rest" + path))
                                .timeout(Duration.ofSeconds(20))
                                .header(
                                        "Authorization",
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    // ---------------------------------------------------------------------------------------- the launcher

    /** The verb of the jar, which lies alone as where it is installed. Its result is what it said. */
    private static String playbook(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", installed.toString()));
        command.addAll(List.of(words));
        Path output = home.resolve(words[0] + ".output");
        ProcessBuilder launcher = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        launcher.environment().put("PLAYBOOK_HOME", home.toString());
        Process running = launcher.start();
        boolean ended = running.waitFor(180, TimeUnit.SECONDS);
        if (!ended) {
            running.destroy();
        }
        assertThat(ended && running.exitValue() == 0)
                .as(() -> String.join(" ", command) + ":\n" + tail(output))
                .isTrue();
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static String tail(Path file) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
        } catch (IOException e) {
            return "no " + file.getFileName() + ": " + e.getMessage();
        }
    }

    /** What was on the screens, and what the application said. */
    static final class LogOnFailure implements TestWatcher {

        @Override
        public void testFailed(ExtensionContext context, Throwable cause) {
            BROWSERS.forEach((name, browser) -> {
                browser.picture("failed-" + name);
                System.err.println("--- screen of " + name + ", " + browser.where() + "\n" + browser.text());
            });
            System.err.println("--- end of the application's log\n" + tail(home.resolve("up/app.log")));
        }
    }
}
