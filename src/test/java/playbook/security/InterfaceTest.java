package playbook.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.IncidentBook;
import playbook.evidence.Json;
import playbook.incident.Incident;
import playbook.incident.RecoveryPlan;
import playbook.incident.StrategyChoice;
import playbook.incident.Target;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;
import playbook.process.task.CurrentPlan;

/** The whole application on H2 with incidents in four states; nothing runs by itself, so what changes was changed by a request. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"logging.level.org.camunda.bpm.engine=OFF", "camunda.bpm.job-execution.enabled=false"})
@ActiveProfiles({"h2", "practice"})
@Import(InterfaceTest.Surroundings.class)
abstract class InterfaceTest {

    static final String NOBODY = "nobody";

    /** What a request must not change, but for the refusals on record and the engine's own book-keeping of logins. */
    private static final List<String> STATE = List.of(
            "select id_, name_, assignee_, owner_, delegation_, priority_, due_date_, follow_up_date_, description_,"
                    + " suspension_state_, task_def_key_ from act_ru_task",
            "select * from act_ru_execution",
            "select * from act_ru_variable",
            "select * from act_ru_job",
            "select * from act_ru_jobdef",
            "select * from act_ru_incident",
            "select * from act_ru_identitylink",
            "select * from act_ru_event_subscr",
            "select * from act_ru_ext_task",
            "select * from act_ru_filter",
            "select * from act_ru_batch",
            "select * from act_ru_authorization",
            "select * from act_re_procdef",
            "select * from act_re_decision_def",
            "select * from act_re_deployment",
            "select * from act_hi_procinst",
            "select id_, name_, assignee_, owner_, priority_, due_date_, description_, end_time_, delete_reason_"
                    + " from act_hi_taskinst",
            "select * from act_hi_varinst",
            "select * from act_hi_comment",
            "select * from act_hi_attachment",
            "select * from act_hi_incident",
            "select * from act_id_group",
            "select * from act_id_membership",
            "select id_, first_, last_, email_, pwd_ from act_id_user",
            "select * from playbook_incident",
            "select id, incident, step, kind, content from playbook_evidence where kind <> 'REFUSED'");

    /** One for all of them, since they share one application; it keeps what it finds there. */
    static final Path passwords = Path.of("target", "interface-test");

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.practice.passwords-directory", passwords::toString);
        properties.add(
                "spring.datasource.url", () -> "jdbc:h2:mem:interface-" + System.nanoTime() + ";DB_CLOSE_DELAY=-1");
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
    ManagementService jobs;

    @Autowired
    IdentityService identities;

    @Autowired
    IncidentBook book;

    @Autowired
    Targets targets;

    @Autowired
    Evidence evidence;

    @Autowired
    EvidenceReading record;

    @Autowired
    JdbcClient database;

    @Autowired
    Plan plan;

    final HttpClient http =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();

    // ---------------------------------------------------------------------------------------- incidents

    Incident incident() {
        return book.open(targets.named("t" + System.nanoTime()), "olivia", Instant.now())
                .incident();
    }

    /** A plan waits for its approval; dave chose the strategy. Returns the task. */
    String approval(Incident incident) {
        evidence.found(incident, "choose-strategy", new StrategyChoice("row-recovery", "", "dave"));
        evidence.found(
                incident,
                "planRecovery",
                Json.read(
                        "{\"method\":\"row-recovery\",\"systemIdentifier\":\"7\",\"database\":\"noa_db\",\"xid\":771,"
                                + "\"tables\":[],\"warnings\":[],\"hash\":\"" + plan.hash + "\"}",
                        RecoveryPlan.class));
        runtime.createProcessInstanceByKey("decide-recovery")
                .businessKey(incident.key())
                .setVariables(Map.of("strategy", "row-recovery", "phase", "decide", "round", 1))
                .startBeforeActivity("approve-recovery")
                .execute();
        return task(incident);
    }

    /** A step has no tries left. Returns the task of its helper process. */
    String failedStep(Incident incident) {
        runtime.startProcessInstanceByKey(
                "failed-step",
                incident.key(),
                Map.of("step", "fence", "phase", "stop", "failure", "no answer", "failedJob", "j"));
        return task(incident);
    }

    /** A job outside runs, and the process waits for its end. */
    void runningOperation(Incident incident) {
        runtime.createProcessInstanceByKey("run-operation")
                .businessKey(incident.key())
                .setVariables(Map.of("step", "restoreBase", "phase", "decide", "round", 1, "operationName", "op"))
                .startBeforeActivity("awaitOperation")
                .execute();
    }

    /** An incident that is over. Returns its task, which is gone. */
    String ended(Incident incident) {
        String task = failedStep(incident);
        runtime.deleteProcessInstance(instance(incident), "over");
        book.close(incident.key(), "resolved");
        return task;
    }

    String task(Incident incident) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(incident.key())
                .singleResult()
                .getId();
    }

    String instance(Incident incident) {
        return runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(incident.key())
                .singleResult()
                .getId();
    }

    /** Every row that a request might have changed. */
    Set<String> state() {
        Set<String> rows = new TreeSet<>();
        for (String query : STATE) {
            String table = query.replaceFirst("(?s).* from (\\S+).*", "$1");
            database.sql(query).query().listOfRows().stream()
                    .map(row -> table + " "
                            + row.values().stream()
                                    .map(value -> value instanceof java.sql.Clob ? "text" : String.valueOf(value))
                                    .toList())
                    .forEach(rows::add);
        }
        return rows;
    }

    /** Rows that went away, and rows that came. */
    List<String> changed(Set<String> before) {
        Set<String> now = state();
        return Stream.concat(
                        before.stream().filter(row -> !now.contains(row)).map("- "::concat),
                        now.stream().filter(row -> !before.contains(row)).map("+ "::concat))
                .toList();
    }

    List<String> refusals(Incident incident) {
        return record.of(incident.key()).stream()
                .filter(entry -> entry.kind() == EvidenceReading.Kind.REFUSED)
                .map(entry -> entry.who() + " at " + entry.step() + ": "
                        + playbook.evidence.Json.read(entry.content(), String.class))
                .toList();
    }

    // ---------------------------------------------------------------------------------------- requests

    /** @param path behind the address, as it is sent */
    CompletableFuture<HttpResponse<String>> send(
            String who, String verb, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, */*")
                .method(
                        verb,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!who.equals(NOBODY)) {
            request.header("Authorization", basic(who));
        }
        return http.sendAsync(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String who, String path, String body) {
        return send(who, "POST", "/engine-rest" + path, body).join();
    }

    static String message(HttpResponse<String> answer) {
        try {
            return new ObjectMapper().readTree(answer.body()).path("message").asText();
        } catch (IOException e) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body(), e);
        }
    }

    static String password(String who) {
        try {
            return Files.readString(passwords.resolve(who)).strip();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String basic(String who) {
        return "Basic "
                + Base64.getEncoder().encodeToString((who + ":" + password(who)).getBytes(StandardCharsets.UTF_8));
    }

    /** The plan that would run now. */
    static final class Plan implements CurrentPlan {

        volatile String hash = "hash-1";

        @Override
        public String hash(Incident incident) {
            return hash;
        }
    }

    @TestConfiguration
    static class Surroundings {

        @Bean
        @Primary
        Plan plan() {
            return new Plan();
        }

        /** Every name is a target. */
        @Bean
        @Primary
        Targets everyTarget() {
            return new Targets() {
                @Override
                public Collection<Target> all() {
                    return List.of();
                }

                @Override
                public Target named(String name) {
                    return new Target(
                            name, name + "_db", "127.0.0.1", 1, name, "recovery", passwords, List.of("api"), true);
                }

                @Override
                public TargetChecks checks(Target target) {
                    return new TargetChecks("api", "/health", List.of(), List.of());
                }
            };
        }
    }
}
