package playbook.decide;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.Figures;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowCounts;
import playbook.incident.RowsNotCompared;
import playbook.incident.SchemaFingerprint;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.TableChange;
import playbook.incident.Target;
import playbook.operation.ShortStep;
import playbook.operation.StepResult;
import playbook.platform.Servers;
import playbook.postgres.Connections;
import playbook.postgres.Tablespaces;

/** D1 and D2: the facts for the decision table, and each way back with measured time and loss. */
@Component
public class RankStrategies implements ShortStep {

    /** Whether there is anything to choose. */
    enum Outcome {
        RANKED,
        NONE_AVAILABLE
    }

    private final Evidence evidence;
    private final Measurements measurements;
    private final ObjectProvider<Servers> servers;

    RankStrategies(Evidence evidence, Measurements measurements, ObjectProvider<Servers> servers) {
        this.servers = servers;
        this.evidence = evidence;
        this.measurements = measurements;
    }

    @Override
    public String name() {
        return "rankStrategies";
    }

    /** Keeps the facts as a finding of their own. */
    @Override
    public StepResult run(Incident incident) {
        StrategyFacts facts = facts(incident);
        evidence.found(incident, name(), facts);
        StrategyOptions options = new StrategyOptions(options(
                incident,
                facts,
                evidence.find(incident, CulpritSearch.class).orElse(null),
                evidence.find(incident, Culprit.class).orElse(null)));
        boolean any = options.options().stream().anyMatch(Option::available);
        return StepResult.of((any ? Outcome.RANKED : Outcome.NONE_AVAILABLE), options);
    }

    private StrategyFacts facts(Incident incident) {
        Culprit culprit = evidence.find(incident, Culprit.class).orElse(null);
        BackupList backups = evidence.find(incident, BackupList.class).orElse(null);
        long megabytes = megabytes(incident.target());
        List<String> unusable = evidence.find(incident, BackupCondition.class)
                .map(BackupCondition::baseTrouble)
                .orElse(List.of());
        return facts(
                culprit,
                backups,
                megabytes,
                wroteLater(culprit, evidence.find(incident, CulpritSearch.class)),
                unusable);
    }

    /** Not known is yes: then nothing is recommended that would be cheap only without later writes. */
    private static boolean wroteLater(@Nullable Culprit culprit, Optional<CulpritSearch> search) {
        return culprit == null
                || !culprit.named()
                || search.map(CulpritSearch::lastCommitAt)
                        .map(last -> last.isAfter(culprit.lastAt()))
                        .orElse(true);
    }

    static StrategyFacts facts(@Nullable Culprit culprit, @Nullable BackupList backups, long megabytes) {
        return facts(culprit, backups, megabytes, true, List.of());
    }

    private static StrategyFacts facts(
            @Nullable Culprit culprit,
            @Nullable BackupList backups,
            long megabytes,
            boolean wroteLater,
            List<String> unusable) {
        return new StrategyFacts(
                scenario(culprit, megabytes),
                culprit != null,
                backups != null && ArchiveReach.continuous(culprit, backups),
                backups != null && backups.base().stream().anyMatch(base -> ArchiveReach.usable(culprit, base)),
                megabytes >= 0,
                megabytes >= 0 && wroteLater,
                megabytes,
                backups == null
                        ? "The backups were not listed."
                        : ArchiveReach.noBaseBackup(culprit, backups, unusable),
                backups == null ? "The archive was not looked at." : ArchiveReach.hole(culprit, backups));
    }

    private static String scenario(@Nullable Culprit culprit, long megabytes) {
        if (megabytes < 0) {
            return "complete-loss";
        }
        if (culprit == null) {
            return "unknown";
        }
        return culprit.comparable() ? "accidental-delete" : "table-drop";
    }

