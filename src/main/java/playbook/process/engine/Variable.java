package playbook.process.engine;

import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.camunda.spin.json.SpinJsonNode;
import org.camunda.spin.plugin.variable.SpinValues;
import playbook.evidence.Json;
import playbook.incident.Figures;
import playbook.incident.HintedException;

/**
 * One typed variable of the process: a primitive or JSON, never a long string, never a serialised object. Each call activity
 * copies it and history keeps each copy, so a finding is none: it stands in the record, and a form shows a bounded part.
 */
public final class Variable<T> {

    /** The engine's column takes 4,000 characters; a longer value breaks the whole transaction. */
    private static final int LONGEST_TEXT = 3_900;

    private static final String HINT = "\nHINT: ";

    private final String name;
    private final Function<Object, T> read;
    private final Function<T, Object> write;

    private Variable(String name, Function<Object, T> read, Function<T, Object> write) {
        this.name = name;
        this.read = read;
        this.write = write;
    }

    public static Variable<String> text(String name) {
        return new Variable<>(name, Object::toString, Variable::cut);
    }

    static Variable<Integer> number(String name) {
        return new Variable<>(name, Variable::whole, value -> value);
    }

    static Variable<Boolean> flag(String name) {
        return new Variable<>(name, value -> Boolean.valueOf(value.toString()), value -> value);
    }

    /** Read as JSON text, whatever wrote it; written from any record. */
    static Variable<Object> json(String name) {
        return new Variable<>(
                name,
                value -> value instanceof SpinJsonNode node ? node.toString() : Json.write(value),
                value -> SpinValues.jsonValue(value instanceof String text ? text : Json.write(value))
                        .create());
    }

    public String name() {
        return name;
    }

    public Optional<T> find(VariableScope scope) {
        return Optional.ofNullable(scope.getVariable(name)).map(read);
    }

    /** @throws HintedException when it is not set */
    public T in(VariableScope scope) {
        return find(scope)
                .orElseThrow(() -> new HintedException(
                        "the process has no variable '" + name + "'", "set it in Cockpit, then try the step again."));
    }

    public void set(VariableScope scope, T value) {
        scope.setVariable(name, write.apply(value));
    }

    public void setLocal(VariableScope scope, T value) {
        scope.setVariableLocal(name, write.apply(value));
    }

    private static Integer whole(Object value) {
        return value instanceof Number number ? number.intValue() : Integer.parseInt(value.toString());
    }

    /** What a person does about it stands last, and is never cut off. */
    public static String cut(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return text;
        }
        int from = text.lastIndexOf(HINT);
        String hint = from < 0 || text.length() - from > LONGEST_TEXT / 2 ? "" : text.substring(from);
        String last = " … (" + Figures.number(text.length()) + " characters, all in the record)" + hint;
        return text.substring(0, LONGEST_TEXT - last.length()) + last;
    }
}
