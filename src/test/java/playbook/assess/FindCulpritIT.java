package playbook.assess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import playbook.backup.Dumps;
import playbook.backup.Repository;
import playbook.backup.TestFolders;
import playbook.evidence.Evidence;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.CulpritSearch;
import playbook.incident.FencePosition;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.TableChange;
import playbook.incident.TableChange.Operation;
import playbook.incident.TableName;
import playbook.incident.Target;
import playbook.operation.WorkerContext;
import playbook.platform.JobStatus;
import playbook.postgres.TestServer;

/** The search on a real server whose traffic goes on around the loss. */
class FindCulpritIT {

    private static TestServer server;
    private static final List<Object> FOUND = new ArrayList<>();
    private static long culprit;
    private static Instant noticed;

    @BeforeAll
    static void loseRowsUnderTraffic() throws Exception {
        server = TestServer.with().archive().set("autovacuum", "off").start();
        server.execute(
                "CREATE TABLE users (id bigint PRIMARY KEY, email text, seen int DEFAULT 0)",
                "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, state text)",
                "INSERT INTO users SELECT i, 'u' || i FROM generate_series(1, 5000) AS i",
                "INSERT INTO orders SELECT i, i % 5000, 'new' FROM generate_series(1, 5000) AS i",
                "CHECKPOINT",
                "SELECT pg_switch_wal()");
        traffic(200);
        try (Connection session = server.connect()) {
            session.setAutoCommit(false);
            try (var statement = session.createStatement();
                    var row = statement.executeQuery("SELECT txid_current()")) {
                row.next();
                culprit = row.getLong(1);
            }
            try (var statement = session.createStatement()) {
                statement.execute("SAVEPOINT one");
                statement.execute("DELETE FROM users WHERE id % 10 = 3");
                statement.execute("RELEASE one");
            }
            session.commit();
        }
        noticed = Instant.now();
        server.execute("SELECT pg_switch_wal()");
        traffic(150);
        server.execute("UPDATE orders SET state = 'checked' WHERE id <= 300");
    }

