package playbook.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.evidence.Json;
import playbook.incident.HintedException;

/** The drill's people, in a conversation with an engine that answers by script. */
class DrillTasksTest {

    private static final String FOUND =
            "{\"suspects\": {\"type\": \"Json\", \"value\": \"[{\\\"xid\\\": \\\"771\\\"}, {\\\"xid\\\": \\\"5\\\"}]\"},"
                    + " \"step\": {\"type\": \"String\", \"value\": \"mergeRows\"},"
                    + " \"failure\": {\"type\": \"String\", \"value\": \"no space left\"}}";

    private final Deque<String> open = new ArrayDeque<>();
    private final List<String> submitted = new ArrayList<>();
    private boolean refuseTheChooser = true;
    private List<String> ways = List.of("row-recovery");
    private boolean triesAgain;
    private int asked;

    private @TempDir Path passwords = Path.of("");
    private HttpServer engine = engine();

    @BeforeEach
    void writePasswords() throws IOException {
        for (String user : List.of("dave", "maria", "olivia")) {
            Files.writeString(passwords.resolve(user), "secret of " + user + "\n");
        }
    }

    @AfterEach
    void stop() {
        engine.stop(0);
    }

    @Test
    void eachTaskIsAnsweredByThePersonWhoseDutyItIs() throws IOException {
        open.addAll(
                List.of("confirm-loss", "choose-strategy", "approve-recovery", "confirm-validation", "approve-resume"));
        DrillTasks tasks = tasks();

        while (!open.isEmpty()) {
            tasks.answer(page());
        }

        assertThat(submitted)
                .containsExactly(
                        "dave confirm-loss culpritXid=771 lossDecision=loss",
                        "dave choose-strategy strategy=row-recovery strategyReason=The rows can come back without"
                                + " losing what was written since.",
                        "dave approve-recovery approval=approve approvalTarget=noa REFUSED",
                        "maria approve-recovery approval=approve approvalTarget=noa",
                        "dave confirm-validation validationDecision=confirm",
                        "maria approve-resume resumeDecision=resume");
        assertThat(tasks.checks())
                .containsExactly(new DrillCheck(
                        "nobody approves what he chose himself",
                        true,
                        "dave, who chose the strategy, tried to approve it and was refused (status 403)"));
    }

    @Test
    void theFirstWayIsTakenBackAtTheValidationAndTheLastOneConfirmed() throws IOException {
        ways = List.of("point-in-time-recovery", "row-recovery");
        open.addAll(List.of("choose-strategy", "confirm-validation", "choose-strategy", "confirm-validation"));
        DrillTasks tasks = tasks();

        while (!open.isEmpty()) {
            tasks.answer(page());
        }

        assertThat(submitted)
                .containsExactly(
                        "dave choose-strategy strategy=point-in-time-recovery strategyReason=The drill rehearses going"
                                + " back in time: the loss of later writes is accepted.",
                        "dave confirm-validation validationDecision=undo validationNote=The drill rehearses taking it"
                                + " back.",
                        "dave choose-strategy strategy=row-recovery strategyReason=The rows can come back without"
                                + " losing what was written since.",
                        "dave confirm-validation validationDecision=confirm");
    }

    @Test
    void anEngineThatLetsTheChooserApproveFailsTheCheck() throws IOException {
        refuseTheChooser = false;
        open.add("approve-recovery");
        DrillTasks tasks = tasks();

        tasks.answer(page());

        assertThat(tasks.checks())
                .containsExactly(new DrillCheck(
                        "nobody approves what he chose himself",
                        false,
                        "dave chose the strategy and could approve it too"));
    }

    @Test
    void aTaskThatNeedsARealPersonEndsTheDrillWithWhatItShows() {
        open.add("handle-failed-step");

        assertThatThrownBy(() -> tasks().answer(page()))
                .isInstanceOf(HintedException.class)
                .hasMessage("the response needs a person: task 'handle-failed-step'\n  step: mergeRows\n"
                        + "  failure: no space left\nHINT: this drill has no answer for that; the incident's page and"
                        + " the job's log say more.");
    }

    @Test
    void aDrillWithKilledWorkersTriesAFailedStepAgain() throws IOException {
        triesAgain = true;
        open.add("handle-failed-step");

        tasks().answer(page());

        assertThat(submitted).containsExactly("dave handle-failed-step failureDecision=try-again");
    }

    @Test
    void aTaskThatIsLeftToOthersIsAskedForOnceAndNothingOpenNever() throws IOException {
        DrillTasks tasks = tasks();
        tasks.answer(page());
        assertThat(asked).isZero();

        open.add("inform-customers");
        tasks.answer(page());
        tasks.answer(page());
        assertThat(asked).isEqualTo(3);

        open.addFirst("approve-resume");
        tasks.answer(page());
        assertThat(submitted).containsExactly("maria approve-resume resumeDecision=resume");
    }

    @Test
    void aWrongPasswordIsToldWithItsReason() throws IOException {
        open.add("confirm-loss");
        Files.writeString(passwords.resolve("dave"), "guess");

        assertThatThrownBy(() -> tasks().answer(page()))
                .isInstanceOf(HintedException.class)
                .hasMessageContaining("dave cannot see the tasks of DL-1: 401");
    }

    @Test
    void aProductThatIsDownIsNoAnswer() {
        open.add("confirm-loss");
        engine.stop(0);

        assertThatThrownBy(() -> tasks().answer(page())).isInstanceOf(IOException.class);
    }

    /** The open tasks as the incident's document shows them. */
    private JsonNode page() {
        ArrayNode page = JsonNodeFactory.instance.arrayNode();
        open.forEach(name -> page.addObject().put("key", name));
        return page;
    }

    private DrillTasks tasks() {
        return new DrillTasks(
                new Product("http://127.0.0.1:" + engine.getAddress().getPort() + "/", passwords),
                "DL-1",
                "noa",
                ways,
                triesAgain);
    }

    private HttpServer engine() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/engine-rest/task", this::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String login = new String(Base64.getDecoder().decode(header.replace("Basic ", "")), StandardCharsets.UTF_8);
        String user = login.substring(0, login.indexOf(':'));
        String path = exchange.getRequestURI().getPath();
        if (!login.endsWith(":secret of " + user)) {
            reply(exchange, 401, "{}");
        } else if (path.endsWith("/task")) {
            asked++;
            String name = open.peek();
            reply(
                    exchange,
                    200,
                    name == null ? "[]" : "[{\"id\": \"" + name + "\", \"taskDefinitionKey\": \"" + name + "\"}]");
        } else if (path.endsWith("/form-variables")) {
            reply(exchange, 200, FOUND);
        } else if (path.endsWith("/claim")) {
            reply(exchange, 204, "");
        } else {
            submit(exchange, user, path.split("/", -1)[3]);
        }
    }

    private void submit(HttpExchange exchange, String user, String task) throws IOException {
        JsonNode body =
                Json.read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), JsonNode.class);
        List<String> values = new ArrayList<>();
        body.path("variables")
                .properties()
                .forEach(variable -> values.add(variable.getKey() + "="
                        + variable.getValue().path("value").asText()));
        values.sort(null);
        boolean refused = refuseTheChooser && task.equals("approve-recovery") && user.equals("dave");
        submitted.add(user + " " + task + " " + String.join(" ", values) + (refused ? " REFUSED" : ""));
        if (refused) {
            reply(exchange, 403, "{\"message\": \"somebody else approves\"}");
        } else {
            open.remove();
            reply(exchange, 204, "");
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
