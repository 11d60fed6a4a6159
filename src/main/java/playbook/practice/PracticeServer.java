package playbook.practice;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import playbook.incident.HintedException;

/** The practice range's PostgreSQL server: started, stopped, connected to. */
final class PracticeServer {

    private final Home home;
    private final Path bin;
    private final int port;

    PracticeServer(Home home) {
        this(home, Path.of(home.settings().bin()), home.settings().port());
    }

    PracticeServer(Home home, Path bin, int port) {
        this.home = home;
        this.bin = bin;
        this.port = port;
    }

    int port() {
        return port;
    }

    /** Fast and unsafe until the seeding is over; {@link ServerSetup#makeDurable} then puts everything on the disk. */
    void startForSeeding() {
        start("-c fsync=off -c full_page_writes=off -c wal_level=minimal -c archive_mode=off -c max_wal_senders=0"
                + " -c synchronous_commit=off -c max_wal_size=8GB -c autovacuum=off");
    }

    void start() {
        start("");
    }

    private void start(String options) {
        if (running()) {
            return;
        }
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            probe.getLocalPort();
        } catch (IOException e) {
            throw new HintedException(
                    "port " + port + " of the practice range's PostgreSQL is taken by another program",
                    "find it with `ss -ltnp | grep " + port + "` and stop it, or create another range.",
                    e);
        }
        asPostgres(
                "pg_ctl",
                List.of(
                        "start",
                        "--pgdata=" + home.data(),
                        "--wait",
                        "--timeout=120",
                        "--log=" + home.log().resolve("start.log"),
                        "--options=" + options));
    }

    void stop() {
        if (running()) {
            asPostgres("pg_ctl", List.of("stop", "--pgdata=" + home.data(), "--mode=fast", "--wait", "--timeout=120"));
        }
    }

    boolean running() {
        Path pidFile = home.data().resolve("postmaster.pid");
        if (!Files.isRegularFile(pidFile)) {
            return false;
        }
        long pid = Long.parseLong(
                Home.read(pidFile).lines().findFirst().orElse("0").strip());
        return pid > 0 && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }

    Connection connect(String role, String database) throws SQLException {
        return Sql.open("127.0.0.1", port, database, role, home.passfile(role), 0);
    }

    String asPostgres(String program, List<String> arguments) {
        List<String> argv = new ArrayList<>();
        argv.add(bin.resolve(program).toString());
        argv.addAll(arguments);
        return Programs.runAsPostgres(argv, environment());
    }

    Map<String, String> environment() {
        return Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", Integer.toString(port),
                "PGUSER", "recovery",
                "PGPASSFILE", home.passfile().toString(),
                "LC_ALL", "C",
                "TZ", "UTC");
    }
}
