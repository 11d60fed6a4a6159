package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.backup.Catalogue;
import playbook.backup.Dumps;
import playbook.backup.TestFolders;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;
import playbook.postgres.TestServer;

/** {@code ./playbook backup} on a server that nobody here made: no application, no data test. */
class BackupIT {

    @Test
    void theVerbMakesWhatAResponseFinds() throws Exception {
        try (TestServer server = TestServer.with().archive().start()) {
            server.execute("create table public.orders as select i as id from generate_series(1, 700) i");
            Path backups = server.folder("backups");

            String answer = backup(server, backups);

            assertThat(answer)
                    .startsWith("0: Backing up shop: a base backup, then a dump; each is verified ...\n")
                    .contains("1 tables with 700 rows, verified");
            Catalogue<BaseBackup> base =
                    TestFolders.of(server.archive(), backups).base();
            Catalogue<LogicalBackup> logical = new Dumps(backups).read();
            assertThat(base.usable()).hasSize(1);
            assertThat(logical.usable()).hasSize(1);
            assertThat(base.unusable()).isEmpty();
            assertThat(logical.unusable()).isEmpty();
            assertThat(logical.usable().get(0).rows()).containsEntry("public.orders", 700L);
            assertThat(answer)
                    .contains("base backup     " + backups + "/base/"
                            + base.usable().get(0).id() + ": ")
                    .contains("Older backups are not removed by this command: delete a folder and its .json"
                            + " together, the .json first.");
        }
    }

    @Test
    void aServerThatDoesNotAnswerLeavesNothingThatCountsAsABackup() throws Exception {
        try (TestServer server = TestServer.start()) {
            Path backups = server.folder("backups");
            server.stopServer("fast");

            assertThat(backup(server, backups))
                    .contains("1: ", "ERROR: the backup of shop failed: ", "HINT: ", "./playbook check shop");
            assertThat(TestFolders.of(server.archive(), backups).base().usable())
                    .isEmpty();
        }
    }

    private static String backup(TestServer server, Path backups) {
        String target = "--playbook.targets.shop.";
        List<String> arguments = new ArrayList<>(List.of(
                "shop",
                "--playbook.home=" + server.folder("home"),
                target + "host=127.0.0.1",
                target + "port=" + server.port(),
                target + "database=" + TestServer.DATABASE,
                target + "user=recovery",
                target + "passfile=" + server.passfile(),
                target + "local.bin-directory=" + server.bin(),
                target + "local.data-directory=" + server.data(),
                target + "local.archive-directory=" + server.archive(),
                target + "local.backup-directory=" + backups,
                target + "local.work-directory=" + server.folder("work")));
        var out = new ByteArrayOutputStream();
        int code = Backup.run(arguments.toArray(String[]::new), new PrintStream(out, true, StandardCharsets.UTF_8));
        String said = out.toString(StandardCharsets.UTF_8);
        return (code + ": " + said);
    }
}
