package playbook.wayback;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import playbook.evidence.Evidence;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Incident;
import playbook.incident.LossKind;
import playbook.incident.RemovedTables;
import playbook.incident.RestoredTables;
import playbook.incident.RowCounts;
import playbook.incident.RowsNotCompared;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StatementList;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.TablesPlan;

/**
 * The findings of an incident from which its ways back are judged.
 *
 * @param facts the decision table's inputs
 * @param notCompared why an earlier round failed to compare this culprit's rows; empty when it succeeded or was not
 *     tried
 * @param madeAgain dropped tables of whose names there is one again, quoted for SQL
 * @param madeAnew when a recovery of this incident made them anew, if they are in place since
 */
public record Situation(
        Incident incident,
        StrategyFacts facts,
        @Nullable Culprit culprit,
        @Nullable CulpritSearch search,
        @Nullable BackupList backups,
        @Nullable SchemaFingerprint schema,
        @Nullable RowCounts counts,
        Optional<String> notCompared,
        List<String> madeAgain,
        Optional<Instant> madeAnew) {

    /** Where nobody made a dropped table again. */
    Situation(
            Incident incident,
            StrategyFacts facts,
            @Nullable Culprit culprit,
            @Nullable CulpritSearch search,
            @Nullable BackupList backups,
            @Nullable SchemaFingerprint schema,
            @Nullable RowCounts counts,
            Optional<String> notCompared) {
        this(incident, facts, culprit, search, backups, schema, counts, notCompared, List.of(), Optional.empty());
    }

    /**
     * The situation by the record and by what the database says now.
     *
     * @param megabytes size of the database, -1 when the server does not answer
     * @param madeAgain dropped tables of whose names there is one again, quoted for SQL
     */
    public static Situation of(Evidence evidence, Incident incident, long megabytes, List<String> madeAgain) {
        Culprit culprit = evidence.find(incident, Culprit.class).orElse(null);
        CulpritSearch search = evidence.find(incident, CulpritSearch.class).orElse(null);
        BackupList backups = evidence.find(incident, BackupList.class).orElse(null);
        RowCounts counts = evidence.find(incident, RowCounts.class).orElse(null);
        boolean damagedPages = evidence.find(incident, StatementList.class)
                .filter(list -> list.damagedPages(incident.target().database()))
                .isPresent();
        List<String> unusable = evidence.find(incident, BackupCondition.class)
                .map(BackupCondition::baseTrouble)
                .orElse(List.of());
        return new Situation(
                incident,
                facts(
                        LossKind.of(megabytes >= 0, culprit, counts, damagedPages),
                        culprit,
                        backups,
                        megabytes,
                        wroteLater(culprit, search),
                        unusable),
                culprit,
                search,
                backups,
                evidence.find(incident, SchemaFingerprint.class).orElse(null),
                counts,
                notCompared(evidence, incident, culprit),
                madeAgain,
                madeAnew(evidence, incident, culprit));
    }

    private static Optional<Instant> madeAnew(Evidence evidence, Incident incident, @Nullable Culprit culprit) {
        Optional<Instant> removed = evidence.find(incident, RemovedTables.class).map(RemovedTables::at);
        return evidence.find(incident, RestoredTables.class)
                .filter(restored -> evidence.find(incident, TablesPlan.class)
                        .filter(plan -> plan.hash().equals(restored.planHash()))
                        .filter(plan -> culprit != null && plan.xid() == culprit.xid())
                        .isPresent())
                .map(RestoredTables::at)
                .filter(at -> removed.filter(at::isBefore).isEmpty());
    }

    static StrategyFacts facts(
            LossKind kind,
            @Nullable Culprit culprit,
            @Nullable BackupList backups,
            long megabytes,
            boolean wroteLater,
            List<String> unusable) {
        return new StrategyFacts(
                kind.word(),
                culprit != null && culprit.named(),
                backups != null && ArchiveReach.continuous(culprit, backups),
                backups != null && backups.base().stream().anyMatch(base -> ArchiveReach.usable(culprit, base)),
                megabytes >= 0,
                megabytes >= 0 && wroteLater,
                megabytes,
                backups == null
                        ? "The backups were not listed."
                        : ArchiveReach.noBaseBackup(culprit, backups, unusable),
                backups == null ? "The archive was not looked at." : ArchiveReach.hole(culprit, backups),
                culprit != null);
    }

    /**
     * Whether others wrote after the loss; true also when unknown, so that no way is recommended that is good only
     * without later writes.
     */
    private static boolean wroteLater(@Nullable Culprit culprit, @Nullable CulpritSearch search) {
        return culprit == null
                || !culprit.named()
                || search == null
                || search.lastCommitAt() == null
                || search.lastCommitAt().isAfter(culprit.lastAt());
    }

    /**
     * Why the last comparison of the rows failed. Each round prepares row recovery again, and offers it again when that
     * succeeds.
     */
    private static Optional<String> notCompared(Evidence evidence, Incident incident, @Nullable Culprit culprit) {
        return evidence.find(incident, RowsNotCompared.class)
                .filter(failed -> culprit != null && culprit.xid() == failed.xid())
                .map(RowsNotCompared::reason)
                .filter(reason -> evidence.find(incident, StrategyOptions.class).stream()
                        .flatMap(options -> options.options().stream())
                        .anyMatch(option ->
                                !option.available() && option.reasonIfNot().equals(reason)));
    }

    /** The time whose writes are given up where the server goes back to just before the culprit; null when it is not known. */
    public @Nullable Duration givenUp() {
        return culprit == null || search == null || search.lastCommitAt() == null
                ? null
                : Duration.between(
                        culprit.committedAt(),
                        search.lastCommitAt().isAfter(culprit.lastAt()) ? search.lastCommitAt() : culprit.lastAt());
    }

    /** Why no recovery can reach the culprit, for want of a base backup or of WAL; empty when it can. */
    Optional<String> outOfReach() {
        if (!facts.baseBackupUsable()) {
            return Optional.of(
                    facts.noBaseBackup() == null || facts.noBaseBackup().isEmpty()
                            ? "No base backup ended before the culprit began."
                            : facts.noBaseBackup());
        }
        if (!facts.walContinuous()) {
            return Optional.of(
                    facts.archiveHole() == null || facts.archiveHole().isEmpty()
                            ? "The WAL archive has a hole between the base backup and the culprit's commit, or does not reach it."
                            : facts.archiveHole());
        }
        return Optional.empty();
    }

    /**
     * A reminder for a person who chose a harmless suspect as the culprit, because a point-in-time recovery would lose
     * every write since.
     */
    String hardlyTheLoss() {
        return search == null
                ? ""
                : search.suspects().stream()
                        .filter(suspect ->
                                suspect.harmless() && suspect.culprit().equals(culprit))
                        .map(suspect ->
                                " It is probably not the loss: the data it destroyed was" + " " + suspect.note() + ".")
                        .findFirst()
                        .orElse("");
    }
}
