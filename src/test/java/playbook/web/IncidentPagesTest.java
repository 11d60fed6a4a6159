package playbook.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.user;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.AutoConfigureMockMvc;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceReading;
import playbook.evidence.Json;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.Target;
import playbook.operation.OperationReading;
import playbook.platform.JobStatus;
import playbook.process.incident.IncidentNumbers;

/** The pages over a small response: a step, a task, a phase on a page of its own. */
@SpringBootTest
@AutoConfigureMockMvc
@ActiveProfiles({"h2", "practice"})
class IncidentPagesTest {

    private static final Instant AT = Instant.parse("2026-11-22T03:00:07Z");

    @TempDir
    static Path home;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.home", () -> home.resolve("home").toString());
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:pages;DB_CLOSE_DELAY=-1");
    }

    @Autowired
    MockMvc pages;

    @Autowired
    RepositoryService repository;

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    ProcessEngine engine;

    @Autowired
    IdentityService identities;

    @Autowired
    ObjectMapper json;

    @Autowired
    JdbcClient database;

    private String key = "";
    private String deployment = "";

    @BeforeEach
    void report() throws Exception {
        key = "DL-2026-" + System.nanoTime();
        deployment = repository
                .createDeployment()
                .addModelInstance(
                        "stop-loss.bpmn",
                        Bpmn.createExecutableProcess("stop-loss")
                                .name("Stop further loss")
                                .camundaHistoryTimeToLive(1)
                                .startEvent()
                                .serviceTask("pin")
                                .name("Pin the evidence")
                                .camundaExpression("${execution.setVariable('pinOutcome', 'PINNED')}")
                                .serviceTask("fence")
                                .name("Fence the writers")
                                .camundaExpression("${true}")
                                .endEvent()
                                .done())
                .addModelInstance(
                        "data-loss-response.bpmn",
                        Bpmn.createExecutableProcess("data-loss-response")
                                .camundaHistoryTimeToLive(1)
                                .startEvent("report")
                                .callActivity("stopLoss")
                                .name("Stop further loss")
                                .calledElement("stop-loss")
                                .camundaInBusinessKey("#{execution.processBusinessKey}")
                                .camundaOut("pinOutcome", "pinOutcome")
                                .userTask("confirm-loss")
                                .name("Confirm the loss")
                                .camundaCandidateGroups("dba")
                                .camundaDueDate("2026-11-22T03:15:00")
                                .endEvent("resolved")
                                .done())
                .deploy()
                .getId();
        given(record.find(any(), eq(CulpritSearch.class)))
                .willReturn(Optional.of(Json.read("{}", CulpritSearch.class)));
        // Inside a command of the engine's own: this small process is nobody's to begin.
        ((ProcessEngineConfigurationImpl) engine.getProcessEngineConfiguration())
                .getCommandExecutorTxRequired()
                .execute(context -> {
                    identities.setAuthentication("olivia", List.of("operators"));
                    try {
                        return runtime.startProcessInstanceByKey(
                                "data-loss-response",
                                key,
                                Map.of(
                                        "target", "noa",
                                        "targetLabel", "noa_db (practice range)",
                                        "description", "Accounts are missing since the night's clean-up."));
                    } finally {
                        identities.clearAuthentication();
                    }
                });
        database.sql("delete from playbook_file").update();
        database.sql("insert into playbook_file (incident, name, content, bytes, sha256, written_at)"
                        + " values (:key, 'loss-report.md', '# Loss' || chr(10), 7, 'digest', current_timestamp)")
                .param("key", key)
                .update();
    }

    @AfterEach
    void clean() {
        repository.deleteDeployment(deployment, true);
    }

    @Test
    void theStartPageHasThreeDoorsAndTheRunningIncidentAbove() throws Exception {
        String page = page("/", olivia());
        assertThat(page).contains("One incident is running", key, "Operate", "Watch", "Audit", "olivia");
    }

    @Test
    void aRunningIncidentShowsItsStepsItsTargetAndWhoIsWaitedFor() throws Exception {
        String page = page("/incidents/" + key, arthur());
        assertThat(page)
                .contains("DRILL on a practice range", "Pin the evidence", "Pinned", "Stop further loss")
                .contains("Confirm the loss", "waits for database administrators", "overdue since")
                .contains("data-running=\"true\"")
                .contains("noa_db (practice range)", "Accounts are missing", "Restore base", "loss-report.md");
        assertThat(page).as("an auditor answers no task").doesNotContain("/#/?task=");
        assertThat(page("/incidents/" + key, user("dora").authorities(() -> "dba")))
                .contains("/#/?task=" + task());
        keep("incident-running", page);
        keep("doors", page("/", olivia()));
        keep("incidents", page("/incidents", olivia()));
        keep("login", page("/login", olivia()));
    }

    @Test
    void anEndedIncidentIsReadableFromTheHistory() throws Exception {
        complete("dave");

        String page = page("/incidents/" + key, arthur());
        assertThat(page)
                .contains("Resolved", "Pin the evidence", "data-running=\"false\"")
                .contains("accounts: 50 000 = 50 000 at 2026-11-22 03:00:04 UTC", "DELETE accounts");
        assertThat(page("/", olivia())).contains("No incident is running");
        keep("incident-ended", page);
    }

    @Test
    void decisionsRefusalsAndFailuresAreToldInOrderAndInTheWordsOfTheForms() throws Exception {
        String page = page("/incidents/" + key, arthur());

        assertThat(page).contains("The way back that is taken: Give back the destroyed rows");
        assertThat(page.substring(page.indexOf("Decisions, refusals and failures")))
                .containsSubsequence("chose the way back", "was refused", "the typed name", "approved the plan");
        assertThat(page).doesNotContain("row-recovery", "approvalTarget");
        assertThat(page).contains("1\u202f150 of 1\u202f200 rows; 50 did not come back");
    }

    @Test
    void theOperationLogShowsWhoReallyDidIt() throws Exception {
        if (identities.createUserQuery().userId("dora").count() == 0) {
            identities.saveUser(identities.newUser("dora"));
            identities.createMembership("dora", "dba");
        }
        tasks.setAssignee(task(), "dora");
        complete("dave");

        JsonNode deeds = document(arthur()).path("deeds");
        assertThat(deeds.findValuesAsText("user")).contains("olivia", "dave").doesNotContain("dora");
        assertThat(deeds.toString())
                .contains("\"user\":\"dave\",\"what\":\"Complete Task\",\"task\":\"Confirm the loss\"");
    }

    @Test
    void programsGetTheSameAsJson() throws Exception {
        JsonNode incident = document(arthur());

        assertThat(incident.path("key").asText()).isEqualTo(key);
        assertThat(incident.path("state").asText()).isEqualTo("running");
        assertThat(incident.path("phase").asText()).isEqualTo("Confirm the loss");
        assertThat(incident.path("steps").findValuesAsText("name")).containsExactly("pin", "fence", "confirm-loss");
        assertThat(incident.path("steps").get(0).path("outcome").asText()).isEqualTo("PINNED");
        assertThat(incident.path("timings").path("toPin").isNumber()).isTrue();
        assertThat(incident.path("timings").path("toDecision").isNull()).isTrue();
        assertThat(incident.path("openTasks").get(0).path("groups").get(0).asText())
                .isEqualTo("dba");
        assertThat(incident.path("culprit").path("xid").asLong()).isEqualTo(745);
        assertThat(incident.path("rows").path("recovered").asLong()).isEqualTo(1150);
        assertThat(incident.path("checks").get(0).path("passed").asBoolean()).isTrue();
        assertThat(incident.path("decisions").get(0).path("user").asText()).isEqualTo("dave");
        assertThat(incident.path("refusals").get(0).path("who").asText()).isEqualTo("maria");
        assertThat(incident.path("operations").get(0).path("bytes").asLong()).isEqualTo(60_000_000);
    }

    @Test
    void anUnknownIncidentIsNotFoundAndSaysWhereTheListIs() throws Exception {
        pages.perform(get("/incidents/DL-1999-0001").with(arthur()))
                .andExpect(status().isNotFound())
                .andExpect(content().string(org.hamcrest.Matchers.containsString("There is no incident")))
                .andExpect(content().string(org.hamcrest.Matchers.containsString("/incidents")));
        pages.perform(get("/api/incidents/DL-1999-0001").with(arthur()))
                .andExpect(status().isNotFound())
                .andExpect(content().json("""
                        {"error":"there is no incident 'DL-1999-0001' that you may read\\nHINT: the list is at /incidents."}"""));
    }

    @Test
    void whoHasNoRightsInTheEngineSeesNoIncident() throws Exception {
        pages.perform(get("/incidents/" + key).with(user("guest"))).andExpect(status().isNotFound());
        assertThat(page("/incidents", user("guest"))).doesNotContain(key);
    }

    @Test
    void filesAreDownloadedAndNothingElseIs() throws Exception {
        pages.perform(get("/incidents/" + key + "/files/loss-report.md").with(arthur()))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Disposition", "attachment; filename=\"loss-report.md\""))
                .andExpect(content().string("# Loss\n"));
        for (String name : List.of("another.md", "../loss-report.md", "%2e%2e/%2e%2e/%2e%2e/etc/passwd")) {
            int refused = pages.perform(get(java.net.URI.create("/incidents/" + key + "/files/" + name))
                            .with(arthur()))
                    .andReturn()
                    .getResponse()
                    .getStatus();
            assertThat(refused).as(name).isIn(400, 404);
        }
    }

    @Test
    void theRecordIsAFileForWhoMayReadTheIncident() throws Exception {
        database.sql("insert into playbook_evidence (incident, step, kind, type, content, written_at)"
                        + " values (:key, 'pin', 'FOUND', 'Pin', '{}', current_timestamp)")
                .param("key", key)
                .update();

        assertThat(page("/incidents/" + key, arthur())).contains("href=\"/incidents/" + key + "/evidence\"");
        for (String path : List.of("/incidents/", "/api/incidents/")) {
            pages.perform(get(path + key + "/evidence")
                            .header("Sec-Fetch-Site", "same-origin")
                            .with(arthur()))
                    .andExpect(status().isOk())
                    .andExpect(header().string(
                                    "Content-Disposition", "attachment; filename=\"" + key + "-evidence.jsonl\""))
                    .andExpect(
                            content().string(org.hamcrest.Matchers.containsString("\\\"" + key + "\\\",\\\"pin\\\"")));
        }
        pages.perform(get("/incidents/" + key + "/evidence").with(user("guest")))
                .andExpect(status().isNotFound());
    }

    private String task() {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey(key)
                .singleResult()
                .getId();
    }

    private void complete(String who) {
        String task = task();
        identities.setAuthentication(who, List.of("dba"));
        try {
            tasks.complete(task, Map.of("lossDecision", "false-alarm"));
        } finally {
            identities.clearAuthentication();
        }
    }

    private String page(String path, RequestPostProcessor who) throws Exception {
        return pages.perform(get(path).with(who))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    private JsonNode document(RequestPostProcessor who) throws Exception {
        return json.readTree(pages.perform(get("/api/incidents/" + key)
                        .header("Sec-Fetch-Site", "same-origin")
                        .with(who))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString());
    }

    /** For the eye. */
    private static void keep(String name, String page) throws Exception {
        Files.createDirectories(Path.of("target/pages"));
        Files.writeString(Path.of("target/pages/" + name + ".html"), page);
    }

    private static RequestPostProcessor olivia() {
        return user("olivia").authorities(() -> "operators");
    }

    private static RequestPostProcessor arthur() {
        return user("arthur").authorities(() -> "auditors");
    }

    /** Takes what the tasks' rules write; what the pages show comes from {@link SmallRecord}. */
    @MockitoBean
    Evidence record;

    @TestConfiguration
    static class SmallRecord {

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
                            "noa", "noa_db", "127.0.0.1", 5433, "noa_db", "recovery", home, List.of("api"), true);
                    return new Incident(key, target, AT, "olivia", AT);
                }
            };
        }

        @Bean
        @Primary
        EvidenceReading evidence() {
            return key -> List.of(
                    new EvidenceReading.Entry(11, EvidenceReading.Kind.FOUND, "findCulprit", "Culprit", "", """
                            {"xid":745,"committedAt":"2026-11-22T02:58:31.120394Z","tables":[{"table":{"schema":"public","name":"accounts"},"oid":16400,"operation":"DELETE","rows":1200}]}""", AT),
                    new EvidenceReading.Entry(
                            12,
                            EvidenceReading.Kind.FOUND,
                            "mergeRows",
                            "MergeResult",
                            "",
                            "{\"planHash\":\"h\",\"rescueSchema\":\"playbook_rescue_dl_2026_0001\",\"at\":\"2026-11-22T14:40:00Z\",\"tables\":[{\"table\":{\"schema\":\"public\",\"name\":\"accounts\"},\"inserted\":1150,\"updated\":0}],\"systemIdentifier\":\"7421\"}",
                            AT),
                    new EvidenceReading.Entry(
                            13,
                            EvidenceReading.Kind.FOUND,
                            "checkData",
                            "DataChecks",
                            "",
                            "{\"checks\":[{\"name\":\"Row counts\",\"passed\":true,\"detail\":\"accounts: 50 000 = 50 000 at 2026-11-22T03:00:04.123456789Z\"}]}",
                            AT),
                    new EvidenceReading.Entry(
                            14,
                            EvidenceReading.Kind.DECIDED,
                            "choose-strategy",
                            "",
                            "dave",
                            "{\"strategy\":\"row-recovery\",\"strategyReason\":\"\"}",
                            AT),
                    new EvidenceReading.Entry(
                            15,
                            EvidenceReading.Kind.REFUSED,
                            "approve-recovery",
                            "",
                            "maria",
                            "the typed name 'nao' is not the target's\nHINT: type noa when that is what you mean.",
                            AT),
                    new EvidenceReading.Entry(
                            16,
                            EvidenceReading.Kind.DECIDED,
                            "approve-recovery",
                            "",
                            "maria",
                            "{\"approval\":\"approve\",\"approvalTarget\":\"noa\",\"approvalNote\":\"\"}",
                            AT),
                    new EvidenceReading.Entry(
                            17,
                            EvidenceReading.Kind.FOUND,
                            "rankStrategies",
                            "StrategyOptions",
                            "",
                            "{\"options\":[{\"method\":\"row-recovery\",\"title\":\"Give back the destroyed rows\"}]}",
                            AT));
        }

        @Bean
        @Primary
        OperationReading operations() {
            return key -> List.of(
                    new OperationReading.Seen(
                            "DL-restoreBase-1",
                            "restoreBase",
                            1,
                            AT,
                            new JobStatus(
                                    JobStatus.State.RUNNING,
                                    null,
                                    AT,
                                    null,
                                    60_000_000,
                                    200_000_000,
                                    "bytes",
                                    null,
                                    "")),
                    new OperationReading.Seen(
                            "DL-findCulprit-1",
                            "findCulprit",
                            1,
                            AT,
                            new JobStatus(
                                    JobStatus.State.SUCCEEDED,
                                    0,
                                    AT,
                                    AT.plusSeconds(4),
                                    12,
                                    12,
                                    "segments",
                                    null,
                                    "")));
        }
    }
}
