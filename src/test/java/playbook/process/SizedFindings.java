package playbook.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import playbook.evidence.Json;
import playbook.freeze.FenceResult;
import playbook.incident.Culprit;
import playbook.incident.CutOverPlan;
import playbook.incident.CutOverPlan.LostElsewhere;
import playbook.incident.CutOverPlan.LostRows;
import playbook.incident.DataChecks;
import playbook.incident.DataChecks.Check;
import playbook.incident.RecoveryPlan;
import playbook.incident.RecoveryPlan.Listed;
import playbook.incident.RecoveryPlan.TablePlan;
import playbook.incident.RowCounts;
import playbook.incident.RowCounts.TableCount;
import playbook.incident.StrategyFacts;
import playbook.incident.StrategyOptions;
import playbook.incident.StrategyOptions.Option;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.TablesPlan;
import playbook.resume.WatchResumedResult;

/** Findings of a size, each part with figures of its own: the part numbered n has n times those of the first. */
final class SizedFindings {

    private final int bytes;

    /** @param bytes at least, of each finding's JSON in the record */
    SizedFindings(int bytes) {
        this.bytes = bytes;
    }

    /** Numbered from 1. */
    private <T> List<T> parts(IntFunction<T> part) {
        int each = Json.write(part.apply(1)).length();
        return IntStream.rangeClosed(1, bytes / each + 1).mapToObj(part).toList();
    }

    private <T> T sized(T finding) {
        assertThat(Json.write(finding).length()).isGreaterThanOrEqualTo(bytes);
        return finding;
    }

    private static TableName table(int number) {
        return new TableName("public", "t" + number);
    }

    /** One text, with a last word that shows whether it is whole. */
    String text() {
        return "segment is missing; ".repeat(bytes / 20 + 1) + "END";
    }

    List<String> lines() {
        return parts(i -> "session " + i + ": client backend 4711 of api still writes into public.accounts");
    }

    FenceResult fence() {
        return sized(new FenceResult(FenceResult.Outcome.STILL_WRITING, null, List.of(), lines()));
    }

    WatchResumedResult watch() {
        return sized(new WatchResumedResult(
                WatchResumedResult.Outcome.TROUBLE, lines(), List.of(), List.of(), 0, 0, Instant.EPOCH));
    }

    /** Each table lacks as many rows as its number says. */
    RowCounts counts() {
        Instant baseline = Instant.parse("2026-11-22T13:00:00Z");
        return sized(new RowCounts(
                parts(i -> new TableCount(table(i), false, 1_000, "0".repeat(64), 1_000L + i, null, null, null)),
                "dump",
                baseline,
                baseline.plusSeconds(3_600)));
    }

    /** It destroyed 500 rows and added 659. */
    Culprit culprit() {
        Culprit plain = ProcessTestConfiguration.World.culprit(771);
        TableChange added =
                new TableChange(new TableName("public", "accounts"), 16400, TableChange.Operation.INSERT, 659);
        return sized(new Culprit(
                771,
                parts(i -> 1_000_000L + i),
                plain.firstLsn(),
                plain.commitLsn(),
                plain.endLsn(),
                1,
                plain.committedAt(),
                List.of(plain.tables().get(0), added)));
    }

    StrategyFacts facts() {
        return sized(new StrategyFacts("accidental-delete", true, true, true, true, true, 123_456, "", text(), true));
    }

    StrategyOptions options() {
        return sized(new StrategyOptions(List.of(
                new Option("row-recovery", "", "", true, "", 61L, "at 85 MB/s", "3 rows in conflict"),
                new Option("point-in-time-recovery", "", "", false, text(), 125L, "at 86 MB/s", "12 transactions"))));
    }

    RecoveryPlan plan() {
        RecoveryPlan small = ProcessTestConfiguration.World.recoveryPlan("hash-1");
        List<String> keys = List.of("7", "8");
        return sized(new RecoveryPlan(
                small.method(),
                small.incident(),
                "7000000000000000001",
                small.database(),
                small.xid(),
                small.commitLsn(),
                small.timeline(),
                parts(i -> new TablePlan(
                        table(i),
                        16_000L + i,
                        10L * i,
                        2L * i,
                        0,
                        new Listed("KEPT_LATER", 4L * i, keys),
                        List.of(new Listed("KEY_EXISTS", 5L * i, keys)),
                        "digest",
                        3L * i,
                        i)),
                lines(),
                small.statementsSha256(),
                small.hash(),
                false,
                List.of()));
    }

    CutOverPlan cutOver() {
        CutOverPlan small = ProcessTestConfiguration.World.cutOverPlan("hash-1");
        return sized(new CutOverPlan(
                small.incident(),
                "7000000000000000002",
                small.database(),
                "/var/lib/postgresql/data",
                small.stop(),
                small.backup(),
                small.countedTo(),
                123_456,
                parts(i -> new LostRows(table(i), 3L * i, 2L * i, i)),
                List.of(new LostElsewhere("billing", 7)),
                lines(),
                small.at(),
                small.hash()));
    }

    TablesPlan tables() {
        TablesPlan small = ProcessTestConfiguration.World.tablesPlan("hash-1");
        return sized(new TablesPlan(
                small.incident(),
                "7000000000000000003",
                small.database(),
                small.xid(),
                small.commitLsn(),
                small.timeline(),
                lines(),
                parts(i -> new TablesPlan.TableBack(table(i), 16_000L + i, 7L * i)),
                List.of(),
                lines(),
                List.of(),
                small.statementsSha256(),
                small.at(),
                small.hash()));
    }

    /** The last one failed. */
    DataChecks checks(String name) {
        List<Check> checks = new ArrayList<>(
                parts(i -> new Check(name + " " + i, Check.Outcome.PASSED, "all " + i + " rows are readable", 1.5)));
        checks.add(new Check(name + " of keys", Check.Outcome.FAILED, "3 orders without a customer", 2.5));
        return sized(new DataChecks(checks));
    }
}
