package playbook.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

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
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.EvidenceReading.Entry;
import playbook.evidence.EvidenceReading.Kind;
import playbook.evidence.Json;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.process.incident.IncidentNumbers;

/** Who may do what with a task, over HTTP; a refusal says it plainly and stays on record. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles({"h2", "practice"})
class TaskRightsTest {

    @TempDir
    static Path passwords;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.practice.passwords-directory", passwords::toString);
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:rights;DB_CLOSE_DELAY=-1");
    }

    @LocalServerPort
    int port;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    EvidenceReading evidence;

    @Autowired
    Evidence written;

    @Autowired
    IncidentNumbers numbers;

    private final HttpClient http = HttpClient.newHttpClient();
    private String key = "";
    private String task = "";
    private String deployment = "";

    @BeforeEach
    void report() {
        key = "DL-2026-" + System.nanoTime();
        deployment = repository
                .createDeployment()
                .addModelInstance(
                        "small.bpmn",
                        Bpmn.createExecutableProcess("small")
                                .camundaHistoryTimeToLive(1)
                                .startEvent()
                                .userTask("confirm-loss")
                                .name("Confirm the loss")
                                .camundaCandidateGroups("dba")
                                .endEvent()
                                .done())
                .deploy()
                .getId();
        written.found(numbers.named(key), "findCulprit", Json.read("{}", CulpritSearch.class));
        runtime.startProcessInstanceByKey("small", key);
        task = tasks.createTaskQuery()
                .processInstanceBusinessKey(key)
                .singleResult()
                .getId();
    }

    @AfterEach
    void remove() {
        repository.deleteDeployment(deployment, true);
    }

    @Test
    void whoMayNotAnswerIsToldWhoMayAndItStaysOnRecord() throws Exception {
        HttpResponse<String> refused = post("maria", "complete", "{}");

        String said = "maria may not answer or take 'Confirm the loss', which is for dba"
                + "\nHINT: ask one of them; an administrator changes groups.";
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(message(refused)).isEqualTo(said);
        assertThat(refusals()).extracting(Entry::who).containsExactly("maria");
        assertThat(refusals()).extracting(entry -> text(entry.content())).containsExactly(said);
    }

    @Test
    void aGroupTakesATaskAndGivesItBack() throws Exception {
        assertThat(post("dave", "claim", "{\"userId\":\"dave\"}").statusCode()).isEqualTo(204);
        assertThat(assignee()).isEqualTo("dave");

        assertThat(post("dave", "unclaim", "{}").statusCode()).isEqualTo(204);
        assertThat(assignee()).isNull();
        assertThat(refusals()).isEmpty();
    }

    @Test
    void aTaskIsGivenToNobodyWhoMayNotAnswerIt() throws Exception {
        HttpResponse<String> refused = post("dave", "assignee", "{\"userId\":\"maria\"}");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(message(refused))
                .isEqualTo("maria may not answer 'Confirm the loss', which is for dba"
                        + "\nHINT: give the task to one of them.");
        assertThat(assignee()).isNull();
        assertThat(refusals()).extracting(Entry::who).containsExactly("dave");
    }

    @Test
    void anotherGroupCannotTakeItAway() throws Exception {
        tasks.setAssignee(task, "dave");

        assertThat(post("maria", "unclaim", "{}").statusCode()).isEqualTo(403);
        assertThat(assignee()).isEqualTo("dave");
        assertThat(refusals())
                .extracting(entry -> text(entry.content()))
                .singleElement()
                .asString()
                .startsWith("maria may not give away 'Confirm the loss'");
    }

    @Test
    void aGroupCannotLetAnotherGroupAnswer() throws Exception {
        HttpResponse<String> refused =
                post("dave", "identity-links", "{\"groupId\":\"managers\",\"type\":\"candidate\"}");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(message(refused))
                .isEqualTo("dave may not use POST /task/{id}/identity-links: name, groups, due time and variables of a"
                        + " task are its model's\nHINT: take the task with claim, or give it with assignee to somebody"
                        + " who may answer it.");
        assertThat(refusals()).extracting(Entry::who, Entry::step).containsExactly(tuple("dave", "confirm-loss"));
        assertThat(tasks.getIdentityLinksForTask(task)).hasSize(1);
    }

    @Test
    void aTasksGroupIsItsModelsWhateverLinksItHas() throws Exception {
        tasks.addCandidateGroup(task, "managers");

        HttpResponse<String> refused = post("maria", "complete", "{}");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(message(refused)).startsWith("maria may not answer 'Confirm the loss', which is for dba");
    }

    @Test
    void anAnswerThatIsNoneIsRefusedInOurWordsAlone() throws Exception {
        HttpResponse<String> refused =
                post("dave", "complete", "{\"variables\":{\"lossDecision\":{\"value\":\"perhaps\"}}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(message(refused)).isEqualTo("'lossDecision' is 'perhaps'\nHINT: choose one of loss, false-alarm.");
        assertThat(refusals()).extracting(Entry::who).containsExactly("dave");
    }

    private List<Entry> refusals() {
        return evidence.of(key).stream()
                .filter(entry -> entry.kind() == Kind.REFUSED)
                .toList();
    }

    private String assignee() {
        return tasks.createTaskQuery().taskId(task).singleResult().getAssignee();
    }

    private static String message(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body()).path("message").asText();
    }

    private static String text(String json) {
        try {
            JsonNode node = new ObjectMapper().readTree(json);
            return node.asText();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> post(String user, String what, String body) throws Exception {
        String pair = user + ":" + Files.readString(passwords.resolve(user)).strip();
        return http.send(
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/engine-rest/task/" + task + "/" + what))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @TestConfiguration
    static class SmallBook {

        /** Every incident is in the book. */
        @Bean
        @Primary
        IncidentNumbers numbers() {
            return new IncidentNumbers() {
                @Override
                public Incident open(Target target, String reportedBy, Instant noticedAt) {
                    throw new UnsupportedOperationException("no report is made here");
                }

                @Override
                public Incident named(String key) {
                    Target target = new Target(
                            "noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", passwords, List.of("api"), true);
                    return new Incident(key, target, Instant.EPOCH, "olivia", Instant.EPOCH);
                }
            };
        }
    }
}
