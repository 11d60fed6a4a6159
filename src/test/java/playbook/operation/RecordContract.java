package playbook.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import playbook.evidence.Changes;
import playbook.evidence.Evidence;
import playbook.evidence.EvidenceVerifier;
import playbook.evidence.IncidentBook;
import playbook.evidence.RecordBeans;
import playbook.evidence.Recovered;
import playbook.evidence.Sealer;
import playbook.incident.Culprit;
import playbook.incident.HintedException;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.MergeResult;
import playbook.incident.RecoveryPlan;
import playbook.incident.RowKey;
import playbook.incident.TableChange;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.incident.UndoResult;
import playbook.platform.ConfiguredTargets;
import playbook.platform.Job;
import playbook.platform.JobStatus;
import playbook.platform.JobStatus.State;
import playbook.platform.Jobs;
import playbook.platform.LocalRange;
import playbook.platform.Platforms;
import playbook.platform.ScriptedPlatform;

/** What the record promises on every database it runs on. */
abstract class RecordContract {

    record Finding(String text, long rows) {}

    @TempDir
    Path root;

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final ScriptedJobs jobs = new ScriptedJobs();
    private final List<OperationRecord> told = new ArrayList<>();
    private boolean listening = true;
    private JdbcClient database;
    private TransactionTemplate transaction;
    private Target target;
    private IncidentBook book;
    private Evidence evidence;
    private Incident incident;

    abstract DataSource source();

    @BeforeEach
    void create() throws IOException {
        DataSource source = source();
        Flyway.configure()
                .dataSource(source)
                .table("playbook_schema_history")
                .load()
                .migrate();
        ConfiguredTargets targets = LocalRange.targets(root);
        context.registerBean(JdbcClient.class, () -> JdbcClient.create(source));
        context.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(source));
        context.registerBean(ConfiguredTargets.class, () -> targets);
        context.registerBean(Platforms.class, () -> ScriptedPlatform.of(jobs));
        context.registerBean(Node.class, this::node);
        context.registerBean(OperationEndings.class, () -> operation -> listening && told.add(operation));
        context.register(RecordBeans.all());
        context.register(OperationTable.class, RecordedOperations.class, OperationReconciler.class);
        context.refresh();
        database = context.getBean(JdbcClient.class);
        transaction = new TransactionTemplate(context.getBean(JdbcTransactionManager.class));
        target = targets.named("noa");
        book = context.getBean(IncidentBook.class);
        evidence = context.getBean(Evidence.class);
        incident = book.open(target, "olga", Instant.now()).incident();
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aTargetHasOneRunningIncidentAndTheNextGetsTheNextNumber() {
        assertThat(incident.key()).matches("DL-\\d{4}-0001");
        assertThat(book.open(target, "max", Instant.now())).isEqualTo(new IncidentBook.Opened(incident, true));

        book.close(incident.key(), "RECOVERED");

        assertThat(book.open(target, "max", Instant.now()).incident().key()).endsWith("-0002");
        assertThat(book.find(incident.key())).contains(incident);
    }

    @Test
    void theNextIncidentKnowsWhatTheFormerOneGaveBackAndWhatStayed() {
        TableName table = new TableName("public", "t");
        Culprit culprit = new Culprit(
                771,
                List.of(),
                Lsn.parse("0/16B3748"),
                Lsn.parse("0/16B4000"),
                Lsn.parse("0/16B4028"),
                1,
                Instant.EPOCH,
                List.of(new TableChange(table, 1, TableChange.Operation.DELETE, 5)));
        List<RecoveryPlan.Listed> stay = List.of(
                new RecoveryPlan.Listed("UNIQUE_TAKEN", 2, List.of("1", "2")),
                new RecoveryPlan.Listed("LEFT_OUT", 1, List.of("3")));
        RecoveryPlan.TablePlan rows = new RecoveryPlan.TablePlan(
                table, 1, 2, 0, 0, new RecoveryPlan.Listed("KEPT_LATER", 0, List.of()), stay, "", 0, 0);
        evidence.found(incident, "confirm-loss", culprit);
        evidence.found(
                incident,
                "planRecovery",
                new RecoveryPlan(
                        "row-recovery",
                        incident.key(),
                        "7",
                        "noa_db",
                        771,
                        Lsn.parse("0/16B4000"),
                        1,
                        List.of(rows),
                        List.of(),
                        "",
                        "",
                        false,
                        List.of(new RowKey(table, "3"))));
        Instant at = Instant.parse("2026-11-22T14:30:00Z");
        evidence.found(incident, "mergeRows", new MergeResult("", "rescue", List.of(), at, false));
        book.close(incident.key(), "resolved");
        Incident next = book.open(target, "max", Instant.now()).incident();
        assertThat(evidence.recoveredBefore(next)).containsExactly(new Recovered(incident.key(), culprit, at, 3));
        evidence.found(incident, "undoMerge", new UndoResult("", List.of()));
        assertThat(evidence.recoveredBefore(next)).isEmpty();
    }

