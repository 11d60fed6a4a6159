package playbook.process;

import static playbook.process.PlaybookVariables.APPROVAL;
import static playbook.process.PlaybookVariables.APPROVAL_NOTE;
import static playbook.process.PlaybookVariables.APPROVAL_TARGET;
import static playbook.process.PlaybookVariables.CONFIRMED;
import static playbook.process.PlaybookVariables.CULPRIT_XID;
import static playbook.process.PlaybookVariables.CULPRIT_XIDS;
import static playbook.process.PlaybookVariables.CUSTOMER_DATA;
import static playbook.process.PlaybookVariables.DESCRIPTION;
import static playbook.process.PlaybookVariables.FAILURE_DECISION;
import static playbook.process.PlaybookVariables.FAILURE_NOTE;
import static playbook.process.PlaybookVariables.FENCE_DECISION;
import static playbook.process.PlaybookVariables.FENCE_NOTE;
import static playbook.process.PlaybookVariables.LOSS_DECISION;
import static playbook.process.PlaybookVariables.LOSS_TIME;
import static playbook.process.PlaybookVariables.NOTICED_AT;
import static playbook.process.PlaybookVariables.PHASE;
import static playbook.process.PlaybookVariables.RESUME_DECISION;
import static playbook.process.PlaybookVariables.STEP;
import static playbook.process.PlaybookVariables.STRATEGY;
import static playbook.process.PlaybookVariables.STRATEGY_REASON;
import static playbook.process.PlaybookVariables.SYMPTOMS;
import static playbook.process.PlaybookVariables.TABLES;
import static playbook.process.PlaybookVariables.TARGET;
import static playbook.process.PlaybookVariables.TROUBLE_DECISION;
import static playbook.process.PlaybookVariables.TROUBLE_NOTE;
import static playbook.process.PlaybookVariables.VALIDATION_DECISION;
import static playbook.process.PlaybookVariables.VALIDATION_NOTE;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.delegate.VariableScope;
import playbook.evidence.Json;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.LossReport;
import playbook.incident.RecoveryPlan;

/** Reads what people sent; the browser's own checks protect nobody, so each form is checked again here. */
final class FormInput {

    static final String ANOTHER_CULPRIT = "another-culprit";
    static final String STOP = "stop";

    /** Their result is a document that only the playbook can make: nobody has done them by hand. */
    private static final Set<String> OURS_ALONE = Set.of(
            "startOperation",
            "restoreBase",
            "replayBefore",
            "readBefore",
            "replayAfter",
            "compareRows",
            "recommendStrategy",
            "planRecovery",
            "planCutOver",
            "restoreServer",
            "replayServer",
            "promoteServer",
            "countRestored",
            "finishServer");

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(2);
    private static final Set<String> REPLACEABLE_PHASES = Set.of("decide", "recover", "validate");

    private FormInput() {}

    static LossReport report(VariableScope scope, String reportedBy) {
        String target = needed(scope, TARGET, "choose the database that lost data.");
        String description = needed(scope, DESCRIPTION, "say in a sentence what was seen.");
        if (!CONFIRMED.find(scope).orElse(false)) {
            throw new HintedException(
                    "the report is not confirmed: it stops the applications of '" + target
                            + "' and shuts their users out",
                    "tick the last box of the form when that is wanted.");
        }
        return new LossReport(
                target,
                SYMPTOMS.find(scope).map(FormInput::texts).orElse(List.of()),
                description,
                TABLES.find(scope).orElse(""),
                noticedAt(scope),
                CUSTOMER_DATA.find(scope).orElse(false),
                reportedBy);
    }

    /** What was decided, as it goes on record; checks each value which the process will read. */
    static Map<String, String> decision(String form, VariableScope scope) {
        Map<String, String> decision = new LinkedHashMap<>();
        switch (form) {
            case "fence-by-hand" -> {
                put(decision, FENCE_NOTE, scope, "say what you did to keep writers out.");
                decision.put(
                        FENCE_DECISION.name(),
                        FENCE_DECISION.find(scope).isEmpty()
                                ? "look-again"
                                : oneOf(scope, FENCE_DECISION, "look-again", STOP));
            }
            case "confirm-loss" -> {
                decision.put(LOSS_DECISION.name(), oneOf(scope, LOSS_DECISION, "loss", "false-alarm"));
                if (decision.containsValue("loss")) {
                    put(
                            decision,
                            CULPRIT_XID,
                            scope,
                            "choose the transaction that destroyed the data, or none of these.");
                    several(decision, scope);
                }
            }
            case "choose-strategy" -> {
                put(decision, STRATEGY, scope, "choose one of the ways back.");
                if (decision.containsValue(RecoveryPlan.POINT_IN_TIME)) {
                    StopInput.read(decision, scope);
                } else if (decision.containsValue(RecoveryPlan.ROWS)) {
                    RowWishes.read(decision, scope);
                }
            }
            case "approve-recovery" -> decision.put(APPROVAL.name(), oneOf(scope, APPROVAL, "approve", "reject"));
            case "confirm-validation" -> {
                decision.put(VALIDATION_DECISION.name(), oneOf(scope, VALIDATION_DECISION, "confirm", "back", "undo"));
                if (!decision.containsValue("confirm")) {
                    put(decision, VALIDATION_NOTE, scope, "say what is wrong: the next decision needs it.");
                }
            }
            case "approve-resume" ->
                decision.put(RESUME_DECISION.name(), oneOf(scope, RESUME_DECISION, "resume", "wait"));
            case "resume-trouble" ->
                decision.put(TROUBLE_DECISION.name(), oneOf(scope, TROUBLE_DECISION, "continue", "stop-again"));
            case "handle-failed-step" -> failure(decision, scope);
            default -> throw new IllegalStateException("no rules for form '" + form + "'");
        }
        for (Variable<String> note :
                List.of(VALIDATION_NOTE, STRATEGY_REASON, APPROVAL_TARGET, APPROVAL_NOTE, FAILURE_NOTE, TROUBLE_NOTE)) {
            if (form.equals(FORM_OF.get(note))) {
                note.find(scope).ifPresent(text -> decision.put(note.name(), text));
            }
        }
        return decision;
    }