    private List<Option> options(
            Incident incident, StrategyFacts facts, @Nullable CulpritSearch search, @Nullable Culprit culprit) {
        Target target = incident.target();
        List<Option> options = new ArrayList<>();
        String rowReason = notComparable(culprit)
                .or(() -> Optional.of(rowRecoveryReason(facts)).filter(reason -> !reason.isEmpty()))
                .or(() -> notCompared(incident, culprit))
                .map(reason -> reason + harmless(search, culprit))
                .orElse("");
        options.add(option(
                target,
                facts,
                "row-recovery",
                "Give back the destroyed rows, keep everything written later",
                "Accidental DELETE or UPDATE found in the WAL; later writes must stay",
                rowReason,
                Losses.ofRows(
                        culprit,
                        evidence.find(incident, SchemaFingerprint.class).orElse(null),
                        evidence.find(incident, RowCounts.class).orElse(null)),
                null));
        String backReason = Optional.of(pointInTimeReason(facts, servers.getIfAvailable(), target, incident.key()))
                .filter(reason -> !reason.isEmpty())
                .orElseGet(() -> ArchiveReach.holeSince(culprit, search));
        options.add(option(
                target,
                facts,
                "point-in-time-recovery",
                "Point-in-time recovery: the whole server as it was right before",
                "Recent accidental changes, specific timestamp known",
                backReason,
                Losses.ofGoingBack(
                                search,
                                culprit,
                                evidence.find(incident, SchemaFingerprint.class).orElse(null),
                                evidence.find(incident, RowCounts.class).orElse(null))
                        + harmless(search, culprit),
                45L * 60));
        options.add(option(
                target,
                facts,
                "table-restore",
                "Selective table restore from a dump",
                "Single table affected, rest of database intact",
                ByHand.fromDump(
                        target,
                        incident.key(),
                        culprit,
                        evidence.find(incident, BackupList.class).orElse(null)),
                "Every write to the table since the dump.",
                90L * 60));
        options.add(option(
                target,
                facts,
                "full-restore",
                "Full restore of a verified dump to a new server",
                "Major corruption, complete data loss",
                "The switch to a newly restored server is not built in this version.",
                "Every write since the dump.",
                120L * 60));
        return ranked(options);
    }

    private static List<Option> ranked(List<Option> options) {
        List<Option> ranked = new ArrayList<>();
        options.stream().filter(Option::available).forEach(ranked::add);
        options.stream().filter(option -> !option.available()).forEach(ranked::add);
        for (int i = 0; i < ranked.size(); i++) {
            Option option = ranked.get(i);
            ranked.set(
                    i,
                    new Option(
                            option.method(),
                            option.title(),
                            option.bestFor(),
                            option.available(),
                            option.reasonIfNot(),
                            option.estimatedSeconds(),
                            option.basis(),
                            option.loses(),
                            i + 1));
        }
        return ranked;
    }

    /** Who chose what the search put last reads once more why: going back for it costs every write since. */
    static String harmless(@Nullable CulpritSearch search, @Nullable Culprit culprit) {
        return search == null
                ? ""
                : search.suspects().stream()
                        .filter(suspect ->
                                suspect.harmless() && suspect.culprit().equals(culprit))
                        .map(suspect -> " It is hardly the loss: what it took away was " + suspect.note() + ".")
                        .findFirst()
                        .orElse("");
    }

    /** Why there are no rows of right before and right after that are its effect and nobody else's. */
    static Optional<String> notComparable(@Nullable Culprit culprit) {
        if (culprit == null || culprit.comparable()) {
            return Optional.empty();
        }
        Culprit.Following following = culprit.following();
        if (!culprit.named()) {
            return Optional.of(
                    "Nobody knows which transaction did it: there is a time to go back to, and nothing to compare.");
        }
        if (culprit.onlyHides()) {
            return Optional.of("No row is gone: the culprit only "
                    + culprit.tables().stream().map(TableChange::altered).collect(Collectors.joining(", "))
                    + ". ALTER TABLE takes that back at once; point-in-time recovery does, with the whole server.");
        }
        if (culprit.wholeTables()
                && culprit.tables().stream().allMatch(change -> change.detail().equals(TableChange.UNLOGGED))) {
            return Optional.of(
                    "The culprit dropped or emptied tables that are not logged: their rows are in no WAL and in no"
                            + " base backup. Only a dump can have them.");
        }
        if (culprit.wholeTables()) {
            return Optional.of("The culprit dropped, emptied or altered whole tables: there are no rows to compare."
                    + " Point-in-time recovery brings them back, with the whole server.");
        }
        return Optional.of(
                following == null || following.foreignRows() < 0
                        ? "Several transactions were chosen together, and what others wrote between them is not told apart."
                                + " Point-in-time recovery goes back before the first."
                        : "Between the first and the last of its " + following.commits()
                                + " commits others wrote at least "
                                + Figures.rows(following.foreignRows())
                                + " of the same tables, which can't be told apart."
                                + " Point-in-time recovery goes back before the first.");
    }

