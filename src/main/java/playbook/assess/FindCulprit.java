package playbook.assess;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.evidence.Recovered;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.FencePosition;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.LossReport;
import playbook.incident.Lsn;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.postgres.Connections;
import playbook.postgres.WalHistory;
import playbook.postgres.WalOverJdbc;
import playbook.postgres.WalSource;

/** A2: reads the WAL for the transactions that may have destroyed the data, and ranks them. */
@Component
class FindCulprit implements LongStep<CulpritSearch> {

    /**
     * What a worker looks for.
     *
     * @param until where the search ends; null for the end of the WAL when the worker starts
     * @param tables in which something is missing, as the report says, in small letters; may be empty
     */
    record Request(Instant from, @Nullable Lsn until, Set<String> tables) {

        Request {
            // The input of a former version's job has none.
            tables = Objects.requireNonNullElse(tables, Set.of());
        }

        Request(Instant from, @Nullable Lsn until) {
            this(from, until, Set.of());
        }
    }

    private final Evidence evidence;
    private final Duration lookBack;

    FindCulprit(Evidence evidence, @Value("${playbook.culprit.look-back:1h}") Duration lookBack) {
        this.evidence = evidence;
        this.lookBack = lookBack;
    }

    @Override
    public String name() {
        return "findCulprit";
    }

    @Override
    public Class<CulpritSearch> result() {
        return CulpritSearch.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        Lsn until = evidence.find(incident, FencePosition.class)
                .map(FencePosition::lsn)
                .orElse(null);
        Request request = new Request(
                incident.noticedAt().minus(lookBack),
                until,
                evidence.find(incident, LossReport.class)
                        .map(report -> ReportedTables.named(report.tables()))
                        .orElse(Set.of()));
        return Job.worker(jobName, incident.target(), name(), Json.write(request), Duration.ofHours(2));
    }

    /**
     * Reads the suspects' commit records again from the server, and records the first suspect that is not harmless as a
     * finding of its own.
     */
    @Override
    public CulpritSearch prove(Incident incident, CulpritSearch search) {
        if (search.suspects().isEmpty()) {
            return search;
        }
        try (Connection connection = Connections.open(incident.target());
                WalSource source = new WalOverJdbc(connection)) {
            for (CulpritSearch.Suspect suspect : search.suspects()) {
                check(source, suspect.culprit());
            }
        } catch (SQLException | IOException e) {
            throw new HintedException(
                    "the suspects' commit records could not be read again: " + e.getMessage(),
                    "is the server up, and is the role a superuser?",
                    e);
        }
        CulpritSearch marked = search.withSuspects(marked(search.suspects(), evidence.recoveredBefore(incident)));
        marked.suspects().stream()
                .filter(suspect -> !suspect.harmless())
                .findFirst()
                .ifPresent(suspect -> evidence.found(incident, name(), suspect.culprit()));
        return marked;
    }

    /** A suspect whose damage an earlier incident has already repaired moves to the end of the list, with a note. */
    static List<CulpritSearch.Suspect> marked(List<CulpritSearch.Suspect> suspects, List<Recovered> before) {
        return suspects.stream()
                .map(suspect -> before.stream()
                        .filter(recovered -> recovered.treated(suspect.culprit()))
                        .reduce((earlier, later) -> later.undid(suspect.culprit()) ? later : earlier)
                        .map(recovered -> recovered.undid(suspect.culprit())
                                ? suspect.undone(recovered.incident(), recovered.at())
                                : suspect.partlyUndone(recovered.incident(), recovered.at(), recovered.left()))
                        .orElse(suspect))
                .sorted(Comparator.comparing(CulpritSearch.Suspect::harmless))
                .toList();
    }

    /** Skips a segment that the server has recycled meanwhile: the worker has read it twice in the archive. */
    private static void check(WalSource source, Culprit culprit) throws IOException {
        int size = source.segmentBytes();
        byte[] nothing = new byte[1];
        if (source.read(culprit.commitLsn().segment(culprit.timeline(), size), 0, nothing, 1) < 0) {
            return;
        }
        ConfirmedCommit.of(source, WalHistory.of(source, culprit.timeline()), culprit);
    }

    /** The first suspect that {@link #prove} recorded; empty when it recorded none. */
    public Optional<Culprit> suspected(Incident incident) {
        return evidence.find(incident, Culprit.class);
    }
}
