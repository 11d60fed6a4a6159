package playbook.incident;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ways back from a loss, each with the word that records, models, forms and the HTTP interface use for it. The
 * way's own class in {@code playbook.wayback} decides what depends on the incident: whether the way is possible, and
 * what it loses.
 */
public enum Method {
    /** Gives the destroyed rows back to the live tables. */
    ROW_RECOVERY(
            "row-recovery",
            "Row recovery",
            "Rows deleted or changed by a known transaction",
            "no estimate",
            Built.INTO_LIVE_TABLES),
    /** Replaces the server by one that was recovered to an earlier moment. */
    POINT_IN_TIME_RECOVERY(
            "point-in-time-recovery",
            "Point-in-time recovery",
            "Recent accidental changes, specific timestamp known",
            "30-60 min",
            Built.BY_ANOTHER_SERVER),
    /** Makes dropped tables anew in the live database, with all that hung on them. */
    TABLE_RESTORE(
            "table-restore",
            "Selective table restore",
            "Single table affected, rest of database intact",
            "1-2 hours",
            Built.TABLES_ANEW),
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

    /**
     * For a way that the playbook carries out: the act that its approval allows, the type of plan whose hash is
     * approved, the step with whose end the data is back, and the findings that say whether it is in place.
     */
    private enum Built {
        INTO_LIVE_TABLES(
                Act.MERGE, RecoveryPlan.class, "mergeRows", true, List.of(MergeResult.class, UndoResult.class)),
        TABLES_ANEW(
                Act.RESTORE_TABLES,
                TablesPlan.class,
                "restoreTables",
                true,
                List.of(RestoredTables.class, RemovedTables.class)),
        BY_ANOTHER_SERVER(Act.CUT_OVER, CutOverPlan.class, "startServer", false, List.of(DataInPlace.class));

        private final Act act;
        private final Class<?> plan;
        private final String lastStep;
        private final boolean keepsLaterWrites;

        /** Always of List.of. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final List<Class<? extends RecoveryOutcome>> outcomes;

        Built(
                Act act,
                Class<?> plan,
                String lastStep,
                boolean keepsLaterWrites,
                List<Class<? extends RecoveryOutcome>> outcomes) {
            this.act = act;
            this.plan = plan;
            this.lastStep = lastStep;
            this.keepsLaterWrites = keepsLaterWrites;
            this.outcomes = outcomes;
        }
    }

    /** The way back with this word; empty for any other word. */
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

    /** Whether the playbook can carry it out itself, with a plan that people approve. */
    public boolean built() {
        return built != null;
    }

    /** Whether an approval of its plan allows that act. */
    public boolean allows(Act act) {
        return built != null && built.act == act;
    }

    /** The acts which the approval of a plan can allow: those that bring data back. */
    public static Stream<Act> recoveringActs() {
        return carriedOut().map(built -> built.act);
    }

    /** The names of the steps with whose end the data is back. */
    public static Stream<String> lastSteps() {
        return carriedOut().map(built -> built.lastStep);
    }

    /** The types of the plans that people approve. */
    public static Stream<Class<?>> plans() {
        return carriedOut().map(built -> built.plan);
    }

    private static Stream<Built> carriedOut() {
        return Stream.of(values())
                .flatMap(method -> Stream.ofNullable(method.built))
                .distinct();
    }

    /** The types of the findings that say whether its data is in place; none of a way that is not carried out. */
    public List<Class<? extends RecoveryOutcome>> outcomes() {
        return built == null ? List.of() : built.outcomes;
    }

    /** Whether it keeps what others wrote since the loss; false also where that is unknown. */
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

    /** The original playbook's words on when this way fits. */
    public String bestFor() {
        return bestFor;
    }

    /** The original playbook's estimate, used where nothing was measured. */
    public String originalTime() {
        return originalTime;
    }
}