    @Test
    void aSuccessGoesWithItsTransactionARefusalStays() {
        transaction.executeWithoutResult(status -> {
            evidence.found(incident, "pin", new Finding("gone", 1));
            evidence.refused(incident, "approve", "max", "same person");
            status.setRollbackOnly();
        });

        assertThat(evidence.find(incident, Finding.class)).isEmpty();
        assertThat(count("playbook_evidence")).isEqualTo(1);
        evidence.found(incident, "pin", new Finding("first", 1));
        evidence.found(incident, "pin", new Finding("second", 2));
        assertThat(evidence.get(incident, Finding.class)).isEqualTo(new Finding("second", 2));
    }

    @Test
    void anIntentIsAcceptedOnce() {
        assertThat(evidence.intend(incident, "mergeRows", 1, new Finding("merge", 5)))
                .isTrue();
        assertThat(evidence.intend(incident, "mergeRows", 1, new Finding("merge", 5)))
                .isFalse();
        assertThat(evidence.intend(incident, "mergeRows", 2, new Finding("merge", 5)))
                .isTrue();
    }

    @Test
    void theFirstStateIsRememberedUntilItIsGivenBack() {
        Changes changes = context.getBean(Changes.class);
        changes.remember(incident, "role", "api", new Finding("login", 1));
        changes.remember(incident, "role", "api", new Finding("nologin", 2));

        assertThat(changes.open(incident, "role")).hasSize(1);
        assertThat(changes.open(incident, "role").get(0).before(Finding.class)).isEqualTo(new Finding("login", 1));
        changes.undone(changes.open().get(0));
        assertThat(changes.open()).isEmpty();
    }

    @Test
    void theChainNamesTheFirstBadRow() {
        EvidenceVerifier verifier = sealedRows();
        assertThat(verifier.verify()).isEqualTo(new EvidenceVerifier.Verdict(5, null));

        database.sql("update playbook_evidence set content = '{}' where chain_position = 3")
                .update();

        assertThat(verifier.verify().rows()).isEqualTo(2);
        assertThat(verifier.verify().broken())
                .startsWith("row 3 (id ")
                .endsWith("its content or its place was changed");
    }

    @Test
    void aRemovedRowIsMissed() {
        EvidenceVerifier verifier = sealedRows();
        database.sql("delete from playbook_evidence where chain_position = 2").update();
        assertThat(verifier.verify().broken()).startsWith("row 2 is missing; row 3");
    }

    @Test
    void exchangedRowsAreSeen() {
        EvidenceVerifier verifier = sealedRows();
        database.sql("update playbook_evidence set chain_position = 99 where chain_position = 2")
                .update();
        database.sql("update playbook_evidence set chain_position = 2 where chain_position = 3")
                .update();
        database.sql("update playbook_evidence set chain_position = 3 where chain_position = 99")
                .update();
        assertThat(verifier.verify().broken()).startsWith("row 2 (id ");
    }

    @Test
    void aCutOffEndIsSeenAlsoWhenTheHeadWasSetBack() {
        EvidenceVerifier verifier = sealedRows();
        book.close(incident.key(), "RECOVERED");
        database.sql("delete from playbook_evidence where chain_position = 5").update();
        assertThat(verifier.verify().broken()).contains("rows are missing at the end");

        database.sql("update playbook_chain set hash = (select hash from playbook_evidence where chain_position = 4)")
                .update();
        assertThat(verifier.verify().broken())
                .isEqualTo("incidents [" + incident.key() + "] have fewer rows than they were closed with");
    }

