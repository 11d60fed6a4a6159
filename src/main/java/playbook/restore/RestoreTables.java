package playbook.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import playbook.evidence.Evidence;
import playbook.evidence.SameServer;
import playbook.incident.Act;
import playbook.incident.ApprovedPlan;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.RestoredTables;
import playbook.incident.TablesPlan;
import playbook.platform.Job;
import playbook.postgres.Connections;
import playbook.postgres.SystemIdentifier;

/** R3: makes dropped tables anew in the live database, exactly as approved, in one transaction. */
@Component
class RestoreTables implements RecoveryStep<RestoreTables.Carried> {

    /** @param found whether an earlier try had committed it */
    record Carried(
            String statementsSha256,
            List<RestoreTablesScript.CountedRows> rows,
            List<RestoreTablesScript.CountedColumns> columns,
            boolean found) {}

    private static final String MARK = "SELECT statements FROM %s.restored_tables";
    private static final String THERE =
            "SELECT pg_catalog.to_regclass(pg_catalog.format('%I.%I', ?::pg_catalog.text, ?::pg_catalog.text)) IS NOT NULL";

    private static final String COLUMN = "SELECT pg_catalog.count(*) FROM pg_catalog.pg_attribute"
            + " WHERE attrelid = ?::pg_catalog.oid AND attname = ? AND NOT attisdropped";

    private final Evidence evidence;

    RestoreTables(Evidence evidence) {
        this.evidence = evidence;
    }

    @Override
    public String name() {
        return "restoreTables";
    }

    @Override
    public Class<Carried> result() {
        return Carried.class;
    }

    @Override
    public Act act() {
        return Act.RESTORE_TABLES;
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
        TablesPlan plan = evidence.get(incident, TablesPlan.class);
        String approved = evidence.get(incident, ApprovedPlan.class).hash();
        if (!plan.hash().equals(approved) || !PlanTables.hash(plan).equals(approved)) {
            throw new HintedException(
                    "the approved plan is " + approved + ", this one is " + plan.hash() + "; nothing was changed.",
                    "have the current plan approved.");
        }
        return RestoreTablesScript.job(
                "restore", incident, jobName, Map.of("STATEMENTS_SHA256", plan.statementsSha256()));
    }

    /** Looks in the live database: at the transaction's mark, and for each table. */
    @Override
    public RestoredTables prove(Incident incident, Carried claimed) {
        TablesPlan plan = evidence.get(incident, TablesPlan.class);
        String schema = MergeSql.rescueSchema(incident.key());
        try (Connection session = Connections.open(incident.target())) {
            if (!SystemIdentifier.of(session).equals(plan.systemIdentifier())) {
                throw new HintedException(
                        "the plan was made for the cluster " + plan.systemIdentifier() + ", this is another one.",
                        "look at the target's host and port.");
            }
            if (!Catalog.text(session, MARK.formatted(schema)).equals(plan.statementsSha256())) {
                throw new HintedException(
                        "the mark in the schema " + schema + " is of other statements than the approved ones.",
                        "look who wrote there; plan again.");
            }
            for (TablesPlan.TableBack table : plan.tables()) {
                if (!Catalog.text(
                                session,
                                THERE,
                                table.table().schema(),
                                table.table().name())
                        .equals("t")) {
                    throw new HintedException(
                            table.table() + " is not in the live database, though the job says that it was made anew.",
                            "read the job's log, then decide whether it is tried again.");
                }
            }
            for (TablesPlan.ColumnsBack back : plan.columns()) {
                for (String column : back.valued()) {
                    if (!Catalog.text(session, COLUMN, Long.toString(back.oid()), column)
                            .equals("1")) {
                        throw new HintedException(
                                "the column " + column + " of " + back.table()
                                        + " is not there, though the job says that it was made anew.",
                                "read the job's log, then decide whether it is tried again.");
                    }
                }
            }
        } catch (SQLException e) {
            throw new HintedException(
                    "whether the tables are back cannot be checked: " + e.getMessage(),
                    "is the server up? Look into the database, then decide.",
                    e);
        }
        if (!claimed.found()) {
            mustBeCounted(incident, plan, claimed);
        }
        return new RestoredTables(
                plan.hash(),
                schema,
                plan.tables(),
                plan.objects().size(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                claimed.found());
    }

    private void mustBeCounted(Incident incident, TablesPlan plan, Carried claimed) {
        List<TablesPlan.ColumnsBack> columns =
                RestoreTablesScript.mustBeOf(evidence.get(incident, Culprit.class), claimed.columns());
        if (!columns.equals(plan.columns())) {
            throw new HintedException(
                    "the columns came back to other rows than those of the plan: " + columns + ", planned "
                            + plan.columns() + ".",
                    "read the job's log; the person who confirms the validation can have it undone.");
        }
        for (TablesPlan.TableBack table : plan.tables()) {
            if (claimed.rows().stream().noneMatch(one -> one.oid() == table.oid() && one.rows() == table.rows())) {
                throw new HintedException(
                        table.table() + " came back with other rows than the " + table.rows() + " of the plan.",
                        "read the job's log; the person who confirms the validation can have it undone.");
            }
        }
    }
}