    /** Small transactions as an application makes them. */
    private static void traffic(int transactions) throws SQLException {
        try (Connection session = server.connect();
                var update = session.prepareStatement("UPDATE users SET seen = seen + 1 WHERE id = ?");
                var insert = session.prepareStatement("INSERT INTO orders VALUES (?, 1, 'new')")) {
            session.setAutoCommit(false);
            long next = Long.parseLong(server.query("SELECT max(id) + 1 FROM orders"));
            for (int i = 0; i < transactions; i++) {
                update.setLong(1, 1 + 10L * (i % 400));
                update.executeUpdate();
                insert.setLong(1, next + i);
                insert.executeUpdate();
                session.commit();
            }
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theCulpritIsTheFirstSuspectWithItsExactRowsAndTheWritesAfterIt() throws Exception {
        CulpritSearch search = search(new FindCulprit.Request(noticed.minus(Duration.ofHours(1)), null));

        Culprit first = search.suspects().get(0).culprit();
        assertThat(first.xid()).isEqualTo(culprit);
        assertThat(first.subtransactions()).hasSize(1);
        assertThat(first.tables())
                .containsExactly(new TableChange(
                        new TableName("public", "users"),
                        Long.parseLong(server.query("SELECT 'users'::regclass::oid")),
                        Operation.DELETE,
                        500));
        assertThat(first.committedAt()).isBefore(noticed);
        assertThat(search.suspects().get(1).culprit().tables())
                .extracting(TableChange::operation, TableChange::rows)
                .containsExactly(tuple(Operation.UPDATE, 300L));
        assertThat(search.suspects()).hasSizeLessThanOrEqualTo(20);
        assertThat(search.medianDestroyed()).isEqualTo(1);
        assertThat(search.laterWrites())
                .containsExactly(new CulpritSearch.LaterWrites(new TableName("public", "users"), 150, 0, 150, 0));
        assertThat(search.suspects().get(0).later()).isEqualTo(new CulpritSearch.Later(151, 0, 450, 150));
        assertThat(search.gaps()).isEmpty();
        assertThat(search.timeLine().stream()
                        .mapToLong(CulpritSearch.Second::deleted)
                        .sum())
                .isEqualTo(500);
    }

    @Test
    void theStepProvesTheSuspectsAndKeepsTheFirstAsAFinding() throws Exception {
        Findings evidence = new Findings();
        FindCulprit step = new FindCulprit(evidence, Duration.ofHours(1));
        Incident incident = incident();
        CulpritSearch search =
                search(Json.read(step.job(incident, "DL-1-findCulprit-1").input(), FindCulprit.Request.class));
        FOUND.clear();
        assertThat(step.prove(incident, step.claimed(ended(search)))).isEqualTo(search);
        assertThat(FOUND).containsExactly(search.suspects().get(0).culprit());
    }

    @Test
    void aSuspectWhoseCommitRecordIsNotThereIsRefused() throws Exception {
        CulpritSearch search = search(new FindCulprit.Request(noticed, null));
        Culprit real = search.suspects().get(0).culprit();
        Culprit false_ = new Culprit(
                real.xid() + 1,
                real.subtransactions(),
                real.firstLsn(),
                real.commitLsn(),
                real.endLsn(),
                real.timeline(),
                real.committedAt(),
                real.tables());
        CulpritSearch forged = new CulpritSearch(
                search.from(),
                search.until(),
                search.wantedFrom(),
                search.firstCommitAt(),
                search.lastCommitAt(),
                search.bytes(),
                search.seconds(),
                search.transactions(),
                search.medianDestroyed(),
                search.gaps(),
                List.of(new CulpritSearch.Suspect(false_, 1, true)),
                search.timeLine(),
                search.laterWrites(),
                search.unnamed(),
                search.omitted(),
                search.endTimeline());
        FindCulprit step = new FindCulprit(new Findings(), Duration.ofHours(1));
        assertThatThrownBy(() -> step.prove(incident(), step.claimed(ended(forged))))
                .hasMessage("the WAL at " + real.commitLsn() + " (timeline 1) holds Commit[xid=" + culprit + ", end="
                        + real.endLsn() + ", at=" + real.committedAt() + "], not Commit[xid=" + (culprit + 1)
                        + ", end=" + real.endLsn() + ", at=" + real.committedAt()
                        + "]\nHINT: was the server failed over or restored meanwhile? Run the search again.");
    }

    @Test
    void theSearchEndsAtTheFenceAndBeginsBeforeTheWindow() throws Exception {
        Lsn end = search(new FindCulprit.Request(noticed, null))
                .suspects()
                .get(0)
                .culprit()
                .endLsn();
        CulpritSearch search = search(new FindCulprit.Request(noticed.minusMillis(1), end));
        assertThat(search.until()).isEqualTo(end);
        assertThat(search.suspects().get(0).culprit().xid()).isEqualTo(culprit);
        assertThat(search.suspects().get(0).complete() || search.from().value() <= 0x1000000)
                .isTrue();
        assertThat(search.laterWrites())
                .containsExactly(new CulpritSearch.LaterWrites(new TableName("public", "users"), 0, 0, 0, 0));
    }

    private static Incident incident() {
        return new Incident("DL-1", server.target(), Instant.now(), "olga", noticed);
    }

    private static JobStatus ended(CulpritSearch search) {
        return new JobStatus(JobStatus.State.SUCCEEDED, 0, null, null, 1, 1, "bytes", Json.write(search), "");
    }

    private static CulpritSearch search(FindCulprit.Request request) throws Exception {
        Context context = new Context(request);
        new FindCulpritTask().run(context);
        assertThat(context.result).isNotNull();
        return Json.read(Json.write(java.util.Objects.requireNonNull(context.result)), CulpritSearch.class);
    }

    /** A job's folder, without the job. */
    private static final class Context implements WorkerContext {
        private final Object input;

        @Nullable
        Object result;

        Context(Object input) {
            this.input = input;
        }

        @Override
        public <T> T input(Class<T> type) {
            return Json.read(Json.write(input), type);
        }

        @Override
        public Target target() {
            return server.target();
        }

        @Override
        public Path bin() {
            return server.bin();
        }

        @Override
        public Path data() {
            return server.data();
        }

        @Override
        public Repository.Content repository() {
            return TestFolders.of(server.archive(), server.root().resolve("backups"));
        }

        @Override
        public Dumps dumps() {
            return new Dumps(server.root().resolve("backups"));
        }

        @Override
        public Path work() {
            return server.root().resolve("work");
        }

        @Override
        public void progress(long done, long total, String unit) {
            assertThat(done).isBetween(0L, total);
        }

        @Override
        public void result(Object document) {
            assertThat(Files.exists(server.archive())).isTrue();
            result = document;
        }
    }

    /** Remembers findings only. */
    private static final class Findings implements Evidence {
        @Override
        public void found(Incident incident, String step, Object finding) {
            FOUND.add(finding);
        }

        @Override
        public <T> Optional<T> find(Incident incident, Class<T> type) {
            if (type == FencePosition.class) {
                Lsn now = Lsn.parse(server.query("SELECT pg_current_wal_flush_lsn()"));
                return Optional.of(type.cast(new FencePosition(now, Instant.now())));
            }
            return Optional.empty();
        }

        @Override
        public <T> T get(Incident incident, Class<T> type) {
            throw new AssertionError(Map.of("asked for", type));
        }

        @Override
        public boolean intend(Incident incident, String step, int attempt, Object what) {
            return true;
        }

        @Override
        public void refused(Incident incident, String step, String who, String why) {}

        @Override
        public void failed(Incident incident, String step, String what) {}

        @Override
        public void decided(Incident incident, String step, String who, @Nullable Object what) {}
    }
}