    @Test
    void anEndIsToldAgainAndAgainUntilItIsHeard() {
        OperationRecord started = operations().start(incident, step(), 1);
        assertThat(started.name()).isEqualTo(incident.key().toLowerCase(java.util.Locale.ROOT) + "-restorebase-1");
        assertThat(jobs.started.get(0).environment()).containsEntry("PLAYBOOK_INCIDENT", incident.key());
        reconcile();
        assertThat(operations().look(started.name()).status().state()).isEqualTo(State.RUNNING);

        listening = false;
        jobs.state = State.SUCCEEDED;
        reconcile();
        reconcile();
        assertThat(told).isEmpty();
        listening = true;
        reconcile();
        reconcile();

        assertThat(told).hasSize(1);
        assertThat(told.get(0).status().state()).isEqualTo(State.SUCCEEDED);
        operations().start(incident, step(), 1);
        reconcile();
        assertThat(told).hasSize(2);
        assertThat(jobs.started).hasSize(1);
    }

    @Test
    void aLostJobIsToldAsFailed() {
        operations().start(incident, step(), 1);
        jobs.state = State.LOST;
        reconcile();

        assertThat(told.get(0).status().state()).isEqualTo(State.FAILED);
        assertThat(told.get(0).status().logTail()).contains("left no exit code").contains("HINT:");
    }

    @Test
    void whileNobodyAnswersTheLastSightIsNotTakenForNow() {
        OperationRecord started = operations().start(incident, step(), 1);
        reconcile();
        jobs.trouble = "the API server is away";
        reconcile();
        reconcile();

        JobStatus last = operations().look(started.name()).status();
        assertThat(last.done()).isEqualTo(1);
        assertThat(last.heldUpBy())
                .isEqualTo("its state cannot be read just now, but it may still be running: the API server is away");
        assertThat(new OperationRows(database).of(incident.key()))
                .as("what the pages show")
                .extracting(seen -> seen.status().heldUpBy())
                .containsExactly(last.heldUpBy());
        assertThat(last.logTail()).startsWith("log\n").containsOnlyOnce("the API server is away");

        jobs.trouble = "";
        jobs.state = State.SUCCEEDED;
        reconcile();
        assertThat(operations().look(started.name()).status().logTail()).isEqualTo("log");
    }

    @Test
    void theOperationOfAClosedIncidentIsAnOrphan() {
        OperationRecord started = operations().start(incident, step(), 1);
        book.close(incident.key(), "FALSE_ALARM");
        reconcile();

        assertThat(told).isEmpty();
        assertThat(jobs.cancelled).containsExactly(started.name());
    }

    @Test
    void whoLostTheLeaseWritesNothing() {
        operations().start(incident, step(), 1);
        OperationTable table = context.getBean(OperationTable.class);
        var first = table.lease("one").get(0);
        assertThat(table.lease("two")).isEmpty();
        database.sql("update playbook_operation set lease_until = current_timestamp - interval '1' second")
                .update();
        var second = table.lease("two").get(0);

        assertThat(second.token()).isEqualTo(first.token() + 1);
        assertThat(table.write(first, "one", jobs.look(target, "any"))).isFalse();
        assertThat(table.write(second, "two", jobs.look(target, "any"))).isTrue();
    }

    @Test
    void aDestructiveStepPutsItsIntentOnRecordBeforeItsJobStarts() {
        jobs.beforeStart = () -> assertThat(intents()).isEqualTo(1);

        OperationRecord started = operations().start(incident, destructive(), 1);

        assertThat(jobs.started).hasSize(1);
        assertThat(database.sql("select content from playbook_evidence where kind = 'INTENT'")
                        .query(String.class)
                        .single())
                .contains(started.name(), "noa_db", "inputSha256");
    }

