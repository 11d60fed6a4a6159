package playbook.validate;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.Defects.Kind;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.DefectReading;
import playbook.postgres.TableReading;
import playbook.wayback.Expectations;
import playbook.wayback.Expectations.PlannedValues;

/** Runs every check, even after one has failed, so that a person sees everything that is wrong. */
public class CheckDataTask implements WorkerTask {

    /** The number of checks; a result with fewer is incomplete. */
    static final int CHECKS = 9;

    static final String SCHEMA = "schema as before the recovery";

    private interface Judge {
        Verdict look(Connection session) throws Exception;
    }

    @Override
    public String name() {
        return "checkData";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        Expectations expected = context.input(Expectations.class);
        Target target = context.target();
        List<Check> checks = new ArrayList<>();
        TableReading.Result read;
        long began = System.nanoTime();
        read = new TableReading(
                        target,
                        Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors())),
                        (done, total) -> context.progress(done, total, "bytes"))
                .read();
        double reading = seconds(began);
        TableChecks tables = new TableChecks(read.tables(), expected);
        DefectChecks defects = new DefectChecks(expected.defects(), expected.defectsBehindTheFence());
        checks.add(run(
                target,
                "every table readable to its last column",
                reading,
                session -> tables.readable(defects, DefectReading.of(session, Kind.MATERIALIZED_VIEWS))));
        checks.add(tables.counts().check("row counts as planned", 0));
        checks.add(tables.digests().check("untouched tables unchanged (digests)", 0));
        if (tables.madeAnew()) {
            checks.add(tables.asBeforeTheLoss().check("tables made anew are as before the loss (digests)", 0));
        }
        PlannedValues planned = expected.planned();
        if (planned != null) {
            checks.add(run(
                    target, "rows that came back have their values", session -> ValueChecks.agree(session, planned)));
        }
        checks.add(run(target, SCHEMA, session -> SchemaChecks.fingerprint(session, expected)));
        checks.add(run(
                target,
                "foreign keys hold (every row compared)",
                session -> defects.judge(
                        DefectReading.of(session, Kind.FOREIGN_KEYS),
                        "there is no foreign key",
                        "foreign keys compared row by row")));
        Check notValid = run(
                target,
                "checks that are NOT VALID",
                session -> defects.judge(
                        DefectReading.of(session, Kind.CONSTRAINTS), "", "constraints compared row by row"));
        // Few databases have such a constraint: without one the check is not listed.
        if (notValid.outcome() != Check.Outcome.NOT_LOOKED_AT) {
            checks.add(notValid);
        }
        checks.add(run(
                target,
                "no invalid index",
                session -> defects.judge(
                        DefectReading.of(session, Kind.INDEXES), "there is no index", "indexes looked at")));
        checks.add(run(target, "indexes agree with their tables (amcheck)", IndexChecks::agree));
        checks.add(
                run(target, "page checksums clean", session -> SchemaChecks.pageChecksums(session, tables.number())));
        checks.add(run(
                target,
                "sequences past every number in use",
                session -> defects.judge(
                        DefectReading.of(session, Kind.SEQUENCES),
                        "no sequence feeds a column of whole numbers",
                        "sequences compared with their columns")));
        context.result(new DataChecks(checks));
    }

    private static Check run(Target target, String name, Judge judge) {
        return run(target, name, 0, judge);
    }

    /** @param earlier seconds that the check took before */
    private static Check run(Target target, String name, double earlier, Judge judge) {
        long began = System.nanoTime();
        Verdict verdict;
        try (Connection session = Connections.open(target)) {
            verdict = judge.look(session);
        } catch (Exception e) {
            verdict = Verdict.failed("the check itself failed: " + e.getMessage());
        }
        return verdict.check(name, earlier + seconds(began));
    }

    private static double seconds(long began) {
        return Math.round((System.nanoTime() - began) / 1e6) / 1e3;
    }
}
