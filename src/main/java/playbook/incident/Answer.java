package playbook.incident;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Every answer that a form offers: its value in models, records and the HTTP interface, and a phrase for what the
 * person did.
 */
public enum Answer {
    LOSS(Asked.LOSS, "loss", "confirmed the loss"),
    FALSE_ALARM(Asked.LOSS, "false-alarm", "called it a false alarm"),

    LOOK_AGAIN(Asked.FENCE, "look-again", "fenced by hand"),
    STOP_UNFENCED(Asked.FENCE, "stop", "stopped the response"),

    /** Chosen instead of a way back. */
    NO_WAY_BUT_ANOTHER_CULPRIT(Asked.WAY_BACK, "another-culprit", "doubted the transaction that was named"),
    /** Chosen instead of a way back. */
    NO_WAY(Asked.WAY_BACK, "stop", "stopped the response"),

    APPROVE(Asked.PLAN, "approve", "approved the plan"),
    REJECT(Asked.PLAN, "reject", "rejected the plan"),

    CONFIRM(Asked.VALIDATION, "confirm", "confirmed the recovery"),
    BACK(Asked.VALIDATION, "back", "found the recovery not right"),
    UNDO(Asked.VALIDATION, "undo", "had the recovery taken back"),

    RESUME(Asked.RESUMPTION, "resume", "had the service resumed"),
    WAIT(Asked.RESUMPTION, "wait", "had the resumption wait"),

    CONTINUE(Asked.TROUBLE, "continue", "accepted the trouble after the resumption"),
    STOP_AGAIN(Asked.TROUBLE, "stop-again", "stopped the service again"),

    TRY_AGAIN(Asked.FAILED_STEP, "try-again", "had a failed step tried again"),
    ANOTHER_STRATEGY(Asked.FAILED_STEP, "another-strategy", "left a failed step for another way back"),
    ANOTHER_CULPRIT(Asked.FAILED_STEP, "another-culprit", "doubted the transaction that was named"),
    BY_HAND(Asked.FAILED_STEP, "by-hand", "did a failed step by hand"),
    STOP(Asked.FAILED_STEP, "stop", "stopped the response");

    private final Asked asked;
    private final String value;
    private final String deed;

    Answer(Asked asked, String value, String deed) {
        this.asked = asked;
        this.value = value;
        this.deed = deed;
    }

    /** The answer with this value; empty for any other value, such as a chosen way back. */
    public static Optional<Answer> of(Asked asked, @Nullable String value) {
        return to(asked).stream().filter(answer -> answer.value.equals(value)).findFirst();
    }

    public static List<Answer> to(Asked asked) {
        return Stream.of(values()).filter(answer -> answer.asked == asked).toList();
    }

    public String value() {
        return value;
    }

    /** What the person did, as the part of a sentence after the person's name. */
    public String deed() {
        return deed;
    }

    /** A question to people, with its form and the field that holds the answer. */
    public enum Asked {
        LOSS("confirm-loss", "lossDecision"),
        FENCE("fence-by-hand", "fenceDecision"),
        WAY_BACK("choose-strategy", "strategy"),
        PLAN("approve-recovery", "approval"),
        VALIDATION("confirm-validation", "validationDecision"),
        RESUMPTION("approve-resume", "resumeDecision"),
        TROUBLE("resume-trouble", "troubleDecision"),
        FAILED_STEP("handle-failed-step", "failureDecision");

        private final String form;
        private final String field;

        Asked(String form, String field) {
            this.form = form;
            this.field = field;
        }

        public static Optional<Asked> of(String form) {
            return Stream.of(values()).filter(asked -> asked.form.equals(form)).findFirst();
        }

        /** The id of the user task and of its form. */
        public String form() {
            return form;
        }

        /** The name of the form's field, of the process variable and of the record's field with the answer. */
        public String field() {
            return field;
        }
    }
}
