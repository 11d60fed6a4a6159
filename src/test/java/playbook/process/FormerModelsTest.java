package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import playbook.FormerVersion;
import playbook.evidence.Json;
import playbook.incident.Answer.Asked;
import playbook.incident.StrategyOptions;
import playbook.practice.ShownForm;

/** A response goes on by the models and forms that it began with: this version's code must serve the former ones' too. */
@TestInstance(Lifecycle.PER_CLASS)
class FormerModelsTest extends ProcessTest {

    private static final String THIS_VERSION = "";

    private static final List<String> VERSIONS = FormerVersion.models();

    private static final Set<Course> EVERY_QUESTION = Collections.unmodifiableSet(
            EnumSet.of(Course.SERVER_TAKEN_BACK, Course.FENCE_GIVEN_UP, Course.STOPPED_AGAIN, Course.DONE_BY_HAND));

    /** Rules that former models and forms meet with this version's code; the others are about how a model is written. */
    private static final Set<String> STILL_TRUE = Set.of(
            "a service task is a job of its own with a bean of its name",
            "every step is called by a model and every call has a step",
            "a listener is a bean",
            "a call hands down a phase and an ending that the code knows",
            "a gateway compares a variable with one of its values",
            "a form asks what its question reads",
            "a form is named like its task and its keys are variables",
            "a column of a form is one of its rows",
            "an answer of a form is taken by the server");

    /** The deployments of former versions, by their commits. */
    private final Map<String, String> former = new LinkedHashMap<>();

    private final Map<Course, Transcript.Left> ofThisVersion = new EnumMap<>(Course.class);
    private Set<String> before = Set.of();
    private String begunWith = THIS_VERSION;

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
        for (String version : VERSIONS) {
            DeploymentBuilder deployment = repository.createDeployment().name("former " + version);
            for (String folder : List.of("processes", "forms")) {
                FormerVersion.files(version, folder)
                        .forEach(file -> deployment.addString(file, FormerVersion.text(version, file)));
            }
            former.put(version, deployment.deploy().getId());
        }
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
        if (begunWith.equals(THIS_VERSION)) {
            return super.model();
        }
        String begun = repository
                .createProcessDefinitionQuery()
                .deploymentId(former.get(begunWith))
                .processDefinitionKey(RESPONSE)
                .singleResult()
                .getId();
        assertThat(begun).as("this version's models are newer").isNotEqualTo(super.model());
        return begun;
    }

    static List<String> versions() {
        return VERSIONS;
    }

    static Stream<Arguments> versionsAndCourses() {
        return VERSIONS.stream()
                .flatMap(version -> courses(version).stream().map(course -> Arguments.of(version, course)));
    }

    private static Set<Course> courses(String version) {
        return FormerVersion.hasThisVersionsProcesses(version) ? EVERY_QUESTION : EnumSet.allOf(Course.class);
    }

    @Test
    void whereOnlyFormsAreOthersEachOfThemIsAsked() {
        String questions = EVERY_QUESTION.stream()
                .flatMap(course -> ofThisVersion(course).questions().stream())
                .collect(Collectors.joining("\n"));
        assertThat(Asked.values()).allSatisfy(asked -> assertThat(questions).contains(asked.form() + " by form"));
    }

    /** Asked by the former forms, of the same people, in the same order; answered under the names that this version reads. */
    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("versionsAndCourses")
    void everyCourseOfFormerModelsIsThisVersionsCourse(String version, Course course) {
        Transcript.Left now = ofThisVersion(course);
        Transcript.Left then = walk(version, course);

        assertThat(then.questions()).as("questions").isEqualTo(now.questions()).isNotEmpty();
        assertThat(then.recordedAnswers()).as("answers on record").isEqualTo(now.recordedAnswers());
        assertThat(then.answersHandedUp())
                .as("answers that the response has in the end")
                .isEqualTo(now.answersHandedUp());
        assertThat(then.steps()).as("steps that ran").isEqualTo(now.steps());
    }

    private Transcript.Left ofThisVersion(Course course) {
        return ofThisVersion.computeIfAbsent(course, walked -> walk(THIS_VERSION, walked));
    }

    private Transcript.Left walk(String version, Course course) {
        freshWorld();
        world.findings.put(
                "rankStrategies",
                new StrategyOptions(List.of(
                        new StrategyOptions.Option("row-recovery", "Rows", "", true, "", null, "", ""),
                        new StrategyOptions.Option("point-in-time-recovery", "Server", "", true, "", null, "", ""))));
        course.prepare(world);
        begunWith = version;
        Transcript transcript = new Transcript(this);
        String models = version.isEmpty() ? "this version's models" : "models of " + version;
        new ResponseWalk(this, models, new ResponseWalk.Counts(), course, Map.of())
                .seenBy(transcript)
                .toTheEnd();
        return transcript.left();
    }

    /** Also where no course leads: each bean, variable and choice that they name is one of this version's. */
    @ParameterizedTest
    @MethodSource("versions")
    void whatFormerModelsAndFormsNameIsStillThere(String version, @TempDir Path folder) throws IOException {
        for (String part : List.of("processes", "forms")) {
            Files.createDirectories(folder.resolve(part));
            for (String file : FormerVersion.files(version, part)) {
                Files.writeString(folder.resolve(file), FormerVersion.text(version, file));
            }
        }
        Map<String, Runnable> rules = new ModelRules(folder.resolve("processes"), folder.resolve("forms")).all();
        STILL_TRUE.forEach(rule -> Objects.requireNonNull(rules.get(rule)).run());
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theApproverReadsOnTheFormerFormWhatIsOverwritten(String version) throws Exception {
        begunWith = version;
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
        String form = FormerVersion.text(begunWith, "forms/" + task + ".form");
        return ShownForm.of(Json.read(form, JsonNode.class), variables(task));
    }
}
