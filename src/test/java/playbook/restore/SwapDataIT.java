package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import playbook.InTurn;
import playbook.evidence.Json;
import playbook.incident.Culprit;
import playbook.incident.DataInPlace;
import playbook.incident.SideInstance;
import playbook.incident.StopPoint;
import playbook.incident.TableChange.Operation;
import playbook.platform.kubernetes.TwoServers;
import playbook.postgres.RoleRights;
import playbook.postgres.ScheduledJobs;
import playbook.postgres.Subscription;

/** From a base backup to a server in the patient's place, by the scripts alone. */
@InTurn(5)
class SwapDataIT {

    private Patient patient;
    private Culprit culprit;

    @BeforeEach
    void someoneDeletesTooMuch() {
        patient = new Patient();
        patient.server.applicationRole("api");
        patient.server.role("report", "");
        patient.server.role("watcher", "IN ROLE pg_monitor");
        patient.server.role("worker", "IN ROLE pg_monitor");
        patient.server.execute("CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t SELECT generate_series(1, 1000)");
        patient.server.execute(
                "GRANT INSERT ON t TO worker",
                "CREATE TABLE prices (id int PRIMARY KEY)",
                "CREATE SUBSCRIPTION ss CONNECTION 'host=127.0.0.1 port=1' PUBLICATION pp"
                        + " WITH (connect = false, slot_name = NONE, enabled = false)",
                "ALTER SUBSCRIPTION ss SET (slot_name = 'ss')",
                "ALTER SUBSCRIPTION ss ENABLE",
                "CREATE SCHEMA cron",
                "CREATE TABLE cron.job (jobid bigint PRIMARY KEY, active boolean)",
                "INSERT INTO cron.job VALUES (1, true), (2, false)");
        patient.baseBackup("b1");
        patient.server.execute("INSERT INTO t VALUES (2001)");
        culprit = patient.commit(List.of(patient.change("t", Operation.DELETE, 501)), "DELETE FROM t WHERE id > 500");
        patient.server.execute("INSERT INTO t VALUES (3001)", "DROP ROLE report", "ALTER SYSTEM SET work_mem = '5MB'");
    }

    @AfterEach
    void nothingStays() {
        patient.close();
    }

