package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BusinessRuleTask;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.Script;
import org.camunda.bpm.model.bpmn.instance.ScriptTask;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.SimpleBeanDefinitionRegistry;
import org.springframework.context.annotation.AnnotationBeanNameGenerator;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.stereotype.Component;
import org.springframework.util.ClassUtils;
import playbook.incident.StrategyFacts;
import playbook.operation.LongStep;
import playbook.operation.ShortStep;

/** One word for a step, everywhere: models, forms, beans and variables agree. */
class NamesTest {

    private static final Path PROCESSES = Path.of("processes");
    private static final Path FORMS = Path.of("forms");
    private static final Set<String> GROUPS = Set.of(
            "operators",
            "dba",
            "managers",
            "executives",
            "communications",
            "legal",
            "compliance",
            "customer-success",
            "auditors");
    /** Service tasks of the process room itself. */
    private static final Set<String> OWN = Set.of(
            "openIncident",
            "reconsider",
            "endPreparation",
            "startSnapshot",
            "startRestore",
            "startOperation",
            "proveOperation",
            "noteOverdue",
            "orderFailedStep");

    /** They overwrite, and are tried once. */
    private static final Set<String> ONCE = Set.of("mergeRows", "undoMerge", "swapData", "undoSwap");

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{(.*?)}}");
    /** A name which is no part of another one, and the part of it that is meant. */
    private static final Pattern NAME = Pattern.compile("(?<![.\\w])([A-Za-z]\\w*)(\\.\\w+)?");
    /** Words of the expression language, functions, and names that an expression binds itself. */
    private static final Set<String> FEEL = Set.of(
            "if",
            "then",
            "else",
            "null",
            "or",
            "and",
            "some",
            "in",
            "satisfies",
            "for",
            "return",
            "string",
            "count",
            "concatenate",
            "way",
            "o",
            "available",
            "label",
            "value");

    private static final Map<Class<?>, Map<String, Class<?>>> COMPONENTS = new ConcurrentHashMap<>();
    private static final Pattern CONDITION = Pattern.compile("\\$\\{(\\w+) == '([A-Za-z_-]+)'}");

    static Stream<Path> models() throws IOException {
        return list(PROCESSES, ".bpmn").stream();
    }

    static Stream<Path> forms() throws IOException {
        return list(FORMS, ".form").stream();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aModelHasAVersionADiagramAndIsKept(Path file) {
        BpmnModelInstance model = Bpmn.readModelFromFile(file.toFile());
        Process process = model.getModelElementsByType(Process.class).iterator().next();
        assertThat(process.getId() + ".bpmn").isEqualTo(file.getFileName().toString());
        assertThat(process.getCamundaHistoryTimeToLiveString()).isEqualTo("P3650D");
        assertThat(process.getCamundaVersionTag()).isEqualTo("0.1");
        Set<String> drawn =
                model.getModelElementsByType(org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape.class).stream()
                        .map(shape -> shape.getBpmnElement().getId())
                        .collect(Collectors.toSet());
        assertThat(model.getModelElementsByType(FlowNode.class))
                .extracting(BaseElement::getId)
                .allMatch(drawn::contains);
        assertThat(model.getModelElementsByType(ScriptTask.class)).isEmpty();
        assertThat(model.getModelElementsByType(Script.class)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("models")
    void aServiceTaskIsAJobOfItsOwnWithABeanOfItsName(Path file) {
        for (ServiceTask task : all(file, ServiceTask.class)) {
            assertThat(task.isCamundaAsyncBefore()).as(task.getId()).isTrue();
            assertThat(task.getCamundaDelegateExpression()).isEqualTo("${" + task.getId() + "Delegate}");
            assertThat(retries(task)).as(task.getId()).isIn("R3/PT5S", "${retries}");
        }
    }

    @Test
    void everyStepIsCalledByAModelAndEveryCallHasAStep() throws IOException {
        Set<String> serviceTasks = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        for (Path file : list(PROCESSES, ".bpmn")) {
            all(file, ServiceTask.class).forEach(task -> serviceTasks.add(task.getId()));
            all(file, CallActivity.class).stream()
                    .filter(call -> call.getCalledElement().equals("run-operation"))
                    .forEach(call -> operations.add(call.getId()));
        }
        Set<String> expected = new TreeSet<>(ProcessTestConfiguration.SHORT);
        expected.addAll(OWN);
        assertThat(serviceTasks).isEqualTo(expected);
        assertThat(operations).isEqualTo(new TreeSet<>(ProcessTestConfiguration.LONG));
    }

    @ParameterizedTest
    @MethodSource("models")
    void aUserTaskHasItsFormAnOwnerATimeAndItsReminders(Path file) {
        for (UserTask task : all(file, UserTask.class)) {
            assertThat(task.getCamundaFormRef()).isEqualTo(task.getId());
            assertThat(task.getCamundaFormRefBinding()).isEqualTo("deployment");
            assertThat(FORMS.resolve(task.getId() + ".form")).exists();
            assertThat(GROUPS).containsAll(task.getCamundaCandidateGroupsList());
            assertThat(task.getCamundaCandidateGroupsList()).isNotEmpty();
            Duration due = Duration.parse(task.getCamundaDueDate());
            assertThat(task.getExtensionElements()
                            .getElementsQuery()
                            .filterByType(CamundaTaskListener.class)
                            .list())
                    .extracting(CamundaTaskListener::getCamundaDelegateExpression, NamesTest::time)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.groups.Tuple.tuple("${reminder}", due.dividedBy(2)),
                            org.assertj.core.groups.Tuple.tuple("${escalation}", due));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aCallPassesTheBusinessKeyAndAnOperationItsOwnName(Path file) {
        for (CallActivity call : all(file, CallActivity.class)) {
            Collection<CamundaIn> in = call.getExtensionElements()
                    .getElementsQuery()
                    .filterByType(CamundaIn.class)
                    .list();
            assertThat(in).extracting(CamundaIn::getCamundaBusinessKey).contains("#{execution.processBusinessKey}");
            assertThat(PROCESSES.resolve(call.getCalledElement() + ".bpmn")).exists();
            if (call.getCalledElement().equals("run-operation")) {
                assertThat(in)
                        .filteredOn(mapping -> "step".equals(mapping.getCamundaTarget()))
                        .extracting(CamundaIn::getCamundaSourceExpression)
                        .containsExactly(call.getId());
                assertThat(in)
                        .filteredOn(mapping -> "retries".equals(mapping.getCamundaTarget()))
                        .extracting(CamundaIn::getCamundaSourceExpression)
                        .containsExactly(ONCE.contains(call.getId()) ? "R1/PT0S" : "R3/PT5S");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aDecisionTableExists(Path file) {
        for (BusinessRuleTask task : all(file, BusinessRuleTask.class)) {
            assertThat(PROCESSES.resolve(task.getCamundaDecisionRef() + ".dmn")).exists();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void aGatewayComparesADeclaredVariableWithAConstantAndCallsNoMethod(Path file) throws Exception {
        Set<String> declared = variables();
        for (SequenceFlow flow : all(file, SequenceFlow.class)) {
            if (flow.getConditionExpression() != null) {
                String condition = flow.getConditionExpression().getTextContent();
                Matcher matcher = CONDITION.matcher(condition);
                assertThat(matcher.matches()).as(condition).isTrue();
                String variable = matcher.group(1);
                if (variable.endsWith("Outcome")) {
                    String step = variable.substring(0, variable.length() - "Outcome".length());
                    assertThat(outcomes(step)).as(condition).contains(matcher.group(2));
                } else {
                    assertThat(declared).as(condition).contains(variable);
                }
            }
        }
    }

    @Test
    void everyStepOfTheCodeIsUsedByAModelUnderItsOwnName() throws Exception {
        assertThat(steps(ShortStep.class)).isEqualTo(new TreeSet<>(ProcessTestConfiguration.SHORT));
        Set<String> longSteps = steps(LongStep.class);
        assertThat(longSteps).isEqualTo(new TreeSet<>(ProcessTestConfiguration.LONG));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void aFormIsNamedLikeItsTaskAndItsKeysAreDeclaredVariables(Path file) throws Exception {
        JsonNode form = new ObjectMapper().readTree(file.toFile());
        assertThat(form.get("id").asText() + ".form")
                .isEqualTo(file.getFileName().toString());
        Set<String> declared = variables();
        Set<String> ids = new TreeSet<>();
        for (JsonNode component : form.get("components")) {
            assertThat(ids.add(component.get("id").asText())).isTrue();
            assertThat(component.has("readonly"))
                    .as("form-js would send a read-only field back")
                    .isFalse();
            if (component.has("key")) {
                assertThat(declared).contains(component.get("key").asText());
            }
            if (component.has("dataSource")) {
                assertThat(declared)
                        .contains(component.get("dataSource").asText().substring(1));
            }
        }
    }

    /** What a text of a form shows, or hangs on, is laid beside the task under that name; a part of a variable only of the facts. */
    @ParameterizedTest
    @MethodSource("forms")
    void everyNameInATextOrAConditionOfAFormIsAVariable(Path file) throws Exception {
        Set<String> declared = variables();
        for (JsonNode component : new ObjectMapper().readTree(file.toFile()).get("components")) {
            for (String expression : expressions(component)) {
                Matcher names = NAME.matcher(expression.replaceAll("\"[^\"]*\"", ""));
                while (names.find()) {
                    String name = names.group(1);
                    if (FEEL.contains(name)) {
                        continue;
                    }
                    assertThat(declared)
                            .as(
                                    "%s in '%s' of %s",
                                    name, expression, component.path("id").asText())
                            .contains(name);
                    String part = names.group(2);
                    if (part != null) {
                        assertThat(name).as(expression).isEqualTo("facts");
                        assertThat(StrategyFacts.class.getRecordComponents())
                                .as(expression)
                                .extracting(RecordComponent::getName)
                                .contains(part.substring(1));
                    }
                }
            }
        }
    }

    private static List<String> expressions(JsonNode component) {
        List<String> expressions = new ArrayList<>();
        Matcher templates = TEMPLATE.matcher(
                component.path("text").asText() + component.path("label").asText());
        while (templates.find()) {
            expressions.add(templates.group(1));
        }
        expressions.add(component.path("conditional").path("hide").asText());
        expressions.add(component.path("valuesExpression").asText());
        return expressions;
    }

    /** The engine's column takes 4,000 characters: the form says the limit, and the server reads it from the form. */
    @ParameterizedTest
    @MethodSource("forms")
    void everyTextFieldOfAFormHasALimit(Path file) throws Exception {
        for (JsonNode component : new ObjectMapper().readTree(file.toFile()).get("components")) {
            if (Set.of("textfield", "textarea").contains(component.path("type").asText())) {
                assertThat(component.path("validate").path("maxLength").asInt())
                        .as(component.path("key").asText())
                        .isBetween(1, 3_900);
            }
        }
    }

    /** Tasklist breaks no line of a choice: what is longer was cut off at the form's edge. */
    @ParameterizedTest
    @MethodSource("forms")
    void everyAnswerFitsItsLine(Path file) throws Exception {
        for (JsonNode component : new ObjectMapper().readTree(file.toFile()).get("components")) {
            for (JsonNode value : component.path("values")) {
                assertThat(value.path("label").asText())
                        .as(component.path("key").asText())
                        .hasSizeBetween(1, 86);
            }
        }
    }

    @Test
    void everyFormIsUsed() throws IOException {
        Set<String> used = new TreeSet<>();
        for (Path file : list(PROCESSES, ".bpmn")) {
            all(file, UserTask.class).forEach(task -> used.add(task.getCamundaFormRef() + ".form"));
            all(file, StartEvent.class).stream()
                    .filter(start -> start.getCamundaFormRef() != null)
                    .forEach(start -> used.add(start.getCamundaFormRef() + ".form"));
        }
        assertThat(list(FORMS, ".form"))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(used);
    }

    /** Bean names of the real step classes; the scripted ones of the process tests are no components. */
    private static Set<String> steps(Class<?> kind) {
        return new TreeSet<>(components(kind).keySet());
    }

    /** Read from the class path once: it takes a good part of a second, and scripted steps ask at each turn. */
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

    /** Constants of the step's own enum, which is nested in the step or in the result it returns. */
    private static Set<String> outcomes(String step) {
        Class<?> type = Objects.requireNonNull(
                components(ShortStep.class).get(step), () -> "there is no short step named " + step);
        Class<?> result = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("run") && !method.isBridge())
                .findFirst()
                .orElseThrow()
                .getReturnType();
        return Stream.of(type, result)
                .flatMap(owner -> Arrays.stream(owner.getDeclaredClasses()))
                .filter(nested -> nested.isEnum() && nested.getSimpleName().equals("Outcome"))
                .flatMap(nested -> Arrays.stream(nested.getEnumConstants()))
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.toSet());
    }

    private static Duration time(CamundaTaskListener listener) {
        return Duration.parse(
                listener.getTimeouts().iterator().next().getTimeDuration().getTextContent());
    }

    private static String retries(ServiceTask task) {
        return task.getExtensionElements()
                .getElementsQuery()
                .filterByType(CamundaFailedJobRetryTimeCycle.class)
                .singleResult()
                .getTextContent();
    }

    private static <T extends ModelElementInstance> Collection<T> all(Path file, Class<T> type) {
        return Bpmn.readModelFromFile(file.toFile()).getModelElementsByType(type);
    }

    private static Set<String> variables() throws IllegalAccessException {
        Set<String> names = new TreeSet<>();
        for (Field field : PlaybookVariables.class.getDeclaredFields()) {
            if (field.get(null) instanceof Variable<?> variable) {
                names.add(variable.name());
            }
        }
        return names;
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new ArrayList<>(files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList());
        }
    }
}
