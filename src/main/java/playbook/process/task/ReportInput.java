package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.CONFIRMED;
import static playbook.process.engine.PlaybookVariables.CUSTOMER_DATA;
import static playbook.process.engine.PlaybookVariables.DESCRIPTION;
import static playbook.process.engine.PlaybookVariables.NOTICED_AT;
import static playbook.process.engine.PlaybookVariables.SYMPTOMS;
import static playbook.process.engine.PlaybookVariables.TABLES;
import static playbook.process.engine.PlaybookVariables.TARGET;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.camunda.bpm.engine.delegate.VariableScope;
import playbook.incident.HintedException;
import playbook.incident.LossReport;

/** Reads the report of a loss; the browser's own checks protect nobody, so the form is checked again here. */
final class ReportInput {

    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(2);

    private ReportInput() {}

    static LossReport report(VariableScope scope, String reportedBy) {
        String target = AnswerInput.needed(scope, TARGET, "choose the database that lost data.");
        String description = AnswerInput.needed(scope, DESCRIPTION, "say in a sentence what was seen.");
        if (!CONFIRMED.find(scope).orElse(false)) {
            throw new HintedException(
                    "the report is not confirmed: it stops the applications of '" + target
                            + "' and shuts their users out",
                    "tick the last box of the form when that is wanted.");
        }
        return new LossReport(
                target,
                SYMPTOMS.find(scope).map(AnswerInput::texts).orElse(List.of()),
                description,
                TABLES.find(scope).orElse(""),
                noticedAt(scope),
                CUSTOMER_DATA.find(scope).orElse(false),
                reportedBy);
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
}
