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

/**
 * A1: counts the rows of each table and compares them with the last baseline. Runs only after the pin: reading a table
 * can prune its dead rows.
 */
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

    /** Also records the schema's fingerprint and its defects as findings of their own. */
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

    /** Opens its own session, which reads only the catalog. */
    private static void mustHaveCountedEach(Incident incident, RowCounts counts) {
        List<TableName> missing;
        try (Connection session = Connections.open(incident.target())) {
            missing = new ArrayList<>(TableReading.names(session));
        } catch (SQLException e) {
            throw new HintedException(
                    "the list of the tables to count cannot be read: " + e.getMessage(), "is the server up?", e);
        }
        counts.tables().forEach(counted -> missing.remove(counted.table()));
        if (!missing.isEmpty()) {
            throw new HintedException(
                    "tables that were not counted (" + missing.size() + "): "
                            + missing.stream().limit(20).toList(),
                    "were these tables created just now? Run the step again.");
        }
    }

    /**
     * The result of the worker.
     *
     * @param notReached why the server did not answer; null when it answered. Without an answer there are no
     *     fingerprint and no defects
     */
    record Counted(
            RowCounts counts,
            @Nullable SchemaFingerprint fingerprint,
            @Nullable Defects defects,
            @Nullable String notReached) {}
}