    /** In an earlier round, for the same culprit; it is prepared again, and offered again once that succeeds. */
    private Optional<String> notCompared(Incident incident, @Nullable Culprit culprit) {
        return evidence.find(incident, RowsNotCompared.class)
                .filter(failed -> culprit != null && culprit.xid() == failed.xid())
                .map(RowsNotCompared::reason)
                .filter(reason -> evidence.find(incident, StrategyOptions.class).stream()
                        .flatMap(options -> options.options().stream())
                        .anyMatch(option ->
                                !option.available() && option.reasonIfNot().equals(reason)));
    }

    static String rowRecoveryReason(StrategyFacts facts) {
        if (!facts.serverReachable()) {
            return "The server does not answer, so there is nowhere to give rows back to.";
        }
        if (!facts.culpritKnown()) {
            return "The transaction that destroyed the rows is not known.";
        }
        if (!facts.scenario().equals("accidental-delete")) {
            return "The culprit dropped or emptied whole tables: there are no rows to compare. Point-in-time recovery brings"
                    + " them back, with the whole server.";
        }
        if (!facts.baseBackupUsable()) {
            return Objects.requireNonNullElse(facts.noBaseBackup(), "No base backup ended before the culprit began.");
        }
        if (!facts.walContinuous()) {
            return Objects.requireNonNullElse(
                    facts.archiveHole(),
                    "The WAL archive has a hole between the base backup and the culprit's commit, or does not reach it.");
        }
        return "";
    }

    /** What forbids it is said before anybody chooses, not when the server is to be stopped. */
    static String pointInTimeReason(StrategyFacts facts, @Nullable Servers here, Target target, String incidentKey) {
        return here == null
                ? pointInTimeReason(facts, false)
                : here.cannotExchange(target, incidentKey)
                        .or(() -> keptElsewhere(target))
                        .orElseGet(() -> pointInTimeReason(facts, true));
    }

    private static Optional<String> keptElsewhere(Target target) {
        List<String> spaces = Tablespaces.elsewhere(target);
        return spaces.isEmpty()
                ? Optional.empty()
                : Optional.of("The server has tablespaces (" + String.join(", ", spaces)
                        + "): the exchange of its data directory does not take them along in this version.");
    }

    static String pointInTimeReason(StrategyFacts facts, boolean exchangeable) {
        if (!exchangeable) {
            return "The playbook can't stop and start servers where it runs here.";
        }
        if (!facts.serverReachable()) {
            return "The server does not answer, so what would be lost can't be counted.";
        }
        if (!facts.culpritKnown()) {
            return "The transaction that did the damage is not known, so there is no moment to go back to.";
        }
        return facts.baseBackupUsable() && facts.walContinuous() ? "" : rowRecoveryReason(asRows(facts));
    }

    private static StrategyFacts asRows(StrategyFacts facts) {
        return new StrategyFacts(
                "accidental-delete",
                facts.culpritKnown(),
                facts.walContinuous(),
                facts.baseBackupUsable(),
                facts.serverReachable(),
                facts.laterWrites(),
                facts.megabytes(),
                facts.noBaseBackup(),
                facts.archiveHole());
    }

    private Option option(
            Target target,
            StrategyFacts facts,
            String method,
            String title,
            String bestFor,
            String reason,
            String loses,
            @Nullable Long originalSeconds) {
        Measurements.Measurement measured = measurements.newest(target, method).orElse(null);
        Long seconds = originalSeconds;
        String basis = StrategyOptions.NOT_MEASURED;
        if (measured != null && facts.megabytes() >= 0) {
            seconds = measured.secondsFor(facts.megabytes() * 1_000_000);
            basis = "measured on " + measured.measuredAt().toString().substring(0, 10) + ": "
                    + measured.megabytesPerSecond() + " MB/s";
        }
        return new Option(method, title, bestFor, reason.isEmpty(), reason, seconds, basis, loses, 0);
    }

    /** -1 when the server does not answer. */
    private static long megabytes(Target target) {
        try (Connection session = Connections.open(target);
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "select pg_catalog.pg_database_size(pg_catalog.current_database()) / 1000000")) {
            row.next();
            return row.getLong(1);
        } catch (HintedException | SQLException e) {
            return -1;
        }
    }
}
