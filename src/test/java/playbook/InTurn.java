package playbook;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * A long test that only every sixth run of {@code ./playbook test} has: the script names the part by the commit, prints
 * it and lists what it left out. Without a part, as in {@code mvn verify} and {@code ./playbook test --all}, it runs.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(InTurn.Condition.class)
public @interface InTurn {

    /** How many parts there are; the script counts the same. */
    int PARTS = 6;

    /** The system property with the part of this run. */
    String PROPERTY = "playbook.tests.part";

    /** The part that runs it, from 1 to {@link #PARTS}. */
    int value();

    /** Decides by the part of this run. */
    final class Condition implements ExecutionCondition {

        /** @throws IllegalArgumentException for a part that there is not, so that none runs by mistake without its tests */
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), InTurn.class)
                    .map(turn -> decide(turn.value(), System.getProperty(PROPERTY, "")))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("runs always"));
        }

        static ConditionEvaluationResult decide(int turn, String part) {
            if (turn < 1 || turn > PARTS || (!part.isEmpty() && !part.matches("[1-" + PARTS + "]"))) {
                throw new IllegalArgumentException("no part " + turn + " or '" + part + "' of " + PARTS);
            }
            return part.isEmpty() || turn == Integer.parseInt(part)
                    ? ConditionEvaluationResult.enabled("its turn")
                    : ConditionEvaluationResult.disabled(
                            "in turn: part " + turn + " of " + PARTS + ", this run has part " + part);
        }
    }
}
