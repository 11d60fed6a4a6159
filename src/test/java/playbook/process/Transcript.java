package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.history.HistoricVariableInstance;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import playbook.evidence.EvidenceReading.Kind;
import playbook.process.task.TestQuestions;

/**
 * What one response asks people, in order, by which form and of which group, and what it leaves: its answers as the record and
 * the process have them, and the steps that ran. Two that are alike were the same response to everybody.
 */
final class Transcript implements ResponseWalk.Witness {

    private final ProcessTest engine;
    private final List<String> questions = new ArrayList<>();
    private String response = "";

    Transcript(ProcessTest engine) {
        this.engine = engine;
    }

    @Override
    public void asked(Task task, Map<String, Object> answer) {
        response = engine.history
                .createHistoricProcessInstanceQuery()
                .processInstanceId(task.getProcessInstanceId())
                .singleResult()
                .getRootProcessInstanceId();
        JsonNode form = form(task);
        hasFieldsFor(form, answer);
        questions.add("%s by form %s of %s: %s"
                .formatted(task.getTaskDefinitionKey(), form.path("id").asText(), groups(task), new TreeMap<>(answer)));
    }

    /** The one that the task's own model brought along: the engine fails where there is none. */
    private JsonNode form(Task task) {
        try (InputStream form = engine.forms.getDeployedTaskForm(task.getId())) {
            return new ObjectMapper().readTree(form);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void hasFieldsFor(JsonNode form, Map<String, Object> answer) {
        Map<String, List<String>> fields = TestQuestions.fields(form);
        assertThat(fields.keySet())
                .as("fields of the form '%s'", form.path("id").asText())
                .containsAll(answer.keySet());
        answer.forEach((field, value) -> {
            List<String> choices = Objects.requireNonNull(fields.get(field));
            if (!choices.isEmpty()) {
                assertThat(choices)
                        .as(
                                "choices of '%s' on the form '%s'",
                                field, form.path("id").asText())
                        .contains(value.toString());
            }
        });
    }

    private Set<String> groups(Task task) {
        return engine.tasks.getIdentityLinksForTask(task.getId()).stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** To be called when the response is over. */
    Left left() {
        return new Left(
                List.copyOf(questions),
                recordedAnswers(),
                answersHandedUp(),
                engine.world.ran.stream()
                        .map(step -> step.replace(engine.world.newest(), "the incident"))
                        .sorted()
                        .toList());
    }

    /**
     * @param questions in the order in which they were answered
     * @param recordedAnswers by question, as pages and reports read them
     * @param answersHandedUp what the whole response has of the fields of all forms
     * @param steps in no order: some run beside each other
     */
    record Left(
            List<String> questions,
            List<String> recordedAnswers,
            Map<String, String> answersHandedUp,
            List<String> steps) {}

    private List<String> recordedAnswers() {
        return engine.world.entries.stream()
                .filter(entry -> entry.kind() == Kind.DECIDED)
                .map(entry -> entry.step() + " by " + entry.who() + ": " + entry.content())
                .toList();
    }

    private Map<String, String> answersHandedUp() {
        Set<String> fields = ResponseWalk.STRAIGHT.keySet().stream()
                .flatMap(form -> TestQuestions.keys(form).stream())
                .collect(Collectors.toSet());
        return engine
                .history
                .createHistoricVariableInstanceQuery()
                .processInstanceId(response)
                .disableCustomObjectDeserialization()
                .list()
                .stream()
                .filter(variable -> fields.contains(variable.getName()) && variable.getValue() != null)
                .collect(Collectors.toMap(
                        HistoricVariableInstance::getName,
                        variable -> variable.getValue().toString(),
                        (one, other) -> one + ", " + other,
                        TreeMap::new));
    }
}
