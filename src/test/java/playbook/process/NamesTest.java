package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.SimpleBeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import playbook.operation.LongStep;
import playbook.operation.ShortStep;
import playbook.process.step.RowPreparation;
import playbook.process.task.TestQuestions;

/** One word for a step, everywhere: models, forms, beans and variables agree. */
class NamesTest {

    private static final Map<Class<?>, Map<String, Class<?>>> COMPONENTS = new ConcurrentHashMap<>();

    private static final ModelRules MODELS = new ModelRules(Path.of("processes"), Path.of("forms"));

    static Stream<Arguments> rules() {
        return MODELS.all().entrySet().stream().map(rule -> Arguments.of(rule.getKey(), rule.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void modelsFormsAndCodeAgree(String name, Runnable rule) {
        rule.run();
    }

    @Test
    void everyStepOfTheCodeIsScriptedForTheProcessTests() {
        assertThat(steps(ShortStep.class)).isEqualTo(new TreeSet<>(ProcessTestConfiguration.SHORT));
        assertThat(steps(LongStep.class)).isEqualTo(new TreeSet<>(ProcessTestConfiguration.LONG));
    }

    /** A name that is spelt wrong there forbids nothing, proves nothing and cancels nothing. */
    @Test
    void everyStepThatTheCodeNamesByItselfIsInAModel() {
        Set<String> named = new TreeSet<>(TestQuestions.OURS_ALONE);
        named.addAll(RowPreparation.STEPS);
        named.addAll(steps(LongStep.class));
        assertThat(MODELS.steps()).containsAll(named);
        assertThat(MODELS.phases()).containsAll(TestQuestions.REPLACEABLE_PHASES);
    }

    /** A search, an import or a stack trace that tells the simple name tells the class. */
    @Test
    void noTwoRoomsHaveAClassOfTheSameSimpleName() throws IOException {
        Map<String, Set<Path>> files = new TreeMap<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            sources.filter(file -> file.toString().endsWith(".java") && !file.endsWith("package-info.java"))
                    .forEach(file -> files.computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
                            .add(file));
        }
        assertThat(files).as("source files").hasSizeGreaterThan(400);
        files.values().removeIf(ofOneName -> ofOneName.size() == 1);
        assertThat(files).as("classes of one simple name").isEmpty();
    }

    private static Set<String> steps(Class<?> kind) {
        return new TreeSet<>(components(kind).keySet());
    }

    /**
     * Bean names of real classes; the scripted ones of the process tests are no components. Read from the class path once: it
     * takes a good part of a second, and scripted steps ask at each turn.
     */
    static Map<String, Class<?>> components(Class<?> kind) {
        return COMPONENTS.computeIfAbsent(kind, NamesTest::scanned);
    }

    private static Map<String, Class<?>> scanned(Class<?> kind) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(
                (metadata, factory) -> new AnnotationTypeFilter(Component.class).match(metadata, factory)
                        && new AssignableTypeFilter(kind).match(metadata, factory));
        Map<String, Class<?>> found = new TreeMap<>();
        for (BeanDefinition bean : scanner.findCandidateComponents("playbook")) {
            String name =
                    AnnotationBeanNameGenerator.INSTANCE.generateBeanName(bean, new SimpleBeanDefinitionRegistry());
            found.put(name, ClassUtils.resolveClassName(Objects.requireNonNull(bean.getBeanClassName()), null));
        }
        return found;
    }
}
