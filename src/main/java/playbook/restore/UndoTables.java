package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RemovedTables;
import playbook.incident.TablesPlan;
import playbook.platform.Job;
import playbook.postgres.Connections;

/** Removes again what was made anew; the archive and the base backup still have it. */
@Component
class UndoTables implements RecoveryStep<UndoTables.Removed> {

    /** @param objects how many definitions the recovery had made */
    record Removed(long objects) {}

    private static final String MARKED = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c"
            + " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            + " WHERE n.nspname = ? AND c.relname = 'restored_tables'";

    private final Evidence evidence;

    UndoTables(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "undoTables";
    }

    @Override
    public Class<Removed> result() {
        return Removed.class;
    }

    @Override
    public Act act() {
        return Act.TAKE_BACK;
    }

    @Override
    public boolean destructive() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        SameServer.mustBe(evidence, incident);
        return RestoreTablesScript.job("undo", incident, jobName, Map.of());
    }

    @Override
    public RemovedTables prove(Incident incident, Removed claimed) {
        String schema = MergeSql.rescueSchema(incident.key());
        try (Connection session = Connections.open(incident.target())) {
            if (!Catalog.text(session, MARKED, schema).equals("0")) {
                throw new HintedException(
                        "the mark of the recovery is still in the schema " + schema + ".",
                        "read the job's log, then decide whether it is tried again.");
            }
        } catch (SQLException e) {
            throw new HintedException(
                    "whether the tables are removed again cannot be checked: " + e.getMessage(),
                    "is the server up? Look into the database, then decide.",
                    e);
        }
        return new RemovedTables(
                evidence.get(incident, TablesPlan.class).hash(),
                claimed.objects(),
                Instant.now().truncatedTo(ChronoUnit.MICROS));
    }
}
