package playbook.restore;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.Incident;
import playbook.incident.LostTables;
import playbook.incident.Sha256;
import playbook.incident.SideInstance;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TablesPlan;
import playbook.incident.TablesPlan.ColumnsBack;
import playbook.platform.Job;
import playbook.postgres.SystemIdentifier;

/** The dry run of making dropped tables and columns anew: all of it in a transaction that is rolled back. */
@Component
class PlanTables implements RecoveryStep<PlanTables.Rehearsal> {

    /**
     * What the dry run found.
     *
     * @param objects each definition that came back: kind, schema and name
     * @param notAsBefore what did not come back as it was
     * @param publications what a person must know of those that send the rows anew
     */
    record Rehearsal(
            String statementsSha256,
            List<String> objects,
            List<RestoreTablesScript.CountedRows> rows,
            List<RestoreTablesScript.CountedColumns> columns,
            List<String> notAsBefore,
            List<String> publications) {}

    private final Evidence evidence;

    PlanTables(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "planTables";
    }

    @Override
    public Class<Rehearsal> result() {
        return Rehearsal.class;
    }

    @Override
    public boolean repeatable() {
        return true;
    }

    @Override
    public boolean behindTheFence() {
        return true;
    }

    @Override
    public Job job(Incident incident, String jobName) {
        SideInstance side = evidence.get(incident, SideInstance.class);
        side.mustStandAfter();
        return RestoreTablesScript.job(
                "plan",
                incident,
                jobName,
                Map.of("SIDE_AT_HOST", side.host(), "SIDE_AT_PORT", Integer.toString(side.port())));
    }

    @Override
    public TablesPlan prove(Incident incident, Rehearsal claimed) {
        Culprit culprit = evidence.get(incident, Culprit.class);
        List<String> notAsBefore = new ArrayList<>(claimed.notAsBefore());
        List<ColumnsBack> columns = RestoreTablesScript.mustBeOf(culprit, claimed.columns());
        columns.forEach(back -> notAsBefore.addAll(back.notAsBefore()));
        culprit.tables().stream()
                .filter(change -> change.operation() == Operation.DROP)
                .filter(change -> change.detail().equals(TableChange.UNLOGGED))
                .forEach(change -> notAsBefore.add(change.table()
                        + " comes back empty: it is unlogged, so its rows are in no WAL and in no base backup."));
        TablesPlan plan = new TablesPlan(
                incident.key(),
                SystemIdentifier.of(incident.target()),
                incident.target().database(),
                culprit.xid(),
                culprit.commitLsn(),
                culprit.timeline(),
                claimed.objects(),
                RestoreTablesScript.mustHaveTheirRows(evidence.get(incident, LostTables.class), claimed.rows()),
                columns,
                notAsBefore,
                claimed.publications(),
                claimed.statementsSha256(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                "");
        return plan.withHash(hash(plan));
    }

    static String hash(TablesPlan plan) {
        return Sha256.of(Json.write(plan.withHash("")));
    }
}
