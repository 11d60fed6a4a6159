package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;

/**
 * Exchanges the former version's jar for this one's in the middle of a drill, while the approver's task is open: the former
 * application is killed, and this one starts in the same home with the former command line.
 */
final class ProgramExchange {

    /** An operation that there is not: the launcher kills and restarts the application as soon as this test lays its folder. */
    static final String KILLED_DURING = "exchange";

    private static final String OPEN = "approve-recovery";
    private static final Duration PATIENCE = LauncherRun.PATIENCE;

    private final LauncherRun run;
    private final Process drill;
    private final HttpClient client = HttpClient.newHttpClient();

    ProgramExchange(LauncherRun run, Process drill) {
        this.run = run;
        this.drill = drill;
    }

    /** The drill's people answer at once, so they are stopped before the task opens, and go on after the exchange. */
    void whileTheApprovalIsOpen() throws Exception {
        run.awaitJobFile(drill, "planRecovery", "pid", PATIENCE);
        ProcessHandle people = run.process("playbook.practice.Drill");
        send("STOP", people);
        try {
            String key = awaitApproval();
            exchange();
            assertThat(openTask(key))
                    .as("the task that the former version opened")
                    .isEqualTo(OPEN);
            assertThat(models()).as("models of the incident, and the newest").containsExactly("1", "2");
        } finally {
            send("CONT", people);
        }
    }

    private String awaitApproval() {
        String key = ask("/api/incidents").path(0).path("key").asText();
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(drill.isAlive()).as(run.said()).isTrue())
                .until(() -> openTask(key), OPEN::equals);
        return key;
    }

    private void exchange() throws IOException {
        Path jar = run.drill().resolve("playbook.jar");
        Path next = Files.copy(UnpackedJar.PACKAGED, jar.resolveSibling("next.jar"));
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(Files.mismatch(next, jar))
                .as("the former jar and this one's")
                .isNotNegative();
        Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);

        Files.createFile(Files.createDirectory(run.jobs().resolve("no-" + KILLED_DURING + "-1"))
                .resolve("pid"));
        Path restarted = run.drill().resolve("kills");
        await().atMost(PATIENCE)
                .failFast(() -> assertThat(drill.isAlive()).as(run.said()).isTrue())
                .until(() -> Files.exists(restarted));
    }

    private String openTask(String key) {
        return ask("/api/incidents/" + key)
                .path("openTasks")
                .path(0)
                .path("key")
                .asText();
    }

    /** Versions in the engine: with which the incident goes on, and with which the next one begins. */
    private String[] models() {
        String response = "data-loss-response";
        String own = ask("/engine-rest/process-instance?processDefinitionKey=" + response)
                .path(0)
                .path("definitionId")
                .asText();
        return new String[] {
            own.split(":", 3)[1],
            ask("/engine-rest/process-definition/key/" + response)
                    .path("version")
                    .asText()
        };
    }

    private JsonNode ask(String path) {
        try {
            String login = "olivia:"
                    + LauncherRun.read(run.drill().resolve("passwords/olivia")).strip();
            String port = LauncherRun.read(run.drill().resolve("app.port")).strip();
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .timeout(Duration.ofSeconds(30))
                            .header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(path + " was not answered: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted at " + path, e);
        }
    }

    private static void send(String signal, ProcessHandle process) throws Exception {
        int code = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).as("kill -" + signal).isZero();
    }
}
