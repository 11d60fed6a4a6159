package playbook.process.task;

import static playbook.process.engine.PlaybookVariables.ADDED_ROWS;
import static playbook.process.engine.PlaybookVariables.LEAVE_OUT;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.VariableScope;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.LargeObjects;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowDifference;
import playbook.incident.RowKey;
import playbook.incident.StrategyChoice;
import playbook.incident.TableDifference;
import playbook.incident.TableName;

/** What a recovery by rows shall not do although it could: take back what was added, or touch single rows. */
final class RowWishes {

    static final String KEEP = "keep";
    static final String TAKE_BACK = "take-back";

    private static final int MOST_ROWS = 100;

    private RowWishes() {}

    /** Puts what was answered into the decision; nothing where nothing was. */
    static void read(Map<String, String> decision, VariableScope scope) {
        ADDED_ROWS
                .find(scope)
                .filter(answer -> !answer.isBlank())
                .ifPresent(answer -> decision.put(ADDED_ROWS.name(), answer));
        LEAVE_OUT
                .find(scope)
                .map(String::strip)
                .filter(answer -> !answer.isEmpty())
                .ifPresent(answer -> decision.put(LEAVE_OUT.name(), answer));
    }

    /**
     * The choice with its wishes, as far as they can be judged before the rows are compared; whether a key is one of this
     * loss, the plan says.
     *
     * @param difference null while the rows were not compared yet
     */
    static StrategyChoice choice(
            Map<String, String> decision,
            String strategy,
            String reason,
            String who,
            @Nullable Culprit culprit,
            @Nullable RowDifference difference) {
        boolean keep = decision.getOrDefault(ADDED_ROWS.name(), TAKE_BACK).equals(KEEP);
        if (keep && culprit != null && culprit.added().isEmpty()) {
            throw new HintedException(
                    culprit.words() + " added no rows, so none of them can stay", "leave that answer out.");
        }
        Set<TableName> tables = new LinkedHashSet<>();
        if (culprit != null) {
            culprit.tables().forEach(change -> tables.add(change.table()));
        }
        if (difference != null) {
            difference.tables().stream().map(TableDifference::table).forEach(tables::add);
        }
        return new StrategyChoice(
                strategy, reason, who, keep, rows(decision.getOrDefault(LEAVE_OUT.name(), ""), tables));
    }

    /** One a line: the table as the plan lists it or with its schema, a colon, and the key as the plan lists it. */
    private static List<RowKey> rows(String text, Collection<TableName> tables) {
        Set<RowKey> rows = new LinkedHashSet<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> rows.add(row(line, tables)));
        if (rows.size() > MOST_ROWS) {
            throw new HintedException(
                    rows.size() + " rows are named that shall stay as they are, " + MOST_ROWS + " can be",
                    "name fewer; what came back although it should not can be deleted when the recovery is done.");
        }
        return List.copyOf(rows);
    }

    private static RowKey row(String line, Collection<TableName> tables) {
        return tables.stream()
                .flatMap(table -> Stream.of(LargeObjects.spoken(table), table.toString())
                        .distinct()
                        .filter(name -> line.startsWith(name + ":"))
                        .map(name -> Map.entry(name, table)))
                .max(Comparator.comparing(match -> match.getKey().length()))
                .map(match -> new RowKey(
                        match.getValue(),
                        line.substring(match.getKey().length() + 1).strip()))
                .filter(row -> !row.key().isEmpty())
                .orElseThrow(() -> new HintedException(
                        "'" + FormField.shown(line) + "' names no row of " + spoken(tables),
                        "write one row a line, as the plan lists it: table, colon and key, for example "
                                + tables.stream()
                                        .findFirst()
                                        .map(LargeObjects::spoken)
                                        .orElse("users")
                                + ": 700."));
    }

    private static String spoken(Collection<TableName> tables) {
        return tables.isEmpty()
                ? "a table that was damaged"
                : tables.stream().map(LargeObjects::spoken).distinct().collect(Collectors.joining(", "));
    }

    /** What the approver reads of them; empty when all rows go back and all that was added goes. */
    static String words(RecoveryPlan plan, String chosenBy) {
        long named = plan.leftOut().size();
        long leftOut = count(plan, "LEFT_OUT");
        List<String> wishes = new ArrayList<>();
        if (plan.keepAdded()) {
            wishes.add("the rows that the transaction added stay (" + Figures.rows(count(plan, "ADDED_KEPT")) + ")");
        }
        if (named > 0) {
            wishes.add(Figures.rows(leftOut) + " left out by name"
                    + (named > leftOut
                            ? ", " + Figures.number(named - leftOut) + " more would not have changed anyway"
                            : ""));
        }
        return wishes.isEmpty() ? "" : "**As " + chosenBy + " wished: " + String.join("; ", wishes) + ".**";
    }

    private static long count(RecoveryPlan plan, String kind) {
        return plan.tables().stream()
                .flatMap(table -> table.conflicts().stream())
                .filter(listed -> listed.kind().equals(kind))
                .mapToLong(RecoveryPlan.Listed::count)
                .sum();
    }
}
