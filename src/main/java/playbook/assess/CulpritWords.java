package playbook.assess;

import java.util.stream.Collectors;
import playbook.incident.Culprit;
import playbook.incident.TableChange;

/** What a culprit did, in words for the data-loss report. */
final class CulpritWords {

    private CulpritWords() {}

    static String of(Culprit culprit) {
        if (!culprit.named()) {
            return "an unknown cause; everything was still there at " + culprit.committedAt();
        }
        String acts = culprit.tables().stream().map(CulpritWords::act).collect(Collectors.joining("; "));
        String also = culprit.also().isEmpty() ? "" : "; dropped with it: " + String.join(", ", culprit.also());
        return culprit.words() + " on timeline " + culprit.timeline() + ", committed at " + culprit.committedAt()
                + (culprit.following() == null ? "" : " to " + culprit.lastAt()) + " (WAL position "
                + culprit.commitLsn() + "), " + acts + also;
    }

    private static String act(TableChange change) {
        return switch (change.operation()) {
            case INSERT -> "inserted " + rows(change) + " into " + change.table();
            case UPDATE -> "changed " + rows(change) + " of " + change.table();
            case DELETE -> "deleted " + rows(change) + " from " + change.table();
            case TRUNCATE -> "emptied " + kind(change) + change.table() + " (" + rows(change) + ")";
            case DROP -> "dropped " + kind(change) + change.table() + " (" + rows(change) + ")";
            case ALTER ->
                "altered " + change.table() + ": " + change.detail()
                        + (change.rows() == 0 ? "" : " (its values in " + rows(change) + ")");
        };
    }

    private static String kind(TableChange change) {
        return change.detail().isEmpty() ? "" : change.detail() + " ";
    }

    private static String rows(TableChange change) {
        return change.rows() < 0
                ? "an unknown number of rows"
                : change.rows() + (change.rows() == 1 ? " row" : " rows");
    }
}
