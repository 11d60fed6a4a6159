package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import playbook.FormerVersion;
import playbook.evidence.Json;
import playbook.practice.ShownForm;

/** A response goes on by the models and forms that it began with: this version's code must serve the former one's too. */
@TestInstance(Lifecycle.PER_CLASS)
class FormerModelsTest extends ProcessTest {

    private Set<String> before = Set.of();
    private String former = "";

    /** The former models first and this version's after them, as an upgrade leaves them. */
    @BeforeEach
    void anUpgradedEngine() {
        Optional<String> missing = FormerVersion.missing();
        missing.ifPresent(System.out::println);
        assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
        if (!former.isEmpty()) {
            return;
        }
        before = deployments();
        DeploymentBuilder deployment = repository.createDeployment().name("former");
        for (String folder : List.of("processes", "forms")) {
            FormerVersion.files(folder).forEach(file -> deployment.addString(file, FormerVersion.text(file)));
        }
        former = deployment.deploy().getId();
        DeploymentBuilder next = repository.createDeployment().name("next");
        before.forEach(next::addDeploymentResources);
        next.deploy();
    }

    @AfterAll
    void onlyThisVersionsModels() {
        deployments().stream()
                .filter(deployment -> !former.isEmpty() && !before.contains(deployment))
                .forEach(deployment -> repository.deleteDeployment(deployment, true));
    }

    private Set<String> deployments() {
        return repository.createDeploymentQuery().list().stream()
                .map(Deployment::getId)
                .collect(Collectors.toSet());
    }

    @Override
    protected String model() {
        String begun = repository
                .createProcessDefinitionQuery()
                .deploymentId(former)
                .processDefinitionKey(RESPONSE)
                .singleResult()
                .getId();
        assertThat(begun).as("this version's models are newer").isNotEqualTo(super.model());
        return begun;
    }

    @ParameterizedTest
    @EnumSource
    void everyCourseOfTheFormerModelsComesToItsEnd(Course course) {
        course.prepare(world);
        new ResponseWalk(this, "former models", new ResponseWalk.Counts(), course, Map.of()).toTheEnd();
    }

    @Test
    void theApproverReadsOnTheFormerFormWhatIsOverwritten() throws Exception {
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        answer("choose-strategy", "dora", "dba", Map.of("strategy", "row-recovery"));
        assertThat(shownByTheFormerForm("approve-recovery"))
                .contains("target **noa**, database **noa_db** (server 7), to undo transaction 771.")
                .contains("Plan `hash-1`");
        answer("approve-recovery", "mia", "managers", Map.of("approval", "reject"));
        answer(
                "choose-strategy",
                "dora",
                "dba",
                Map.of("strategy", "point-in-time-recovery", "strategyReason", "all of it is wrong"));
        assertThat(shownByTheFormerForm("approve-recovery"))
                .contains("Target **noa** (server 7, data) will be as it was **just before transaction 771 committed")
                .contains("counted in the write-ahead log: 12 transactions on this database.");
    }

    private String shownByTheFormerForm(String task) throws Exception {
        return ShownForm.of(Json.read(FormerVersion.text("forms/" + task + ".form"), JsonNode.class), variables(task));
    }
}
