package playbook.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.LogicalBackup;
import playbook.incident.Lsn;
import playbook.incident.Sha256;
import playbook.postgres.WalSource;

class FolderRepositoryTest {

    @TempDir
    private Path backups;

    @BeforeEach
    void folders() throws Exception {
        Files.createDirectories(backups.resolve("base"));
        Files.createDirectories(backups.resolve("logical"));
    }

    @Test
    void onlyWhatIsReallyThereIsABackup() throws Exception {
        base("b-old", "2026-11-20T00:00:00Z", true);
        base("b-new", "2026-11-21T00:00:00Z", true);
        base("b-gone", "2026-11-22T00:00:00Z", false);
        Files.createDirectory(backups.resolve("base/b-half.partial"));
        Files.createDirectory(backups.resolve("base/b-unknown"));
        Files.writeString(backups.resolve("base/b-noise.json"), "no JSON");
        Files.writeString(backups.resolve("base/b-copy.json"), Files.readString(backups.resolve("base/b-new.json")));

        Catalogue<BaseBackup> catalogue =
                TestFolders.of(backups.resolve("archive"), backups).base();

        assertThat(catalogue.usable()).extracting(BaseBackup::id).containsExactly("b-old", "b-new");
        Path base = backups.resolve("base");
        assertThat(catalogue.unusable())
                .contains(
                        base.resolve("b-copy.json") + ": describes 'b-new', another backup",
                        base.resolve("b-gone.json") + ": the folder " + base.resolve("b-gone")
                                + " it describes is gone",
                        base.resolve("b-half.partial") + ": a backup that was never finished",
                        base.resolve("b-unknown") + ": no sidecar describes it")
                .anyMatch(line -> line.startsWith(base.resolve("b-noise.json") + ": cannot be read: "))
                .hasSize(5);
    }

    @Test
    void whereThereIsNoArchiveNothingCanBeReadAndItSaysSo() throws Exception {
        Repository.Content repository = TestFolders.of(backups.resolve("archive"), backups);
        try (WalSource wal = repository.wal()) {
            assertThat(wal.segments()).isEmpty();
        }
        assertThat(repository.whyNoWal()).contains(backups.resolve("archive") + ": there is no such folder");

        Files.createDirectory(backups.resolve("archive"));
        assertThat(repository.whyNoWal()).isEmpty();
    }

    @Test
    void aDumpsNumbersOfRowsOutliveItsFiles() throws Exception {
        LogicalBackup gone = new LogicalBackup(
                "d0", "noa_db", Instant.EPOCH, Instant.EPOCH, 4, 15, "", Map.of("public.users", 7L), null);
        Files.writeString(backups.resolve("logical/d0.json"), Json.write(gone));

        Files.writeString(backups.resolve("logical/noise.json"), "no JSON");

        assertThat(new Dumps(backups).described()).containsExactly(gone);
        assertThat(new Dumps(backups).read().usable()).isEmpty();
    }

    @Test
    void aDumpWithAnotherDigestIsUnusable() throws Exception {
        Path dump = Files.createDirectory(backups.resolve("logical/d1"));
        Files.writeString(dump.resolve("toc.dat"), "list");
        Files.writeString(
                backups.resolve("logical/d1.json"),
                Json.write(new LogicalBackup(
                        "d1", "noa_db", Instant.EPOCH, Instant.EPOCH, 4, 15, Sha256.ofFolder(dump), Map.of(), null)));

        assertThat(new Dumps(backups).readWithDigests().unusable()).isEmpty();

        Files.writeString(dump.resolve("toc.dat"), "lost");
        Catalogue<LogicalBackup> checked = new Dumps(backups).readWithDigests();
        assertThat(checked.usable()).isEmpty();
        assertThat(checked.unusable()).singleElement().asString().startsWith(dump + ": digest ");
    }

    private void base(String id, String finishedAt, boolean there) throws Exception {
        if (there) {
            Files.writeString(
                    Files.createDirectory(backups.resolve("base").resolve(id)).resolve("backup_manifest"), "");
        }
        Files.writeString(
                backups.resolve("base").resolve(id + ".json"),
                Json.write(new BaseBackup(
                        id, "7", 1, Lsn.ZERO, Lsn.ZERO, Instant.parse(finishedAt), 1, 15, Instant.EPOCH)));
    }
}
