package playbook.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import playbook.incident.BaseBackup;
import playbook.incident.Culprit;
import playbook.incident.Lsn;

class RestoreBaseTest {

    private static final Culprit CULPRIT = new Culprit(
            730,
            List.of(),
            new Lsn(1000),
            new Lsn(1100),
            new Lsn(1150),
            2,
            Instant.parse("2026-01-01T00:00:00Z"),
            List.of());

    @Test
    void theNewestBackupThatEndsBeforeTheCulpritBeginsIsChosen() {
        List<BaseBackup> backups = List.of(
                backup("old", "cluster", 1, 500),
                backup("good", "cluster", 2, 900),
                backup("during", "cluster", 2, 1000),
                backup("other-cluster", "other", 2, 950),
                backup("later-timeline", "cluster", 3, 950));
        assertThat(RestoreBase.choose(backups, CULPRIT, "cluster").id()).isEqualTo("good");
    }

    @Test
    void withoutAnOlderBackupNothingIsRestored() {
        assertThatThrownBy(() -> RestoreBase.choose(List.of(backup("late", "cluster", 2, 1000)), CULPRIT, "cluster"))
                .hasMessage("none of the 1 base backups ends before transaction 730 began at 0/3E8 on timeline 2 in the"
                        + " cluster cluster.\n"
                        + "HINT: put an older base backup into the backup repository. Because backups are listed"
                        + " only at the beginning, then stop this response, which undoes all its changes, and report"
                        + " the loss again.");
        assertThatThrownBy(() -> RestoreBase.choose(List.of(), CULPRIT, "cluster"))
                .hasMessageStartingWith("the backup repository has no base backup from before transaction 730 began");
    }

    private static BaseBackup backup(String id, String cluster, int timeline, long stop) {
        return new BaseBackup(id, cluster, timeline, new Lsn(stop - 100), new Lsn(stop), Instant.EPOCH, 1, 15, null);
    }
}
