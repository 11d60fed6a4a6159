package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
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
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaOut;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;
import org.springframework.objenesis.SpringObjenesis;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.HintedException;
import playbook.incident.Method;
import playbook.incident.StrategyFacts;
import playbook.operation.LongStep;
import playbook.operation.ShortStep;
import playbook.process.engine.PlaybookVariables;
import playbook.process.engine.Variable;
import playbook.process.step.FailureOrders;
import playbook.process.task.FormColumns;
import playbook.process.task.TestQuestions;

/**
 * What a folder of models and a folder of forms must agree on with the code. Each rule names the file and the element that
 * breaks it.
 */
final class ModelRules {

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

    /** What the code, not a form, gives a variable that gateways compare or calls hand down. */
    private static final Map<String, Set<String>> OF_THE_CODE = Map.of(
            "again", Set.of("nothing", "culprit", "strategy"),
            "damage", Set.of("rows", "tables"),
            "outcome", Set.of("PROVED", "KILLED", "NOT_PROVED", "LEFT_OUT", FailureOrders.BY_HAND),
            "ending", Set.of("resolved", "false-alarm", "stopped"),
            "phase", Set.of("stop", "assess", "decide", "recover", "validate", "resume"),
            "strategy",
                    Stream.concat(
                                    Stream.of(Method.values())
                                            .filter(Method::built)
                                            .map(Method::word),
                                    Answer.to(Asked.WAY_BACK).stream().map(Answer::value))
                            .collect(Collectors.toSet()));

    private static final Pattern CONDITION = Pattern.compile("\\$\\{(\\w+) == '([A-Za-z_-]+)'}");
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
            "not",
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

    private final Path processes;
    private final Path forms;
    /** Read once: eleven models take most of a rule's time. */
    private final Map<Path, BpmnModelInstance> models = new LinkedHashMap<>();

    ModelRules(Path processes, Path forms) {
        this.processes = processes;
        this.forms = forms;
    }

    /** By name, in the order in which a reader wants them. */
    Map<String, Runnable> all() {
        Map<String, Runnable> rules = new LinkedHashMap<>();
        rules.put("a model has a version, a diagram and is kept", () -> models(this::isVersionedDrawnAndKept));
        rules.put("a service task is a job of its own with a bean of its name", () -> models(this::isAJobWithABean));
        rules.put("every step is called by a model and every call has a step", () -> everyStepIsCalled(false));
        rules.put("a user task has its form, an owner, a time and its reminders", () -> models(this::isAskedInTime));
        rules.put(
                "a call passes the business key, and an operation its own name",
                () -> models(this::passesTheBusinessKey));
        rules.put("a call hands back what it is named for", () -> models(this::handsBack));
        rules.put("a call hands down a phase and an ending that the code knows", () -> models(this::handsDown));
        rules.put("a decision table exists", () -> models(this::hasItsTable));
        rules.put("a listener is a bean", () -> models(this::hasItsListeners));
        rules.put("a gateway compares a variable with one of its values", () -> models(this::comparesWithAValue));
        rules.put("a gateway of the response hears what it compares", () -> models(this::hearsWhatItCompares));
        rules.put("a form asks what its question reads", () -> eachForm(this::asksWhatIsRead));
        rules.put("a form insists on its answer", () -> eachForm(this::insistsOnItsAnswer));
        rules.put("a form is named like its task and its keys are variables", () -> eachForm(this::hasKnownKeys));
        rules.put("a name in a text or a condition of a form is a variable", () -> eachForm(this::namesVariables));
        rules.put("a column of a form is one of its rows", () -> eachForm(this::hasKnownColumns));
        rules.put("an answer of a form is taken by the server", () -> eachForm(this::answersAreTaken));
        rules.put("a text field of a form has a limit", () -> eachForm(this::limitsItsTexts));
        rules.put("an answer fits its line", () -> eachForm(this::answersFit));
        rules.put("every form is used", this::everyFormIsUsed);
        rules.putAll(new TableRules(processes.resolve("recovery-strategy.dmn")).all());
        return rules;
    }

    /** Ids of everything that a model does itself or calls. */
    Set<String> steps() {
        Set<String> steps = new TreeSet<>();
        models((file, model) -> model.getModelElementsByType(Activity.class).forEach(step -> steps.add(step.getId())));
        return steps;
    }

