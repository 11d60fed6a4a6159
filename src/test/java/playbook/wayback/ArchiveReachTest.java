package playbook.wayback;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.evidence.Json;
import playbook.incident.BackupCondition;
import playbook.incident.BackupList;
import playbook.incident.Incident;
import playbook.incident.Lsn;
import playbook.incident.Target;
import playbook.operation.TestEvidence;

class ArchiveReachTest {

    private static final Instant AT = Instant.parse("2026-11-30T00:00:00Z");
    private static final Target TARGET = new Target(
            "noa", "noa", "127.0.0.1", 1, "noa_db", "recovery", Path.of("/none"), List.of(), List.of(), true);

    @Test
    void whatIsWrongWithTheBaseBackupsIsToldWhateverRepositoryTheyAreIn() {
        assertThat(noBaseBackup("""
                {"unusable": ["20261130F of stanza shop: never finished", "/backups/logical/d: no sidecar describes it"],
                 "wrongSegments": [], "timelines": [], "measuredAt": "2026-11-30T00:00:00Z",
                 "unusableBase": ["20261130F of stanza shop: never finished"]}"""))
                .startsWith("No base backup in the backup repository can be used, so no server can be recovered beside"
                        + " this one: 20261130F of stanza shop: never finished.");
    }

    @Test
    void ofAFormerRecordTheTroublesOfItsFolderOfBaseBackupsAreTold() {
        assertThat(noBaseBackup("""
                {"unusable": ["/backups/base/b: there is no backup_manifest in it", "/backups/logical/d: no sidecar describes it"],
                 "wrongSegments": [], "timelines": [], "measuredAt": "2026-11-30T00:00:00Z"}"""))
                .startsWith("No base backup in the backup repository can be used, so no server can be recovered beside"
                        + " this one: /backups/base/b: there is no backup_manifest in it.");
    }

    private static String noBaseBackup(String condition) {
        Incident incident = new Incident("DL-2026-0001", TARGET, AT, "olivia", AT);
        TestEvidence evidence = new TestEvidence();
        evidence.found(incident, "listBackups", new BackupList(List.of(), List.of(), List.of(), Lsn.ZERO, AT));
        evidence.found(incident, "listBackups", Json.read(condition, BackupCondition.class));
        return String.valueOf(
                Situation.of(evidence, incident, 200, List.of()).facts().noBaseBackup());
    }
}
