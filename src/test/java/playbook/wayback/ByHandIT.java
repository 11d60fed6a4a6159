package playbook.wayback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import playbook.incident.BackupList;
import playbook.incident.LogicalBackup;
import playbook.incident.Lsn;
import playbook.postgres.TestServer;

/** HC-5 and HC-6: what a person is told to type is typed here. */
class ByHandIT {

    @Test
    void theCommandsBringADumpBesideTheLiveTables() throws Exception {
        try (TestServer server = TestServer.start()) {
            server.execute(
                    "create schema \"Shop 1\"",
                    "create domain \"Shop 1\".year as int",
                    "create table \"Shop 1\".film (id int primary key, made \"Shop 1\".year)",
                    "insert into \"Shop 1\".film select i, 2000 + i from generate_series(1, 20) i");
            Path backups = server.folder("backups");
            server.asPostgres(
                    server.bin().resolve("pg_dump").toString(),
                    "-h",
                    "127.0.0.1",
                    "-p",
                    Integer.toString(server.port()),
                    "-U",
                    "recovery",
                    "-Fd",
                    "-f",
                    server.folder("backups/logical").resolve("d 1").toString(),
                    TestServer.DATABASE);
            server.execute("delete from \"Shop 1\".film where id > 5");
            Instant at = Instant.parse("2026-11-22T10:00:00Z");
            BackupList list = new BackupList(
                    List.of(),
                    List.of(new LogicalBackup("d 1", TestServer.DATABASE, at, at, 1, 15, "", Map.of(), null)),
                    List.of(),
                    Lsn.ZERO,
                    at);

            String told = ByHand.fromDump(server.target(), "DL-2026-0001", null, list);

            String commands = told.substring(told.indexOf("createdb "), told.indexOf(" . Then compare"));
            assertThat(run(server, backups, commands)).isZero();
            assertThat(
                            run(
                                    server,
                                    backups,
                                    "test 20 = \"$(psql -XAt -h 127.0.0.1 -p " + server.port()
                                            + " -U recovery -d rescue_dl_2026_0001 -c 'select count(*) from \"Shop 1\".film')\""))
                    .isZero();
            assertThat(server.query("select count(*) from \"Shop 1\".film")).isEqualTo("5");
            assertThat(ByHand.fromDump(server.target(), "DL-2026-0001", null, null))
                    .endsWith(" There is no dump of noa_db from before the loss either.");
        }
    }

    private static int run(TestServer server, Path folder, String commands) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", commands)
                .directory(folder.toFile())
                .inheritIO();
        shell.environment().put("PGPASSFILE", server.passfile().toString());
        shell.environment().merge("PATH", server.bin().toString(), (path, bin) -> bin + ":" + path);
        assertThat(Files.isDirectory(folder)).isTrue();
        Process process = shell.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
