package playbook.process.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.engine.delegate.VariableScope;
import playbook.evidence.Json;
import playbook.incident.Answer;
import playbook.incident.Answer.Asked;
import playbook.incident.HintedException;
import playbook.process.engine.Variable;

/** Reads what people sent; the browser's own checks protect nobody, so each value is checked again here. */
final class AnswerInput {

    private final VariableScope sent;
    private final Map<String, String> read = new LinkedHashMap<>();

    AnswerInput(VariableScope sent) {
        this.sent = sent;
    }

    /** @throws HintedException when it is none of the answers to that question */
    Answer answer(Asked asked) {
        String value = text(sent, Variable.text(asked.field()));
        Answer answer = Answer.of(asked, value).orElseThrow(() -> notOneOf(asked, value));
        read.put(asked.field(), value);
        return answer;
    }

    /** Likewise, where forms of a former version have no such field. */
    Answer answer(Asked asked, Answer whenMissing) {
        if (Variable.text(asked.field()).find(sent).isPresent()) {
            return answer(asked);
        }
        read.put(asked.field(), whenMissing.value());
        return whenMissing;
    }

    private static HintedException notOneOf(Asked asked, String value) {
        return new HintedException(
                "'" + asked.field() + "' is '" + value + "'",
                "choose one of " + Answer.to(asked).stream().map(Answer::value).collect(Collectors.joining(", "))
                        + ".");
    }

    /** @param hint what to do when it is empty */
    String needed(Variable<String> variable, String hint) {
        String text = needed(sent, variable, hint);
        read.put(variable.name(), text);
        return text;
    }

    static String needed(VariableScope scope, Variable<String> variable, String hint) {
        String text = text(scope, variable).strip();
        if (text.isEmpty()) {
            throw new HintedException("'" + variable.name() + "' is empty", hint);
        }
        return text;
    }

    AnswerInput note(Variable<String> variable) {
        variable.find(sent).ifPresent(text -> read.put(variable.name(), text));
        return this;
    }

    /** For what has a spelling or rules of its own. */
    Map<String, String> read() {
        return read;
    }

    private static String text(VariableScope scope, Variable<String> variable) {
        return variable.find(scope).orElse("");
    }

    /** A list in JSON, or one word: clients differ. */
    static List<String> texts(Object json) {
        String quoted = json.toString();
        String text = quoted.startsWith("\"") ? Json.read(quoted, String.class) : quoted;
        return text.startsWith("[") ? List.of(Json.read(text, String[].class)) : List.of(text.replace("\"", ""));
    }
}
