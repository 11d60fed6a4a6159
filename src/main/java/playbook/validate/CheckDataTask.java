package playbook.validate;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.operation.WorkerTask;
import playbook.postgres.Connections;
import playbook.postgres.TableReading;

/** Runs every check, also after one failed: a person wants to know all that is wrong. */
public class CheckDataTask implements WorkerTask {

    /** Their number; a result with fewer is no result. */
    static final int CHECKS = 9;

    private interface Judge {
        /** Empty when all is well; the first troubles in words otherwise. */
        Verdict look(Connection session) throws Exception;
    }

    @Override
    public String name() {
        return "checkData";
    }

    @Override
    public void run(WorkerContext context) throws Exception {
        CheckData.Expectations expected = context.input(CheckData.Expectations.class);
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
        checks.add(check("every table readable to its last column", tables.readable(), reading));
        checks.add(check("row counts as planned", tables.counts(), 0));
        checks.add(check("untouched tables unchanged (digests)", tables.digests(), 0));
        checks.add(
                run(target, "schema as before the recovery", session -> SchemaChecks.fingerprint(session, expected)));
        checks.add(run(target, "foreign keys hold (every row compared)", SchemaChecks::foreignKeys));
        checks.add(run(target, "no invalid index", SchemaChecks::invalidIndexes));
        checks.add(run(target, "indexes agree with their tables (amcheck)", IndexChecks::agree));
        checks.add(run(target, "page checksums clean", SchemaChecks::pageChecksums));
        checks.add(run(target, "sequences past every number in use", SchemaChecks::sequences));
        context.result(new DataChecks(checks));
    }

    private static Check run(Target target, String name, Judge judge) {
        long began = System.nanoTime();
        Verdict verdict;
        try (Connection session = Connections.open(target)) {
            verdict = judge.look(session);
        } catch (Exception e) {
            verdict = Verdict.failed("the check itself failed: " + e.getMessage());
        }
        return check(name, verdict, seconds(began));
    }

    private static Check check(String name, Verdict verdict, double seconds) {
        return new Check(name, verdict.passed(), verdict.detail(), seconds);
    }

    private static double seconds(long began) {
        return Math.round((System.nanoTime() - began) / 1e6) / 1e3;
    }
}
