package playbook.web;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import playbook.incident.Culprit;
import playbook.incident.DamagedTables;
import playbook.incident.Figures;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.web.InShort.Sentence;

/** Describes in one sentence what was lost. */
final class LossSentence {

    private LossSentence() {}

    /** @param schema used to count a table's partitions as one table; null when unknown */
    static Sentence of(Culprit culprit, @Nullable SchemaFingerprint schema) {
        return new Sentence("Lost", lost(culprit, schema), "");
    }

    private static String lost(Culprit culprit, @Nullable SchemaFingerprint schema) {
        if (!culprit.named()) {
            return "unknown data by an unknown cause; everything was still there at" + " "
                    + Figures.second(culprit.committedAt());
        }
        String who = "; by " + culprit.words() + " at " + Figures.second(culprit.committedAt());
        List<String> lost = new ArrayList<>();
        List<TableChange> altered = culprit.tables().stream()
                .filter(change -> change.operation() == Operation.ALTER)
                .toList();
        altered.forEach(change -> lost.add(change.altered()));
        List<TableChange> others = culprit.tables().stream()
                .filter(change -> change.destroys() && change.operation() != Operation.ALTER)
                .toList();
        if (others.isEmpty() && altered.isEmpty()) {
            long added = culprit.tables().stream()
                    .mapToLong(change -> Math.max(0, change.rows()))
                    .sum();
            lost.add("nothing; " + Figures.rows(added) + " were added");
        }
        if (!others.isEmpty()) {
            boolean unknown = others.stream().anyMatch(change -> change.rows() < 0);
            long rows = others.stream()
                    .mapToLong(change -> Math.max(0, change.rows()))
                    .sum();
            lost.add((unknown ? "at least " : "") + Figures.rows(rows) + ": "
                    + DamagedTables.of(others, schema).words());
        }
        return String.join("; ", lost) + who;
    }
}
