package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import playbook.FormerVersion;
import playbook.evidence.Json;
import playbook.incident.StrategyOptions;
import playbook.practice.ShownForm;
import playbook.process.step.RowPreparation;

/** A response goes on by the models and forms that it began with: this version's code must serve the former ones' too. */
@TestInstance(Lifecycle.PER_CLASS)
class FormerModelsTest extends ProcessTest {

    /** Rules that former models and forms meet with this version's code; the others are about how a model is written. */
    private static final Set<String> STILL_TRUE = Set.of(
            "a service task is a job of its own with a bean of its name",
            "a listener is a bean",
            "a call hands down a phase and an ending that the code knows",
            "a gateway compares a variable with one of its values",
            "a form asks what its question reads",
            "a form is named like its task and its keys are variables",
            "a column of a form is one of its rows",
            "an answer of a form is taken by the server");

    /** What the former models do without; they go straight to what these steps fall back on. */
    private static final Set<String> NEW_STEPS = Set.of("copyCatalogs", "readHeap");

    private Set<String> before = Set.of();
    private String former = "";
    private boolean begunWithFormer;

    /** The former models first and this version's after them, as upgrades leave them. */
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
        if (!begunWithFormer) {
            return super.model();
        }
        String begun = repository
                .createProcessDefinitionQuery()
                .deploymentId(former)
                .processDefinitionKey(RESPONSE)
                .singleResult()
                .getId();
        assertThat(begun).as("this version's models are newer").isNotEqualTo(super.model());
        return begun;
    }

    /** Asked by the former forms, of the same people, in the same order; answered under the names that this version reads. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TABLES", "TABLES_TAKEN_BACK"}) // The former models have no such way.
    void everyCourseOfTheFormerModelsIsThisVersionsCourse(Course course) {
        // Where this version finds the rows in the heap, the former one restores and compares.
        Collection<String> other = course == Course.ROWS_FROM_THE_HEAP ? RowPreparation.STEPS : NEW_STEPS;
        Transcript.Left now = walk(false, course);
        Transcript.Left then = walk(true, course);

        assertThat(then.questions()).as("questions").isEqualTo(now.questions()).isNotEmpty();
        assertThat(then.recordedAnswers()).as("answers on record").isEqualTo(now.recordedAnswers());
        assertThat(then.answersHandedUp())
                .as("answers that the response has in the end")
                .isEqualTo(now.answersHandedUp());
        assertThat(then.steps()).doesNotContainAnyElementsOf(NEW_STEPS);
        assertThat(without(other, then.steps())).as("steps that ran").isEqualTo(without(other, now.steps()));
    }

    private static List<String> without(Collection<String> some, List<String> steps) {
        return steps.stream().filter(step -> !some.contains(step)).toList();
    }

    private Transcript.Left walk(boolean begunBefore, Course course) {
        freshWorld();
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(List.of(
                        new StrategyOptions.Option("row-recovery", "Rows", "", true, "", null, "", ""),
                        new StrategyOptions.Option("point-in-time-recovery", "Server", "", true, "", null, "", ""))));
        course.prepare(world);
        begunWithFormer = begunBefore;
        Transcript transcript = new Transcript(this);
        String models = begunBefore ? "the former models" : "this version's models";
        new ResponseWalk(this, models, new ResponseWalk.Counts(), course, Map.of())
                .seenBy(transcript)
                .toTheEnd();
        return transcript.left();
    }

    @Test
    void aWayThatTheFormerModelsDoNotKnowIsRefusedInsteadOfAskedAgain() {
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(
                        List.of(new StrategyOptions.Option("table-restore", "Tables", "", true, "", null, "", ""))));
        begunWithFormer = true;
        report();
        runOn();
        answer("confirm-loss", "dora", "dba", Map.of("lossDecision", "loss", "culpritXid", "771"));
        assertThatThrownBy(() -> answer(
                        "choose-strategy",
                        "dora",
                        "dba",
                        Map.of("strategy", "table-restore", "strategyReason", "only tables are gone")))
                .hasMessageContaining("'table-restore' is no way of the version with which this response began");
        waiting("choose-strategy");
    }

    /** Also where no course leads: each bean, variable and choice that they name is one of this version's. */
    @Test
    void whatTheFormerModelsAndFormsNameIsStillThere(@TempDir Path folder) throws IOException {
        for (String part : List.of("processes", "forms")) {
            Files.createDirectories(folder.resolve(part));
            for (String file : FormerVersion.files(part)) {
                Files.writeString(folder.resolve(file), FormerVersion.text(file));
            }
        }
        ModelRules rules = new ModelRules(folder.resolve("processes"), folder.resolve("forms"));
        Map<String, Runnable> all = rules.all();
        STILL_TRUE.forEach(rule -> Objects.requireNonNull(all.get(rule)).run());
        rules.everyStepIsCalled(true);
    }

    @Test
    void theApproverReadsOnTheFormerFormWhatIsOverwritten() throws Exception {
        begunWithFormer = true;
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
        String form = FormerVersion.text("forms/" + task + ".form");
        return ShownForm.of(Json.read(form, JsonNode.class), variables(task));
    }
}
