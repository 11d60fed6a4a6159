package playbook.assess;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.incident.Defects;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RowCounts;
import playbook.incident.SchemaFingerprint;
import playbook.incident.TableName;
import playbook.operation.LongStep;
import playbook.platform.Job;
import playbook.postgres.Connections;
import playbook.postgres.TableReading;

/** A1: exact rows per table beside the last baseline. Begins only after the pin: reading a table can prune it. */
@Component
class CountRows implements LongStep<CountRows.Counted> {

    private final Evidence evidence;

    CountRows(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "countRows";
    }

    @Override
    public Class<Counted> result() {
        return Counted.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        return Job.worker(jobName, incident.target(), name(), "{}", Duration.ofHours(2));
    }

    /** Keeps the schema's fingerprint and what did not hold in it too, as findings of their own. */
    @Override
    public RowCounts prove(Incident incident, Counted claimed) {
        List<RowCounts.TableCount> tables = claimed.counts().tables();
        if (tables.isEmpty() && claimed.notReached() == null) {
            throw new HintedException(
                    "no user table was found in " + incident.target().database() + " on "
                            + incident.target().label(),
                    "is this the right database? If all its tables are gone, choose the scenario complete-loss.");
        }
        if (claimed.notReached() == null) {
            mustHaveCountedEach(incident, claimed.counts());
        }
        if (claimed.fingerprint() != null) {
            evidence.found(incident, name(), claimed.fingerprint());
        }
        if (claimed.defects() != null) {
            evidence.found(incident, name(), claimed.defects());
        }
        return claimed.counts();
    }

    /** In a session of its own, which reads the catalog alone. */
    private static void mustHaveCountedEach(Incident incident, RowCounts counts) {
        List<TableName> missing;
        try (Connection session = Connections.open(incident.target())) {
            missing = new ArrayList<>(TableReading.names(session));
        } catch (SQLException e) {
            throw new HintedException(
                    "which tables there are to count cannot be looked at: " + e.getMessage(), "is the server up?", e);
        }
        counts.tables().forEach(counted -> missing.remove(counted.table()));
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "tables that were not counted (" + missing.size() + "): "
                            + missing.stream().limit(20).toList(),
                    "were they made just now? Run the step again.");
        }
    }

    /**
     * What the worker leaves.
     *
     * @param notReached why the server gave no answer, null when it did: then there is neither fingerprint nor defects
     */
    record Counted(
            RowCounts counts,
            @Nullable SchemaFingerprint fingerprint,
            @Nullable Defects defects,
            @Nullable String notReached) {}
}
