package playbook;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** process → step → service → hands → nouns. */
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

    @ArchTest
    static final ArchRule onlyProcessSecurityAndPracticeKnowTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages("playbook.process..", "playbook.security..", "playbook.practice..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.camunda..");

    @ArchTest
    static final ArchRule onlyPlatformStartsProcesses = noClasses()
            .that()
            .resideOutsideOfPackages("playbook.platform..", "playbook.practice..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(describe(
                    "Runtime.exec",
                    call -> call.getTargetOwner().isEquivalentTo(Runtime.class)
                            && call.getName().equals("exec")));

    @ArchTest
    static final ArchRule stepsKnowNoStepButTheirOwn = slices().matching(
                    "playbook.(freeze|snapshot|assess|decide|restore|validate|resume)..")
            .should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule stepsKnowNobodyAbove = noClasses()
            .that()
            .resideInAnyPackage(STEPS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("playbook.process..", "playbook.web..", "playbook.security..");

    @ArchTest
    static final ArchRule servicesAndHandsKnowNobodyAbove = noClasses()
            .that()
            .resideInAnyPackage(
                    "playbook.operation..",
                    "playbook.backup..",
                    "playbook.communicate..",
                    "playbook.evidence..",
                    "playbook.postgres..",
                    "playbook.platform..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "playbook.process..",
                    "playbook.web..",
                    "playbook.security..",
                    "playbook.freeze..",
                    "playbook.snapshot..",
                    "playbook.assess..",
                    "playbook.decide..",
                    "playbook.restore..",
                    "playbook.validate..",
                    "playbook.resume..");

    @ArchTest
    static final ArchRule nounsArePlainJava = classes()
            .that()
            .resideInAPackage("playbook.incident..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("playbook.incident..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule nobodyNeedsThePracticeRange = noClasses()
            .that()
            .resideOutsideOfPackage("playbook.practice..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("playbook.practice..");
}