    @Test
    void aDestructiveStepInterruptedBeforeItsJobBeganGoesToAPersonAndIsNotStartedAgain() {
        jobs.state = State.UNKNOWN;
        jobs.beforeStart = () -> {
            throw new IllegalStateException("killed");
        };
        assertThatThrownBy(() -> operations().start(incident, destructive(), 1)).hasMessage("killed");
        jobs.beforeStart = () -> {};

        OperationRecord found = operations().start(incident, destructive(), 1);
        reconcile();

        assertThat(jobs.started).isEmpty();
        assertThat(jobs.cancelled).containsExactly(found.name());
        assertThat(told.get(0).status().state()).isEqualTo(State.FAILED);
        assertThat(told.get(0).status().logTail())
                .startsWith("the start of " + found.name() + " was interrupted")
                .contains("HINT:");

        operations().start(incident, destructive(), 2);
        assertThat(jobs.started).as("a person ordered another try").hasSize(1);
    }

    @Test
    void aDestructiveStepInterruptedAfterTheIntentAloneIsNotStartedEither() {
        RecordedOperations.Intent other = new RecordedOperations.Intent("x", "", "", 1, "", "", "");
        evidence.intend(incident, "mergeRows", 1, other);
        jobs.state = State.UNKNOWN;

        operations().start(incident, destructive(), 1);
        reconcile();

        assertThat(jobs.started).isEmpty();
        assertThat(told.get(0).status().state()).isEqualTo(State.FAILED);
    }

    @Test
    void aDestructiveJobThatRunsIsFoundByItsNameAfterACrashBeforeTheCommit() {
        OperationRecord first = operations().start(incident, destructive(), 1);
        jobs.state = State.RUNNING;

        OperationRecord found = operations().start(incident, destructive(), 1);
        jobs.state = State.SUCCEEDED;
        reconcile();

        assertThat(found.name()).isEqualTo(first.name());
        assertThat(jobs.started).hasSize(1);
        assertThat(jobs.cancelled).isEmpty();
        assertThat(told.get(0).status().state()).isEqualTo(State.SUCCEEDED);
    }

    private long intents() {
        return database.sql("select count(*) from playbook_evidence where kind = 'INTENT'")
                .query(Long.class)
                .single();
    }

    private static LongStep<?> destructive() {
        return step("mergeRows", true);
    }

    private EvidenceVerifier sealedRows() {
        for (int i = 1; i <= 5; i++) {
            evidence.found(incident, "pin", new Finding("row", i));
        }
        context.getBean(Sealer.class).seal();
        return context.getBean(EvidenceVerifier.class);
    }

    private RecordedOperations operations() {
        return context.getBean(RecordedOperations.class);
    }

    private void reconcile() {
        context.getBean(OperationReconciler.class).reconcile();
    }

    private long count(String table) {
        return database.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static LongStep<?> step() {
        return step("restoreBase", false);
    }

    private static LongStep<?> step(String name, boolean destructive) {
        return new LongStep<Finding>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean destructive() {
                return destructive;
            }

            @Override
            public Job job(Incident incident, String jobName) {
                return Job.script(
                        jobName, incident.target(), "none", new HashMap<>(Map.of("A", "1")), Duration.ofMinutes(1));
            }

            @Override
            public Class<Finding> result() {
                return Finding.class;
            }

            @Override
            public Object prove(Incident incident, Finding claimed) {
                throw new HintedException("not asked", "none");
            }
        };
    }

    /** Jobs which are as the test says. */
    private Node node() {
        try {
            return new Node(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class ScriptedJobs implements Jobs {
        private final List<Job> started = new ArrayList<>();
        private final List<String> cancelled = new ArrayList<>();
        private State state = State.RUNNING;
        private Runnable beforeStart = () -> {};
        private String trouble = "";

        @Override
        public void start(Job job) {
            beforeStart.run();
            started.add(job);
        }

        @Override
        public JobStatus look(Target target, String name) {
            if (!trouble.isEmpty()) {
                throw new IllegalStateException(trouble);
            }
            return new JobStatus(state, null, Instant.now(), null, 1, 100, "rows", null, "log");
        }

        @Override
        public void cancel(Target target, String name) {
            cancelled.add(name);
        }

        @Override
        public void forget(Target target, String name) {}

        @Override
        public void endServing(Target target, String incidentKey, String group) {}
    }
}
