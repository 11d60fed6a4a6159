package playbook.incident;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a search through the WAL found.
 *
 * @param from first position scanned
 * @param until end of the scan: the fence's position, or the end of the WAL
 * @param wantedFrom beginning of the time window that was asked for, UTC
 * @param firstCommitAt oldest commit of the target's database seen, null when there was none
 * @param lastCommitAt newest commit seen
 * @param bytes WAL read
 * @param seconds how long it took
 * @param transactions number of committed transactions that changed user tables
 * @param medianDestroyed rows which the median transaction deleted or updated
 * @param gaps missing or unreadable WAL, in which a culprit may be
 * @param suspects the most harmful first, at most 20
 * @param timeLine each second with a commit, one minute around the suspect that the search ranked first
 * @param laterWrites writes to the first suspect's tables after its commit
 * @param unnamed changed files whose table is unknown in the catalog and in the WAL; also gaps in the search
 * @param omitted how many less harmful suspects are not in the list
 * @param endTimeline timeline on which the search ended, 0 in records of former versions
 */
public record CulpritSearch(
        Lsn from,
        Lsn until,
        Instant wantedFrom,
        @Nullable Instant firstCommitAt,
        @Nullable Instant lastCommitAt,
        long bytes,
        double seconds,
        long transactions,
        double medianDestroyed,
        List<Gap> gaps,
        List<Suspect> suspects,
        List<Second> timeLine,
        List<LaterWrites> laterWrites,
        List<Unnamed> unnamed,
        int omitted,
        int endTimeline) {

    public CulpritSearch {
        // Records of former versions have none.
        unnamed = Objects.requireNonNullElse(unnamed, List.of());
        gaps = Objects.requireNonNullElse(gaps, List.of());
        suspects = Objects.requireNonNullElse(suspects, List.of());
    }

    /**
     * The same search with another list of suspects. The later writes are removed if another suspect is first now,
     * since they belong to the former first one.
     */
    public CulpritSearch withSuspects(List<Suspect> others) {
        boolean sameFirst = !others.isEmpty()
                && !suspects.isEmpty()
                && others.get(0).culprit().equals(suspects.get(0).culprit());
        return new CulpritSearch(
                from,
                until,
                wantedFrom,
                firstCommitAt,
                lastCommitAt,
                bytes,
                seconds,
                transactions,
                medianDestroyed,
                gaps,
                others,
                timeLine,
                sameFirst ? laterWrites : List.of(),
                unnamed,
                omitted,
                endTimeline);
    }

    /** @param what names the missing segments, or says what is wrong */
    public record Gap(Lsn from, Lsn to, String what) {}

    /**
     * @param score how harmful: the destroyed rows as a multiple of the median transaction's. A deleted row counts four
     *     times, an updated row once, a whole table of unknown size 1e9
     * @param complete false when it may have begun before the scanned WAL; then its row counts are minimums
     * @param note why it is probably not the loss, or another remark; may be empty
     * @param harmless it is listed last, and the search never proposes it as the culprit
     * @param undone an earlier incident recovered what it destroyed, so it cannot be chosen
     * @param later what other transactions committed since its first commit; null in records of former versions
     */
    public record Suspect(
            Culprit culprit,
            double score,
            boolean complete,
            String note,
            boolean harmless,
            boolean undone,
            @Nullable Later later) {

        public Suspect {
            note = Objects.requireNonNullElse(note, "");
        }

        public Suspect(Culprit culprit, double score, boolean complete) {
            this(culprit, score, complete, "", false, false, null);
        }

        public Suspect(Culprit culprit, double score, boolean complete, String note, boolean harmless) {
            this(culprit, score, complete, note, harmless, false, null);
        }

        /**
         * Marks a suspect whose damage an earlier incident repaired except for some rows, which may be the ones that
         * are missing now.
         */
        public Suspect partlyUndone(String incident, Instant at, long left) {
            String told = incident + " recovered what it destroyed, at " + Figures.second(at) + ", except for" + " "
                    + Figures.rows(left);
            return new Suspect(culprit, score, complete, told, harmless, false, later);
        }

        /** Marks a suspect whose damage an earlier incident has repaired completely, so it is not the present loss. */
        public Suspect undone(String incident, Instant at) {
            String told = "undone by " + incident + " at " + Figures.second(at);
            return new Suspect(culprit, score, complete, told, true, true, later);
        }
    }

    /** @param at beginning of the second, UTC */
    public record Second(Instant at, long commits, long deleted, long updated, long inserted) {}

    /** Transactions which changed tables of this database, and their rows. */
    public record Later(long transactions, long deleted, long updated, long inserted) {

        public String words() {
            return transactions == 0
                    ? "no later transaction in this database"
                    : Figures.count(transactions, "later transaction", "later transactions") + " in this database ("
                            + Figures.rows(inserted) + " inserted, " + Figures.number(updated) + " changed, "
                            + Figures.number(deleted) + " deleted)";
        }
    }

    /** Transactions which changed a table after a moment, and their rows. */
    public record LaterWrites(TableName table, long transactions, long deleted, long updated, long inserted) {}

    /**
     * Changed rows of a table whose name is unknown, or a changed table definition of which the WAL does not tell the
     * change.
     *
     * @param what for example {@code file 16386}
     * @param xids of transactions which changed them, the first few
     */
    public record Unnamed(String what, long transactions, long deleted, long updated, long inserted, List<Long> xids) {

        /** For people: what is known and what is unknown about them. */
        public String words() {
            String by = "by " + Figures.count(transactions, "transaction", "transactions") + ", for example "
                    + xids.stream().map(String::valueOf).collect(Collectors.joining(", "));
            return deleted + updated + inserted == 0
                    ? what + " was changed, but the WAL does not tell how, " + by
                    : Figures.rows(deleted) + " deleted and " + Figures.number(updated)
                            + " changed in a table that no catalog names (" + what + "), " + by;
        }
    }
}
