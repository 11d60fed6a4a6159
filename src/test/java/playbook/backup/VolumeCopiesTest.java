package playbook.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.BaseBackup;
import playbook.incident.Lsn;
import playbook.incident.VolumeCopy;
import playbook.incident.VolumeSnapshot;

class VolumeCopiesTest {

    private static final Instant REPORT = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void theNewestBeforeTheReportAndOlderOnesAreLookedAt() {
        List<VolumeSnapshot> there = List.of(
                snapshot("after", Duration.ofMinutes(-1), true),
                snapshot("half", Duration.ofMinutes(1), false),
                snapshot("new", Duration.ofMinutes(30), true),
                snapshot("hour", Duration.ofHours(1), true),
                snapshot("morning", Duration.ofHours(7), true),
                snapshot("noon", Duration.ofHours(12), true));

        assertThat(VolumeCopies.choose(there, REPORT))
                .extracting(VolumeSnapshot::name)
                .containsExactly("new", "morning");
        assertThat(VolumeCopies.choose(there.subList(0, 2), REPORT)).isEmpty();
    }

    @Test
    void aSnapshotIsABaseBackupThatSaysHowItWasProved() {
        VolumeCopy copy = new VolumeCopy("7", 2, new Lsn(100), new Lsn(200), 15, 1_000, true);

        BaseBackup base = BaseBackup.of(snapshot("nightly", Duration.ofHours(1), true), copy);

        assertThat(base.id()).isEqualTo("nightly");
        assertThat(base.fromSnapshot()).isTrue();
        assertThat(base.stopLsn()).isEqualTo(new Lsn(200));
        assertThat(base.finishedAt()).isEqualTo(REPORT.minus(Duration.ofHours(1)));
        assertThat(base.verifiedAt()).isNull();
        assertThat(base.snapshot())
                .isEqualTo("VolumeSnapshot database/nightly: no manifest to verify; its control file and WAL were read,"
                        + " a damaged page is noticed by its checksum when it is read");
    }

    private static VolumeSnapshot snapshot(String name, Duration age, boolean ready) {
        Instant cut = REPORT.minus(age);
        return new VolumeSnapshot("database", name, "uid", "content", cut, cut, 10, ready, "");
    }
}