    /** Those that a call hands down. */
    Set<String> phases() {
        Set<String> phases = new TreeSet<>();
        models((file, model) -> model.getModelElementsByType(CallActivity.class)
                .forEach(call -> phases.addAll(handedDown(call, "phase"))));
        return phases;
    }

    private void isVersionedDrawnAndKept(Path file, BpmnModelInstance model) {
        Process process = model.getModelElementsByType(Process.class).iterator().next();
        String place = at(file, process);
        assertThat(process.getId() + ".bpmn").as("%s: id", place).isEqualTo(name(file));
        assertThat(process.getCamundaHistoryTimeToLiveString())
                .as("%s: how long it is kept", place)
                .isEqualTo("P3650D");
        assertThat(process.getCamundaVersionTag()).as("%s: version", place).isEqualTo("0.1");
        Set<String> drawn = model.getModelElementsByType(BpmnShape.class).stream()
                .map(shape -> shape.getBpmnElement().getId())
                .collect(Collectors.toSet());
        for (FlowNode node : model.getModelElementsByType(FlowNode.class)) {
            assertThat(drawn).as("%s: drawn", at(file, node)).contains(node.getId());
        }
        assertThat(model.getModelElementsByType(ScriptTask.class))
                .as("%s: scripts", file)
                .isEmpty();
        assertThat(model.getModelElementsByType(Script.class))
                .as("%s: scripts", file)
                .isEmpty();
    }

    private void isAJobWithABean(Path file, BpmnModelInstance model) {
        for (ServiceTask task : model.getModelElementsByType(ServiceTask.class)) {
            String place = at(file, task);
            assertThat(task.isCamundaAsyncBefore())
                    .as("%s: a job of its own", place)
                    .isTrue();
            assertThat(task.getCamundaDelegateExpression())
                    .as("%s: bean", place)
                    .isEqualTo("${" + task.getId() + "Delegate}");
            assertThat(only(task, CamundaFailedJobRetryTimeCycle.class).get(0).getTextContent())
                    .as("%s: retries", place)
                    .isIn("R3/PT5S", "${retries}");
        }
    }

    /** @param onlyCalls whether steps that no model calls are right, too: a former model knows none that is new */
    void everyStepIsCalled(boolean onlyCalls) {
        Set<String> serviceTasks = new TreeSet<>();
        Set<String> operations = new TreeSet<>();
        models((file, model) -> {
            model.getModelElementsByType(ServiceTask.class).forEach(task -> serviceTasks.add(task.getId()));
            model.getModelElementsByType(CallActivity.class).stream()
                    .filter(call -> call.getCalledElement().equals("run-operation"))
                    .forEach(call -> operations.add(call.getId()));
        });
        Set<String> expected =
                new TreeSet<>(NamesTest.components(ShortStep.class).keySet());
        expected.addAll(OWN);
        Set<String> steps = new TreeSet<>(NamesTest.components(LongStep.class).keySet());
        if (onlyCalls) {
            assertThat(expected).as("%s: service tasks", processes).containsAll(serviceTasks);
            assertThat(steps).as("%s: operations", processes).containsAll(operations);
        } else {
            assertThat(serviceTasks).as("%s: service tasks", processes).isEqualTo(expected);
            assertThat(operations).as("%s: operations", processes).isEqualTo(steps);
        }
    }

    private void isAskedInTime(Path file, BpmnModelInstance model) {
        for (UserTask task : model.getModelElementsByType(UserTask.class)) {
            String place = at(file, task);
            assertThat(task.getCamundaFormRef()).as("%s: form", place).isEqualTo(task.getId());
            assertThat(task.getCamundaFormRefBinding())
                    .as("%s: binding of the form", place)
                    .isEqualTo("deployment");
            assertThat(forms.resolve(task.getId() + ".form"))
                    .as("%s: form", place)
                    .exists();
            assertThat(task.getCamundaCandidateGroupsList())
                    .as("%s: groups", place)
                    .isNotEmpty()
                    .allMatch(GROUPS::contains);
            assertThat(task.getCamundaDueDate()).as("%s: due", place).isNotNull();
            Duration due = Duration.parse(task.getCamundaDueDate());
            assertThat(only(task, CamundaTaskListener.class).stream()
                            .map(listener -> listener.getCamundaDelegateExpression() + " " + time(listener)))
                    .as("%s: reminders", place)
                    .containsExactlyInAnyOrder("${reminder} " + due.dividedBy(2), "${escalation} " + due);
        }
    }

