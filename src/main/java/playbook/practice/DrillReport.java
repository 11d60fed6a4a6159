package playbook.practice;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import playbook.incident.Figures;
import playbook.incident.Method;

/** A drill's outcome in words for a manager. */
final class DrillReport {

    private DrillReport() {}

    static String of(DrillOutcome outcome) {
        DrillOutcome.RowFigures rows = outcome.rows();
        StringBuilder text = new StringBuilder();
        line(text, "");
        line(text, outcome.proven() ? "THE DRILL SUCCEEDED, AND THAT IS PROVEN" : "THE DRILL DID NOT SUCCEED");
        line(text, "");
        line(
                text,
                "What was lost      %s rows of %s (%s) were deleted by mistake while customers used it.",
                Figures.number(rows.destroyed()),
                outcome.target().database(),
                DataSize.text(outcome.target().bytes()));
        line(
                text,
                "What came back     %s of %s rows, compared one by one with how they were; %s wrong.",
                Figures.number(rows.recovered()),
                Figures.number(rows.destroyed()),
                Figures.number(rows.wrong()));
        line(
                text,
                "Later work         %s changes were made by customers after the loss; %s of them were lost.",
                Figures.number(rows.laterWrites()),
                Figures.number(rows.laterWritesLost()));
        line(text, "Service            customers could not save anything for %s.", seconds(outcome.writesDown()));
        line(text, "");
        line(text, "From the report of the loss until");
        when(text, outcome, "toPin", "the damaged data was protected from clean-up");
        when(text, outcome, "toFence", "nobody could write any more");
        when(text, outcome, "toCulprit", "the cause was found");
        when(text, outcome, "toDecision", "two people had decided how to recover");
        when(
                text,
                outcome,
                "toRecovered",
                Method.of(outcome.method()).filter(Method::keepsLaterWrites).isPresent()
                        ? "the rows were back"
                        : "the server of before was in its place");
        when(text, outcome, "toValidated", "the result was checked and confirmed");
        when(text, outcome, "toResumed", "customers were served again");
        when(text, outcome, "total", "everything was done, the new backup included");
        line(text, "");
        line(text, "Checks");
        outcome.checks().forEach(check -> line(text, "  %s %s: %s", mark(check), check.name(), check.detail()));
        if (!outcome.operations().isEmpty()) {
            line(text, "");
            line(text, "Long work");
            outcome.operations()
                    .forEach(operation -> line(
                            text,
                            "  %-16s %s%s",
                            operation.name(),
                            seconds(operation.seconds()),
                            bytes(operation.bytes())));
        }
        cause(text, outcome.culprit());
        return text.toString();
    }

    private static void cause(StringBuilder text, DrillOutcome.@Nullable CulpritFigures culprit) {
        if (culprit != null) {
            line(text, "");
            line(
                    text,
                    "For the engineers: transaction %d, committed %s, at %s on timeline %d, did %s.",
                    culprit.xid(),
                    culprit.committedAt(),
                    culprit.lsn(),
                    culprit.timeline(),
                    culprit.tables().stream()
                            .map(table -> table.operation() + " of "
                                    + (table.rows() < 0 ? "?" : Figures.number(table.rows())) + " in " + table.name())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static void when(StringBuilder text, DrillOutcome outcome, String name, String what) {
        line(text, "  %-10s %s", seconds(outcome.seconds().get(name)), what);
    }

    private static String seconds(@Nullable Double seconds) {
        return seconds == null ? "unknown" : String.format(Locale.ROOT, "%.1f s", seconds);
    }

    private static String bytes(@Nullable Long bytes) {
        return bytes == null || bytes == 0 ? "" : ", " + DataSize.text(bytes);
    }

    private static String mark(DrillCheck check) {
        return check.passed() ? "[passed]" : "[FAILED]";
    }

    private static void line(StringBuilder text, String format, @Nullable Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    static List<DrillCheck> failed(List<DrillCheck> checks) {
        return checks.stream().filter(check -> !check.passed()).toList();
    }
}