    /** Which ones, or the time that stands for nobody. */
    private static void several(Map<String, String> decision, VariableScope scope) {
        if (decision.containsValue(SuspectRows.SEVERAL)) {
            List<String> xids = CULPRIT_XIDS.find(scope).map(FormInput::texts).orElse(List.of());
            decision.put(CULPRIT_XIDS.name(), String.join(", ", xids));
        }
        if (decision.containsValue(SuspectRows.NOBODY)) {
            String hint = "say when everything was still there: recovery goes back to that time.";
            Instant time = Instant.parse(StopInput.time(needed(scope, LOSS_TIME, hint)));
            if (time.isAfter(Instant.now())) {
                throw new HintedException(
                        "everything was still there at " + time + ", which is in the future",
                        "check day, hour and zone.");
            }
            decision.put(LOSS_TIME.name(), time.toString());
        }
    }

    private static final Map<Variable<String>, String> FORM_OF = Map.of(
            VALIDATION_NOTE, "confirm-validation",
            STRATEGY_REASON, "choose-strategy",
            APPROVAL_TARGET, "approve-recovery",
            APPROVAL_NOTE, "approve-recovery",
            FAILURE_NOTE, "handle-failed-step",
            TROUBLE_NOTE, "resume-trouble");

    private static void failure(Map<String, String> decision, VariableScope scope) {
        String chosen =
                oneOf(scope, FAILURE_DECISION, "try-again", "another-strategy", ANOTHER_CULPRIT, "by-hand", STOP);
        decision.put(FAILURE_DECISION.name(), chosen);
        String phase = PHASE.find(scope).orElse("");
        if (chosen.equals(ANOTHER_CULPRIT) && !REPLACEABLE_PHASES.contains(phase)) {
            throw new HintedException(
                    "another transaction can't be named in phase '" + phase + "'",
                    phase.equals("assess")
                            ? "go on: the question which transaction did it comes when the assessment is done."
                            : "try again, do the step by hand, or stop the response.");
        }
        if (chosen.equals("another-strategy") && !REPLACEABLE_PHASES.contains(phase)) {
            throw new HintedException(
                    "another strategy can't be chosen in phase '" + phase + "'",
                    "try again, do the step by hand, or stop the response.");
        }
        String step = STEP.find(scope).orElse("");
        if (chosen.equals("by-hand") && OURS_ALONE.contains(step)) {
            throw new HintedException(
                    "'" + Figures.spoken(step)
                            + "' can't be done by hand: what goes on from it is a document that only the"
                            + " playbook makes",
                    "try again, choose another strategy, or stop the response.");
        }
        if (chosen.equals("by-hand")) {
            put(decision, FAILURE_NOTE, scope, "say what you did by hand, and how you know that it worked.");
        }
    }

    /** A list in JSON, or one word: clients differ. */
    private static List<String> texts(Object json) {
        String quoted = json.toString();
        String text = quoted.startsWith("\"") ? Json.read(quoted, String.class) : quoted;
        return text.startsWith("[") ? List.of(Json.read(text, String[].class)) : List.of(text.replace("\"", ""));
    }

    private static Instant noticedAt(VariableScope scope) {
        Instant now = Instant.now();
        String text = NOTICED_AT.find(scope).orElse("");
        if (text.isBlank()) {
            return now;
        }
        Instant noticed;
        try {
            noticed = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new HintedException(
                    "'" + text + "' is no moment in time",
                    "write it with its zone, for example 2026-11-22T14:30:00Z.",
                    e);
        }
        if (noticed.isAfter(now.plus(CLOCK_DIFFERENCE))) {
            throw new HintedException(
                    "the loss was noticed at " + noticed + ", which is in the future (now " + now + ")",
                    "check day, hour and zone.");
        }
        return noticed.isAfter(now) ? now : noticed;
    }

    private static void put(Map<String, String> decision, Variable<String> variable, VariableScope scope, String hint) {
        decision.put(variable.name(), needed(scope, variable, hint));
    }

    private static String needed(VariableScope scope, Variable<String> variable, String hint) {
        String text = variable.find(scope).orElse("").strip();
        if (text.isEmpty()) {
            throw new HintedException("'" + variable.name() + "' is empty", hint);
        }
        return text;
    }

    private static String oneOf(VariableScope scope, Variable<String> variable, String... allowed) {
        String text = variable.find(scope).orElse("");
        if (!List.of(allowed).contains(text)) {
            throw new HintedException(
                    "'" + variable.name() + "' is '" + text + "'", "choose one of " + String.join(", ", allowed) + ".");
        }
        return text;
    }
}
