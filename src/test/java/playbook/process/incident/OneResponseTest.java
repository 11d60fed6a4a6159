package playbook.process.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.calledProcessInstance;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.job;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.jobQuery;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import playbook.evidence.Evidence;
import playbook.evidence.IncidentBook;
import playbook.incident.FailedStepOrder;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.ResponseInstance;
import playbook.incident.Target;
import playbook.platform.TargetChecks;
import playbook.platform.Targets;
import playbook.process.engine.NotAllowed;
import playbook.security.Group;

/** The whole application with its book: what ends an incident there, and what doesn't. */
@SpringBootTest(properties = "camunda.bpm.job-execution.enabled=false")
@Import(OneResponseTest.OneTarget.class)
@ActiveProfiles({"h2", "practice"})
class OneResponseTest {

    @TempDir
    static Path home;

    @DynamicPropertySource
    static void configure(DynamicPropertyRegistry properties) {
        properties.add("playbook.home", () -> home.resolve("home").toString());
        properties.add("spring.datasource.url", () -> "jdbc:h2:mem:one-response;DB_CLOSE_DELAY=-1");
    }

    /** No configuration of its own: the process tests scan this package. */
    static class OneTarget {

        private static final Target NOA = new Target(
                "noa", "noa_db", "127.0.0.1", 1, "noa_db", "recovery", Path.of("pgpass"), List.of("api"), true);

        @Bean
        @Primary
        Targets oneTarget() {
            return new Targets() {
                @Override
                public Collection<Target> all() {
                    return List.of(NOA);
                }

                @Override
                public Target named(String name) {
                    return NOA;
                }

                @Override
                public TargetChecks checks(Target target) {
                    return new TargetChecks("api", "/health", List.of(), List.of());
                }
            };
        }
    }

    @Autowired
    ProcessEngine engine;

    @Autowired
    RuntimeService runtime;

    @Autowired
    ManagementService management;

    @Autowired
    IdentityService identities;

    @Autowired
    AuthorizationService authorizations;

    @Autowired
    IncidentBook book;

    @Autowired
    Evidence evidence;

    private Incident incident;
    private ProcessInstance response;

    @BeforeEach
    void aResponseThatWaits() {
        BpmnAwareTests.init(engine);
        incident = book.open(OneTarget.NOA, "olga", Instant.now()).incident();
        response = started("openIncident");
        evidence.found(incident, "report", new ResponseInstance(response.getId()));
    }

    @AfterEach
    void clean() {
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey(incident.key())
                .list()
                .forEach(instance -> runtime.deleteProcessInstanceIfExists(
                        instance.getId(), "the test is over", true, true, false, false));
        book.close(incident.key(), "the test is over");
    }

    private ProcessInstance started(String activity) {
        return runtime.createProcessInstanceByKey("data-loss-response")
                .businessKey(incident.key())
                .setVariables(Map.of("round", 1))
                .startBeforeActivity(activity)
                .execute();
    }

    private boolean runs() {
        return book.running(OneTarget.NOA)
                .filter(running -> running.key().equals(incident.key()))
                .isPresent();
    }

    private void moved(String activity) {
        runtime.createProcessInstanceModification(response.getId())
                .cancelAllForActivity("openIncident")
                .startBeforeActivity(activity)
                .execute();
    }

    @Test
    void anInstanceThatIsStartedAtTheEndEndsNothing() {
        for (String end : List.of("resolved", "falseAlarm")) {
            assertThatThrownBy(() -> started(end))
                    .isInstanceOf(RuntimeException.class)
                    .hasMessageContaining("is not the one that answers it");
        }
        assertThat(runs()).isTrue();
    }

    @Test
    void theDeletionOfAStrayInstanceDoesNotEndTheIncident() {
        ProcessInstance stray = started("reconsider");
        runtime.deleteProcessInstance(stray.getId(), "a stray one");
        assertThat(runs()).isTrue();
    }

    @Test
    void theIncidentsOwnInstanceMovedToItsEndIsNotResolved() {
        assertThatThrownBy(() -> moved("resolved"))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("can't end as 'resolved': it is not on record that it was closed");
        assertThat(runs()).isTrue();
        assertThat(response).as("the move was not made").isWaitingAtExactly("openIncident");
    }

    @Test
    void theIncidentsOwnInstanceEndsItWhenItWasClosedOrAPersonWentOnWithoutThat() {
        evidence.found(
                incident, "handle-failed-step", new FailedStepOrder("closeIncident", "resume", "by-hand", "dora"));
        moved("resolved");
        assertThat(runs()).isFalse();
    }

    @Test
    void theCancellationOfTheIncidentsOwnInstanceEndsIt() {
        runtime.deleteProcessInstance(response.getId(), "by an administrator");
        assertThat(runs()).isFalse();
    }

    @Test
    void anIncidentOfAFormerVersionIsAnsweredByTheOldestInstanceOfItsKey() {
        book.close(incident.key(), "never-started");
        incident = book.open(OneTarget.NOA, "olga", Instant.now()).incident();
        response = started("openIncident");
        ProcessInstance stray = started("reconsider");
        runtime.deleteProcessInstance(stray.getId(), "a stray one");
        assertThat(runs()).isTrue();
        runtime.deleteProcessInstance(response.getId(), "by an administrator");
        assertThat(runs()).isFalse();
    }

    private Job pinWithOneTryLeft() {
        moved("stopLoss");
        Job pin = job(calledProcessInstance("stop-loss", response));
        management.setJobRetries(pin.getId(), 1);
        return pin;
    }

    private Throwable run(Job job, String group) {
        identities.setAuthentication("somebody", List.of(group));
        try {
            return catchThrowable(() -> management.executeJob(job.getId()));
        } finally {
            identities.clearAuthentication();
        }
    }

    @ParameterizedTest
    @EnumSource(Group.class)
    void whoMayNotRunAStepUsesUpNoTryOfIt(Group group) {
        Job pin = pinWithOneTryLeft();
        assertThat(run(pin, group.id())).isInstanceOf(NotAllowed.class);
        assertThat(pin).hasRetries(1);
        assertThat(jobQuery().withException().jobId(pin.getId()).count()).isZero();
        assertThat(failedSteps()).isZero();
    }

    /** Not even a right of the engine's own makes a step a person's to run. */
    @Test
    void whoMayChangeProcessesRunsNoStepEither() {
        Authorization grant = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        grant.setGroupId("runners");
        grant.setResource(Resources.PROCESS_INSTANCE);
        grant.setResourceId(Authorization.ANY);
        grant.addPermission(Permissions.UPDATE);
        authorizations.saveAuthorization(grant);
        Job pin = pinWithOneTryLeft();
        assertThat(run(pin, "runners")).isInstanceOf(NotAllowed.class);
        assertThat(pin).hasRetries(1);
        assertThat(failedSteps()).isZero();
    }

    private long failedSteps() {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey("failed-step")
                .processInstanceBusinessKey(incident.key())
                .count();
    }

    @Test
    void whatIsMissingIsSaidWithAHint() {
        assertThatThrownBy(() -> started("resolved"))
                .isInstanceOfAny(HintedException.class, RuntimeException.class)
                .hasMessageContaining("HINT: delete it in Cockpit");
    }
}