    private void passesTheBusinessKey(Path file, BpmnModelInstance model) {
        for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
            String place = at(file, call);
            Collection<CamundaIn> in = only(call, CamundaIn.class);
            assertThat(in)
                    .as("%s: business key", place)
                    .extracting(CamundaIn::getCamundaBusinessKey)
                    .contains("#{execution.processBusinessKey}");
            assertThat(processes.resolve(call.getCalledElement() + ".bpmn"))
                    .as("%s: called model", place)
                    .exists();
            if (call.getCalledElement().equals("run-operation")) {
                assertThat(handedDown(call, "step")).as("%s: step", place).containsExactly(call.getId());
                assertThat(handedDown(call, "retries"))
                        .as("%s: a destructive step is tried once", place)
                        .containsExactly(destructive(call.getId()) ? "R1/PT0S" : "R3/PT5S");
            }
        }
    }

    private void handsBack(Path file, BpmnModelInstance model) {
        Set<String> declared = variables();
        for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
            String place = at(file, call);
            List<CamundaOut> out = only(call, CamundaOut.class);
            if (call.getCalledElement().equals("run-operation")) {
                assertThat(out.stream()
                                .map(mapping -> mapping.getCamundaSource() + " to " + mapping.getCamundaTarget()))
                        .as("%s: hands back", place)
                        .containsExactly("outcome to " + call.getId() + "Outcome");
                continue;
            }
            for (CamundaOut mapping : out) {
                String target = mapping.getCamundaTarget();
                assertThat(mapping.getCamundaSource())
                        .as("%s: hands back '%s' as", place, target)
                        .isEqualTo(target);
                assertThat(declared.contains(target) || isOutcome(target))
                        .as("%s: '%s', which is handed back, is a variable", place, target)
                        .isTrue();
            }
        }
    }

    private void handsDown(Path file, BpmnModelInstance model) {
        for (CallActivity call : model.getModelElementsByType(CallActivity.class)) {
            for (String variable : List.of("phase", "ending")) {
                assertThat(handedDown(call, variable))
                        .as("%s: %s", at(file, call), variable)
                        .allMatch(Objects.requireNonNull(OF_THE_CODE.get(variable))::contains);
            }
        }
    }

    private void hasItsTable(Path file, BpmnModelInstance model) {
        for (BusinessRuleTask task : model.getModelElementsByType(BusinessRuleTask.class)) {
            assertThat(processes.resolve(task.getCamundaDecisionRef() + ".dmn"))
                    .as("%s: decision table", at(file, task))
                    .exists();
        }
    }

    private void hasItsListeners(Path file, BpmnModelInstance model) {
        Set<String> beans = new TreeSet<>();
        beans.addAll(NamesTest.components(ExecutionListener.class).keySet());
        beans.addAll(NamesTest.components(TaskListener.class).keySet());
        for (BaseElement element : model.getModelElementsByType(BaseElement.class)) {
            Stream.concat(
                            only(element, CamundaExecutionListener.class).stream()
                                    .map(CamundaExecutionListener::getCamundaDelegateExpression),
                            only(element, CamundaTaskListener.class).stream()
                                    .map(CamundaTaskListener::getCamundaDelegateExpression))
                    .forEach(expression -> assertThat(beans)
                            .as("%s: listener %s", at(file, element), expression)
                            .contains(expression.substring(2, expression.length() - 1)));
        }
    }

    private void comparesWithAValue(Path file, BpmnModelInstance model) {
        Map<String, Set<String>> values = values();
        for (SequenceFlow flow : model.getModelElementsByType(SequenceFlow.class)) {
            if (flow.getConditionExpression() == null) {
                continue;
            }
            String place = at(file, flow) + ": " + flow.getConditionExpression().getTextContent();
            Matcher matcher = CONDITION.matcher(flow.getConditionExpression().getTextContent());
            assertThat(matcher.matches()).as(place).isTrue();
            String variable = matcher.group(1);
            Set<String> possible = isOutcome(variable)
                    ? outcomes(variable.substring(0, variable.length() - "Outcome".length()))
                    : values.getOrDefault(variable, Set.of());
            assertThat(possible).as(place).contains(matcher.group(2));
        }
    }

    /** The outermost model gets nothing from a caller: what it compares is answered in it, or a call hands it back. */
    private void hearsWhatItCompares(Path file, BpmnModelInstance model) {
        if (!name(file).equals(ProcessTest.RESPONSE + ".bpmn")) {
            return;
        }
        Set<String> heard = new TreeSet<>(OF_THE_CODE.keySet());
        model.getModelElementsByType(CamundaOut.class).forEach(out -> heard.add(out.getCamundaTarget()));
        for (SequenceFlow flow : model.getModelElementsByType(SequenceFlow.class)) {
            if (flow.getConditionExpression() != null) {
                Matcher matcher =
                        CONDITION.matcher(flow.getConditionExpression().getTextContent());
                assertThat(matcher.matches()).as(at(file, flow)).isTrue();
                assertThat(heard).as("%s: is handed back", at(file, flow)).contains(matcher.group(1));
            }
        }
    }

    /** A field that is declared for another form would be thrown away, and the one that is read would never be sent. */
    private void asksWhatIsRead(Path file, JsonNode form) {
        Set<String> read = read(form.get("id").asText());
        Set<String> asked = new TreeSet<>();
        for (JsonNode component : form.get("components")) {
            if (component.has("key")) {
                asked.add(component.get("key").asText());
                assertThat(read)
                        .as("%s: what the server reads of this form", at(file, component))
                        .contains(component.get("key").asText());
            }
        }
        assertThat(asked)
                .as(
                        "%s, %s: fields which the server reads",
                        name(file), form.get("id").asText())
                .containsAll(read);
    }

    /** Without it the process would go nowhere: whoever sends the form is told at once. */
    private void insistsOnItsAnswer(Path file, JsonNode form) {
        Asked.of(form.get("id").asText())
                .ifPresent(asked -> form.get("components").forEach(component -> {
                    if (asked.field().equals(component.path("key").asText())) {
                        assertThat(component.path("validate").path("required").asBoolean()
                                        || component.has("defaultValue"))
                                .as("%s: is answered", at(file, component))
                                .isTrue();
                    }
                }));
    }

    private void hasKnownKeys(Path file, JsonNode form) {
        String id = form.get("id").asText();
        assertThat(id + ".form").as("%s, %s: id", name(file), id).isEqualTo(name(file));
        Set<String> declared = variables();
        Set<String> ids = new TreeSet<>();
        for (JsonNode component : form.get("components")) {
            String place = at(file, component);
            assertThat(ids.add(component.get("id").asText()))
                    .as("%s: once", place)
                    .isTrue();
            assertThat(component.has("readonly"))
                    .as("%s: form-js would send a read-only field back", place)
                    .isFalse();
            if (component.has("key")) {
                assertThat(declared)
                        .as("%s: key", place)
                        .contains(component.get("key").asText());
            }
            if (component.has("dataSource")) {
                assertThat(declared)
                        .as("%s: rows", place)
                        .contains(component.get("dataSource").asText().substring(1));
            }
        }
    }

    /** What a text shows, or hangs on, is laid beside the task under that name; a part of a variable only of the facts. */
    private void namesVariables(Path file, JsonNode form) {
        Set<String> declared = variables();
        for (JsonNode component : form.get("components")) {
            for (String expression : expressions(component)) {
                Matcher names = NAME.matcher(expression.replaceAll("\"[^\"]*\"", ""));
                while (names.find()) {
                    String name = names.group(1);
                    String place = at(file, component) + ": " + name + " in '" + expression + "'";
                    String part = names.group(2);
                    if (FEEL.contains(name)) {
                        isAColumn(name, part, expression, place);
                        continue;
                    }
                    assertThat(declared).as(place).contains(name);
                    if (part != null) {
                        assertThat(name).as(place).isEqualTo("facts");
                        assertThat(facts()).as(place).contains(part.substring(1));
                    }
                }
            }
        }
    }

    /** A part of what an expression takes from the rows of a table, one by one. */
    private static void isAColumn(String name, @Nullable String part, String expression, String place) {
        if (part != null) {
            Matcher rows = Pattern.compile("\\b" + name + " in (\\w+)").matcher(expression);
            assertThat(rows.find()).as(place).isTrue();
            assertThat(FormColumns.byTable().getOrDefault(rows.group(1), Set.of()))
                    .as(place)
                    .contains(part.substring(1));
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

    private void hasKnownColumns(Path file, JsonNode form) {
        Map<String, Set<String>> rows = FormColumns.byTable();
        for (JsonNode component : form.get("components")) {
            for (JsonNode column : component.path("columns")) {
                String source = component.path("dataSource").asText().substring(1);
                assertThat(rows.getOrDefault(source, Set.of()))
                        .as("%s: columns of '%s'", at(file, component), source)
                        .contains(column.path("key").asText());
            }
        }
    }

    private void answersAreTaken(Path file, JsonNode form) {
        String id = form.get("id").asText();
        for (JsonNode component : form.get("components")) {
            for (JsonNode value : component.path("values")) {
                if (id.equals("report-loss")) {
                    continue; // Its choices are texts for people; the target is looked up.
                }
                String key = component.path("key").asText();
                String answer = value.path("value").asText();
                String refusal = refusal(id, key, answer);
                assertThat(refusal)
                        .as("%s: answer '%s'", at(file, component), answer)
                        .doesNotContain("'" + key + "' is '")
                        .doesNotContain("no question is asked");
            }
        }
    }

    private static String refusal(String form, String key, String answer) {
        Map<String, Object> sent = everyAnswer();
        sent.put("phase", "decide");
        sent.put("failureDecision", "stop");
        sent.put(key, answer);
        try {
            TestQuestions.read(form, scope(sent, new TreeSet<>()));
            return "";
        } catch (HintedException | IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** Every field that the server looks for in what this form sends, whichever answer is given. */
    private static Set<String> read(String form) {
        Set<String> read = new TreeSet<>();
        if (form.equals("report-loss")) {
            TestQuestions.report(scope(everyAnswer(), read), "olivia");
            return read;
        }
        Asked asked = Asked.of(form).orElseThrow(() -> new AssertionError(form + ".form: no question is asked by it"));
        List<String> answers =
                new ArrayList<>(Answer.to(asked).stream().map(Answer::value).toList());
        if (asked == Asked.WAY_BACK) {
            Stream.of(Method.values()).map(Method::word).forEach(answers::add);
        }
        for (String answer : answers) {
            for (String culprit : TestQuestions.CULPRITS) {
                Map<String, Object> sent = everyAnswer();
                sent.put("culpritXid", culprit);
                sent.put("phase", "decide");
                sent.put(asked.field(), answer);
                TestQuestions.read(form, scope(sent, read));
            }
        }
        read.removeAll(Set.of("phase", "step")); // Of the process, not of the form.
        return read;
    }

    private static Map<String, Object> everyAnswer() {
        return new HashMap<>(Map.ofEntries(
                Map.entry("target", "noa"),
                Map.entry("description", "gone"),
                Map.entry("confirmed", true),
                Map.entry("culpritXid", "771"),
                Map.entry("lossTime", "2026-11-22T14:30:00Z"),
                Map.entry("strategy", Method.POINT_IN_TIME_RECOVERY.word()),
                Map.entry("stopKind", "transaction"),
                Map.entry("stopValue", "771"),
                Map.entry("lossDecision", "loss"),
                Map.entry("approval", "approve"),
                Map.entry("fenceNote", "closed the port"),
                Map.entry("failureNote", "looked"),
                Map.entry("validationNote", "seen"),
                Map.entry("troubleNote", "looked")));
    }

    /** @param read hears the name of each variable that is asked for */
    private static VariableScope scope(Map<String, Object> sent, Set<String> read) {
        return (VariableScope) Proxy.newProxyInstance(
                ModelRules.class.getClassLoader(), new Class<?>[] {VariableScope.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("getVariable")) {
                        return null;
                    }
                    read.add((String) arguments[0]);
                    return sent.get(arguments[0]);
                });
    }

    /** The engine's column takes 4,000 characters: the form says the limit, and the server reads it from the form. */
    private void limitsItsTexts(Path file, JsonNode form) {
        for (JsonNode component : form.get("components")) {
            if (Set.of("textfield", "textarea").contains(component.path("type").asText())) {
                assertThat(component.path("validate").path("maxLength").asInt())
                        .as("%s: longest text", at(file, component))
                        .isBetween(1, 3_900);
            }
        }
    }

    /** Tasklist breaks no line of a choice: what is longer was cut off at the form's edge. */
    private void answersFit(Path file, JsonNode form) {
        for (JsonNode component : form.get("components")) {
            for (JsonNode value : component.path("values")) {
                assertThat(value.path("label").asText())
                        .as("%s", at(file, component))
                        .hasSizeBetween(1, 86);
            }
        }
    }

    private void everyFormIsUsed() {
        Set<String> used = new TreeSet<>();
        models((file, model) -> {
            model.getModelElementsByType(UserTask.class).forEach(task -> used.add(task.getCamundaFormRef() + ".form"));
            model.getModelElementsByType(StartEvent.class).stream()
                    .filter(start -> start.getCamundaFormRef() != null)
                    .forEach(start -> used.add(start.getCamundaFormRef() + ".form"));
        });
        assertThat(list(forms, ".form").stream().map(ModelRules::name))
                .as("%s: forms that models ask for", forms)
                .containsExactlyInAnyOrderElementsOf(used);
    }

    /** Values of each variable that a gateway may compare: the forms' answers, and what the code sets. */
    private Map<String, Set<String>> values() {
        Map<String, Set<String>> values = new HashMap<>();
        OF_THE_CODE.forEach((variable, own) -> values.put(variable, new TreeSet<>(own)));
        eachForm((file, form) -> form.get("components")
                .forEach(component -> component
                        .path("values")
                        .forEach(value -> values.computeIfAbsent(
                                        component.path("key").asText(), key -> new TreeSet<>())
                                .add(value.path("value").asText()))));
        return values;
    }

    private static boolean isOutcome(String variable) {
        if (!variable.endsWith("Outcome")) {
            return false;
        }
        String step = variable.substring(0, variable.length() - "Outcome".length());
        return NamesTest.components(ShortStep.class).containsKey(step)
                || NamesTest.components(LongStep.class).containsKey(step);
    }

    /** Of a short step the constants of its own enum, which is nested in it or in the result it returns. */
    private static Set<String> outcomes(String step) {
        if (NamesTest.components(LongStep.class).containsKey(step)) {
            return Objects.requireNonNull(OF_THE_CODE.get("outcome"));
        }
        Class<?> type = Objects.requireNonNull(
                NamesTest.components(ShortStep.class).get(step), () -> "there is no short step named " + step);
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

    private static boolean destructive(String step) {
        Class<?> type = NamesTest.components(LongStep.class).get(step);
        return type != null && ((LongStep<?>) new SpringObjenesis().newInstance(type)).destructive();
    }

    private static List<String> handedDown(CallActivity call, String variable) {
        return only(call, CamundaIn.class).stream()
                .filter(mapping -> variable.equals(mapping.getCamundaTarget()))
                .map(CamundaIn::getCamundaSourceExpression)
                .toList();
    }

    private static String time(CamundaTaskListener listener) {
        return Duration.parse(listener.getTimeouts()
                        .iterator()
                        .next()
                        .getTimeDuration()
                        .getTextContent())
                .toString();
    }

    private static <T extends ModelElementInstance> List<T> only(BaseElement owner, Class<T> type) {
        return owner.getExtensionElements() == null
                ? List.of()
                : owner.getExtensionElements()
                        .getElementsQuery()
                        .filterByType(type)
                        .list();
    }

    static Set<String> facts() {
        return Arrays.stream(StrategyFacts.class.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
    }

    private static Set<String> variables() {
        Set<String> names = new TreeSet<>();
        try {
            for (Field field : PlaybookVariables.class.getDeclaredFields()) {
                if (field.get(null) instanceof Variable<?> variable) {
                    names.add(variable.name());
                }
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
        return names;
    }

    private static String at(Path file, BaseElement element) {
        return name(file) + ", " + element.getId();
    }

    private static String at(Path file, JsonNode component) {
        return name(file) + ", " + component.path("id").asText() + " "
                + component.path("key").asText();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void models(BiConsumer<Path, BpmnModelInstance> rule) {
        if (models.isEmpty()) {
            list(processes, ".bpmn").forEach(file -> models.put(file, Bpmn.readModelFromFile(file.toFile())));
        }
        models.forEach(rule);
    }

    private void eachForm(BiConsumer<Path, JsonNode> rule) {
        for (Path file : list(forms, ".form")) {
            try {
                rule.accept(file, new ObjectMapper().readTree(file.toFile()));
            } catch (IOException e) {
                throw new UncheckedIOException(file.toString(), e);
            }
        }
    }

    private static List<Path> list(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(folder.toString(), e);
        }
    }
}