    @Test
    void theRecoveredServerTakesThePatientsPlaceFencedAndArchivingAndCanBeTakenOutAgain() throws Exception {
        recover();
        patient.server.stopServer("fast");
        DataInPlace now = swap("forward");
        assertThat(now.timeline()).isEqualTo(2);
        assertThat(now.state()).isEqualTo("shut down");
        assertThat(Path.of(now.aside())).isDirectory();
        patient.server.startServer();

        assertThat(patient.server.query("SELECT count(*) || ' ' || max(id) FROM t"))
                .isEqualTo("1001 2001");
        assertThat(patient.server.query("SELECT current_setting('work_mem') || current_setting('archive_mode')"))
                .isEqualTo("5MBon");
        assertThat(patient.server.query(
                        "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles" + " WHERE rolcanlogin"))
                .isEqualTo("postgres recovery watcher");
        assertThat(patient.server.query("SELECT string_agg(subname || subenabled, '') FROM pg_subscription"))
                .as("the recovered server does not begin to write what its publishers send")
                .isEqualTo("ssfalse");
        assertThat(patient.server.query("SELECT count(*) FROM cron.job WHERE active"))
                .isEqualTo("0");
        Assertions.assertThatThrownBy(() -> patient.server.tryConnect("api", "noa_db"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("not permitted to log in");
        patient.server.query("SELECT pg_switch_wal()");
        Awaitility.await().until(() -> archived("00000002.history") && archived("0000000200000000"));
        for (String rest : List.of("side.stopped", "side.fenced", "backup_manifest", "recovery.signal")) {
            assertThat(patient.server.data().resolve(rest)).doesNotExist();
        }

        patient.server.stopServer("fast");
        DataInPlace back = swap("back");
        assertThat(back.timeline()).isEqualTo(1);
        patient.server.startServer();
        assertThat(patient.server.query("SELECT count(*) || ' ' || max(id) FROM t"))
                .isEqualTo("501 3001");
    }

    /** In a cluster, where the database's Service is led to another StatefulSet; the patient's data is not touched. */
    @Test
    void aServerOfItsOwnTakesThePatientsPlaceByTheServiceAndGivesItBack() throws Exception {
        recover();
        patient.server.stopServer("fast");
        Files.deleteIfExists(patient.work.resolve("side.lock")); // Made by the user of this test.
        try (TwoServers cluster = new TwoServers(patient.server)) {
            new OtherServer(patient, cluster, identifier).takesThePlaceAndGivesItBack();
        }
    }

    /** Each move of the exchange, and of its undoing, is the last one of a first run. */
    @Test
    void aRunThatWasKilledAtAnyMoveIsFinishedByTheNext() throws Exception {
        recover();
        patient.server.stopServer("fast");
        List<String> before = listing();
        int moves = 1;
        while (killedAt(moves, "forward")) {
            moves += 7;
            assertThat(patient.script("swap-data.sh", parameters("back")).code())
                    .isZero();
            assertThat(listing()).isEqualTo(before);
            undoneBecomesNext();
        }
        assertThat(moves).isGreaterThan(40);
        assertThat(swap("forward").timeline()).isEqualTo(2);
        List<String> recovered = listing();
        for (int move = 1; killedAt(move, "back"); move += 11) {
            assertThat(swap("back").timeline()).isEqualTo(1);
            assertThat(listing()).isEqualTo(before);
            undoneBecomesNext();
            assertThat(killedAt(move, "forward")).isTrue();
            assertThat(swap("forward").timeline()).isEqualTo(2);
            assertThat(listing()).isEqualTo(recovered);
        }
        patient.server.startServer();
        assertThat(patient.server.query("SELECT count(*) FROM t")).isEqualTo("501");
    }

    /** A data directory that is a mount point, or whose parent is somebody else's. */
    @Test
    void whereNothingCanLieBesideTheDataItLiesInside() throws Exception {
        recover();
        patient.server.stopServer("fast");
        Path root = patient.server.root();
        Files.deleteIfExists(patient.work.resolve("side.lock")); // Made by the user of this test.
        patient.server.asPostgres("chmod", "0500", root.toString());
        try {
            DataInPlace now =
                    Json.read(ok(patient.scriptAsServer("swap-data.sh", parameters("forward"))), DataInPlace.class);
            assertThat(now.aside()).isEqualTo(patient.server.data() + "/pgsql_tmp.before-dl-1");
        } finally {
            patient.server.asPostgres("chmod", "0700", root.toString());
        }
        patient.server.startServer();
        assertThat(patient.server.query("SELECT count(*) FROM t")).isEqualTo("1001");
        patient.baseBackup("b2");
        assertThat(patient.backups.resolve("base/b2/PG_VERSION")).exists();
        assertThat(patient.backups.resolve("base/b2/pgsql_tmp.before-dl-1")).doesNotExist();
    }

    /** Each before anything is moved; the last one would be enough without its recovered server. */
    @Test
    void whatIsNotAsTheApprovedPlanSaysIsLeftAlone() throws IOException {
        String data = patient.server.data().toString();
        identifier = patient.identifier();
        refuses(Map.of(), "a server uses " + data + ": ", "stop it first.");

        patient.server.stopServer("immediate");
        refuses(Map.of(), data + " was not shut down cleanly: in production.", "start the server and stop it again.");
        patient.server.startServer();
        patient.server.stopServer("fast");
        refuses(
                Map.of("SYSTEM_IDENTIFIER", "7000000000000000001"),
                data + " is of another cluster than 7000000000000000001.",
                "look which target this is.");
        refuses(
                Map.of("DATA_DIRECTORY", "/var/lib/another"),
                "the server uses /var/lib/another, the configuration names " + data + ".",
                "correct the data directory of this target.");
        refuses(Map.of("DIRECTION", "sideways"), "DIRECTION is 'sideways'.", "it is forward or back.");
        refuses(Map.of("SWAP_ID", "../x"), "SWAP_ID is '../x'.", "small letters, digits and hyphens.");
        patient.server.asPostgres("ln", "-s", "/tmp", data + "/elsewhere");
        refuses(
                Map.of(),
                "in " + data + " are links or mount points: " + data + "/elsewhere",
                "exchange the servers by hand.");
        patient.server.asPostgres("rm", data + "/elsewhere");
        refuses(Map.of(), patient.work + "/side is not a finished server.", "promote the side instance first.");

        patient.server.startServer();
        assertThat(patient.server.query("SELECT count(*) FROM t")).isEqualTo("501");
    }

    private void refuses(Map<String, String> different, String found, String hint) throws IOException {
        List<String> before = listing();
        Map<String, String> parameters = new HashMap<>(parameters("forward"));
        parameters.putAll(different);
        Patient.Ended ended = patient.script("swap-data.sh", parameters);
        assertThat(ended.code()).as(ended.output()).isEqualTo(1);
        assertThat(ended.output()).startsWith(found).endsWith("\nHINT: " + hint + "\n");
        assertThat(listing()).isEqualTo(before);
    }

    private void recover() {
        patient.restoreBase("b1");
        StopPoint stop = new StopPoint(StopPoint.Kind.TRANSACTION, Long.toString(culprit.xid()), 1);
        SideInstance side = Json.read(
                ok(patient.script("replay.sh", ReplayTarget.environment(stop.target(), culprit))), SideInstance.class);
        Map<String, String> parameters = Map.of(
                "REACHED_LSN",
                side.reachedLsn().toString(),
                "SYSTEM_IDENTIFIER",
                patient.identifier(),
                "DATA_DIRECTORY",
                patient.server.data().toString(),
                "FENCE_RULE",
                RoleRights.rule());
        String first = ok(patient.script("promote-server.sh", parameters));
        PromotedServer promoted = Json.read(first, PromotedServer.class);
        assertThat(promoted.switchedAt()).isEqualTo(side.reachedLsn());
        assertThat(promoted.timeline()).isEqualTo(2);
        assertThat(promoted.fenced().roles())
                .extracting(role -> role.name())
                .containsExactlyInAnyOrder("api", "report", "worker");
        assertThat(promoted.fenced().subscriptions()).containsExactly(new Subscription("noa_db", "ss"));
        assertThat(promoted.fenced().jobs()).containsExactly(new ScheduledJobs("noa_db", List.of(1L)));
        assertThat(patient.onSide(promoted.port(), "SELECT count(*) FROM t")).containsExactly("1001");
        assertThat(ok(patient.script("promote-server.sh", parameters))).isEqualTo(first);
        Map<String, String> finish = Map.of("SYSTEM_IDENTIFIER", patient.identifier(), "TIMELINE", "2");
        FinishedServer finished = Json.read(ok(patient.script("finish-server.sh", finish)), FinishedServer.class);
        assertThat(finished.checkedPages()).isGreaterThan(1000);
        identifier = patient.identifier();
    }

    private String identifier = "";

    private Map<String, String> parameters(String direction) {
        return Map.of(
                "DIRECTION",
                direction,
                "SWAP_ID",
                "dl-1",
                "SYSTEM_IDENTIFIER",
                identifier.isEmpty() ? patient.identifier() : identifier,
                "DATA_DIRECTORY",
                patient.server.data().toString());
    }

    private DataInPlace swap(String direction) {
        return Json.read(ok(patient.script("swap-data.sh", parameters(direction))), DataInPlace.class);
    }

    /** Puts a mv before the real one which kills its caller after that many moves; false when there were fewer. */
    private boolean killedAt(int moves, String direction) throws IOException {
        Path tools = patient.server.folder("tools");
        Files.deleteIfExists(tools.resolve("count"));
        Path mv = tools.resolve("mv");
        Files.writeString(mv, """
                #!/bin/bash
                here=$(dirname "$0")
                echo >>"$here/count"
                /bin/mv "$@" || exit
                if [ "$(wc -l <"$here/count")" = %d ]; then kill -9 $PPID; fi
                """.formatted(moves));
        Files.setPosixFilePermissions(mv, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> parameters = new HashMap<>(parameters(direction));
        parameters.put("PATH", tools + ":" + System.getenv("PATH"));
        Patient.Ended ended = patient.script("swap-data.sh", parameters);
        assertThat(ended.code()).as(ended.output()).isIn(0, 137);
        return ended.code() == 137;
    }

    /** So that the same data can be brought in once more. */
    private void undoneBecomesNext() throws IOException {
        Path undone = patient.server.root().resolve("data.undone-dl-1");
        Path next = patient.server.root().resolve("data.next-dl-1");
        if (Files.exists(undone) && Files.exists(next)) {
            try (Stream<Path> files = Files.list(undone)) {
                for (Path file : files.toList()) {
                    Files.move(file, next.resolve(file.getFileName()));
                }
            }
            Files.delete(undone);
        } else if (Files.exists(undone)) {
            Files.move(undone, next);
        }
        if (Files.exists(next)) {
            Files.writeString(next.resolve("side.stopped"), "");
        }
    }

    private List<String> listing() throws IOException {
        try (Stream<Path> files = Files.list(patient.server.data())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("side.stopped") && !name.equals("side.fenced"))
                    .sorted()
                    .toList();
        }
    }

    private boolean archived(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(patient.server.archive())) {
            return files.anyMatch(file -> file.getFileName().toString().startsWith(prefix));
        }
    }

    private static String ok(Patient.Ended ended) {
        assertThat(ended.code()).as(ended.output()).isZero();
        return ended.result();
    }
}
