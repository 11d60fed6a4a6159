package playbook.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import playbook.platform.kubernetes.TestCluster;

class MachineProbesTest {

    @Test
    void theBackupFolderIsWritableInAClusterWhereItIsMountedForTheJobsThatWriteToIt() throws IOException {
        try (TestCluster test = new TestCluster()) {
            assertThat(new MachineProbes(test.anyJobs()).look(test.target(), 0, 0))
                    .filteredOn(probe -> probe.what().endsWith("folder"))
                    .extracting(Probe::what, Probe::state)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("archive folder", Probe.State.FOUND),
                            org.assertj.core.groups.Tuple.tuple("work folder", Probe.State.FOUND),
                            org.assertj.core.groups.Tuple.tuple("backup folder", Probe.State.FOUND));
        }
    }
}
