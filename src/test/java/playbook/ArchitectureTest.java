package playbook;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** process → step → way back → service → hands → nouns. */
@AnalyzeClasses(packages = "playbook", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] STEPS = {
        "playbook.freeze..",
        "playbook.snapshot..",
        "playbook.assess..",
        "playbook.decide..",
        "playbook.restore..",
        "playbook.validate..",
        "playbook.resume.."
    };

    private static final String[] SERVICES = {"playbook.operation..", "playbook.backup..", "playbook.evidence.."};

    private static final String[] HANDS = {"playbook.postgres..", "playbook.platform.."};

    private static final String CLUSTER = "playbook.platform.kubernetes";

    private static final String PROCESS = "playbook.process";

    /** The main classes, which put the rooms together. */
    private static final String DOOR = "playbook";

    @ArchTest
    static final ArchRule everyRoomHasItsFloorAndKnowsOnlyThoseBelow = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("playbook..")
            .layer("Doors")
            .definedBy(DOOR, "playbook.practice..", "playbook.launch..")
            .layer("People")
            .definedBy("playbook.web..", "playbook.security..", "playbook.process..")
            .layer("Readiness")
            .definedBy("playbook.readiness..")
            .layer("Steps")
            .definedBy(STEPS)
            .layer("WaysBack")
            .definedBy("playbook.wayback..")
            .layer("Services")
            .definedBy(SERVICES)
            .layer("Hands")
            .definedBy(HANDS)
            .layer("Nouns")
            .definedBy("playbook.incident..")
            .whereLayer("Doors")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("People")
            .mayOnlyBeAccessedByLayers("Doors")
            .whereLayer("Readiness")
            .mayOnlyBeAccessedByLayers("Doors")
            .whereLayer("Steps")
            .mayOnlyBeAccessedByLayers("Doors", "People")
            .whereLayer("WaysBack")
            .mayOnlyBeAccessedByLayers("Doors", "People", "Steps")
            .whereLayer("Services")
            .mayOnlyBeAccessedByLayers("Doors", "People", "Readiness", "Steps", "WaysBack")
            .whereLayer("Hands")
            .mayOnlyBeAccessedByLayers("Doors", "People", "Readiness", "Steps", "WaysBack", "Services")
            .ensureAllClassesAreContainedInArchitecture()
            .because("whoever changes a room must know from its place whom that reaches; a new room gets a floor here");

    @ArchTest
    static final ArchRule roomsDoNotGoRoundInACircle = slices().matching("playbook.(*)..")
            .should()
            .beFreeOfCycles()
            .because("rooms in a circle can only be understood, tested and changed together");

    @ArchTest
    static final ArchRule onlyProcessSecurityAndPracticeKnowTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages("playbook.process..", "playbook.security..", "playbook.practice..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.camunda..")
            .because("a step must be testable, and runnable in a worker, without an engine");

    @ArchTest
    static final ArchRule onlyTheClustersPlatformKnowsTheKubernetesClient = noClasses()
            .that()
            .resideOutsideOfPackage("playbook.platform.kubernetes..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.fabric8..")
            .because("a step says what it wants done; where that is a pod, one room knows");

    @ArchTest
    static final ArchRule roomsOfTheClusterStandOnEachOther = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(CLUSTER + "..")
            .layer("Platform")
            .definedBy(CLUSTER)
            .layer("Inventory")
            .definedBy(CLUSTER + ".inventory..")
            .layer("Jobs")
            .definedBy(CLUSTER + ".jobs..")
            .layer("Snapshots")
            .definedBy(CLUSTER + ".snapshots..")
            .layer("Applications")
            .definedBy(CLUSTER + ".applications..")
            .layer("Front")
            .definedBy(CLUSTER + ".front..")
            .layer("Server")
            .definedBy(CLUSTER + ".server..")
            .layer("Api")
            .definedBy(CLUSTER + ".api..")
            .whereLayer("Platform")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("Inventory")
            .mayOnlyBeAccessedByLayers("Platform")
            .whereLayer("Jobs")
            .mayOnlyBeAccessedByLayers("Platform")
            .whereLayer("Snapshots")
            .mayOnlyBeAccessedByLayers("Platform", "Inventory", "Jobs")
            .whereLayer("Applications")
            .mayOnlyBeAccessedByLayers("Platform", "Inventory", "Jobs")
            .whereLayer("Front")
            .mayOnlyBeAccessedByLayers("Platform", "Inventory")
            .whereLayer("Server")
            .mayOnlyBeAccessedByLayers("Platform", "Inventory", "Jobs", "Snapshots", "Applications", "Front")
            .ensureAllClassesAreContainedInArchitectureIgnoring(resideOutsideOfPackage(CLUSTER + ".."))
            .because(
                    "the page, the wall and the jobs change for different reasons: each must be readable without the others");

    @ArchTest
    static final ArchRule roomsOfTheClusterDoNotGoRoundInACircle = slices().matching(CLUSTER + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("rooms in a circle are one room, whatever the folders say");

    @ArchTest
    static final ArchRule roomsOfTheProcessStandOnEachOther = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(PROCESS + "..")
            .layer("Plugin")
            .definedBy(PROCESS)
            .layer("Task")
            .definedBy(PROCESS + ".task..")
            .layer("History")
            .definedBy(PROCESS + ".history..")
            .layer("Step")
            .definedBy(PROCESS + ".step..")
            .layer("Incident")
            .definedBy(PROCESS + ".incident..")
            .layer("Engine")
            .definedBy(PROCESS + ".engine..")
            .whereLayer("Plugin")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("Task")
            .mayOnlyBeAccessedByLayers("Plugin")
            .whereLayer("History")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("Step")
            .mayOnlyBeAccessedByLayers("Plugin", "Task")
            .whereLayer("Incident")
            .mayOnlyBeAccessedByLayers("Plugin", "Task", "Step")
            .ensureAllClassesAreContainedInArchitectureIgnoring(resideOutsideOfPackage(PROCESS + ".."))
            .because(
                    "questions and forms change most often, and how a step is run or which response answers an incident"
                            + " must not change with them; history only reads, so that no page can move a response");

    @ArchTest
    static final ArchRule roomsOfTheProcessDoNotGoRoundInACircle = slices().matching(PROCESS + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("a step that needs its form cannot be run or tested without people;"
                    + " what a lower room needs of a higher one it says in an interface of its own (OpenChoice)");

    @ArchTest
    static final ArchRule onlyPlatformStartsProcesses = noClasses()
            .that()
            .resideOutsideOfPackages("playbook.platform..", "playbook.practice..", "playbook.launch..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(describe(
                    "Runtime.exec",
                    call -> call.getTargetOwner().isEquivalentTo(Runtime.class)
                            && call.getName().equals("exec")))
            .because("a program that a step starts by itself dies with the application and is found by nobody again");

    @ArchTest
    static final ArchRule stepsKnowNoStepButTheirOwn = slices().matching(
                    "playbook.(freeze|snapshot|assess|decide|restore|validate|resume)..")
            .should()
            .notDependOnEachOther()
            .because("what one step learns and another needs is a record in evidence (ADR 3)");

    @ArchTest
    static final ArchRule nobodyNeedsThePracticeRange = noClasses()
            .that()
            .resideOutsideOfPackages("playbook.practice..", "playbook.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("playbook.practice..")
            .because("the product protects real databases; what rehearses it can be left out");

    @ArchTest
    static final ArchRule nounsArePlainJava = classes()
            .that()
            .resideInAPackage("playbook.incident..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("playbook.incident..", "java..", "org.jspecify..")
            .because("everybody uses them: what they drag along, everybody has");
}
