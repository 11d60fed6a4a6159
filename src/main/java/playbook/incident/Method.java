package playbook.incident;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ways back from a loss, by the word that records, models, forms and the HTTP interface have for each. What depends on
 * the incident (whether it can be done, what it loses) says the way's own class in {@code playbook.wayback}.
 */
public enum Method {
    /** Gives the destroyed rows back to the live tables. */
    ROW_RECOVERY(
            "row-recovery",
            "Row recovery",
            "Rows deleted or changed by a known transaction",
            "no estimate",
            Built.INTO_LIVE_TABLES),
    /** Exchanges the server for one of an earlier moment. */
    POINT_IN_TIME_RECOVERY(
            "point-in-time-recovery",
            "Point-in-time recovery",
            "Recent accidental changes, specific timestamp known",
            "30-60 min",
            Built.BY_ANOTHER_SERVER),
    /** Brings single tables back from a copy beside the live ones. */
    TABLE_RESTORE(
            "table-restore",
            "Selective table restore",
            "Single table affected, rest of database intact",
            "1-2 hours",
            null),
    /** Replays all WAL onto a base backup on healthy storage. */
    RESTORE_AND_REPLAY(
            "restore-and-replay",
            "Restore and replay WAL",
            "Corruption or loss of the whole server",
            "2-4 hours",
            null),
    /** Loads a verified dump into a new server. */
    FULL_RESTORE("full-restore", "Full restore of a dump", "Major corruption, complete data loss", "1-3 hours", null);

    private final String word;
    private final String title;
    private final String bestFor;
    private final String originalTime;
    private final @Nullable Built built;

    Method(String word, String title, String bestFor, String originalTime, @Nullable Built built) {
        this.word = word;
        this.title = title;
        this.bestFor = bestFor;
        this.originalTime = originalTime;
        this.built = built;
    }

    /** Of a way that the playbook goes itself: what its approval allows, and the finding whose hash is approved. */
    private enum Built {
        INTO_LIVE_TABLES(Act.MERGE, RecoveryPlan.class, true),
        BY_ANOTHER_SERVER(Act.CUT_OVER, CutOverPlan.class, false);

        private final Act act;
        private final Class<?> plan;
        private final boolean keepsLaterWrites;

        Built(Act act, Class<?> plan, boolean keepsLaterWrites) {
            this.act = act;
            this.plan = plan;
            this.keepsLaterWrites = keepsLaterWrites;
        }
    }

    /** Empty for a word that is no way back. */
    public static Optional<Method> of(@Nullable String word) {
        return Stream.of(values()).filter(method -> method.word.equals(word)).findFirst();
    }

    /** The way whose plan is a finding of that type; empty for another finding. */
    public static Optional<Method> ofPlan(String type) {
        return Stream.of(values())
                .filter(method -> method.built != null
                        && method.built.plan.getSimpleName().equals(type))
                .findFirst();
    }

    /** The playbook goes it itself, with a plan that people approve. */
    public boolean built() {
        return built != null;
    }

    /** Whether an approval of its plan allows that act. */
    public boolean allows(Act act) {
        return built != null && built.act == act;
    }

    /** False where it undoes what others wrote since the loss, and where that is not known. */
    public boolean keepsLaterWrites() {
        return built != null && built.keepsLaterWrites;
    }

    public String word() {
        return word;
    }

    /** For people, in the list of ways back. */
    public String title() {
        return title;
    }

    /** The original playbook's line on when it fits. */
    public String bestFor() {
        return bestFor;
    }

    /** The original playbook's estimate, where nothing was measured. */
    public String originalTime() {
        return originalTime;
    }
}
