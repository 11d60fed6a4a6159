package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.Lsn;

class WalHistoryTest {

    private static final int SEGMENT = 16 << 20;
    private static final String THIRD = "1\t0/3001000\tno recovery target specified\n2\t0/5002000\tbefore 2026\n";

    @Test
    void aSegmentIsReadFromTheTimelineThatWasInForceThere() {
        WalHistory history = WalHistory.parse(3, THIRD);
        assertThat(history.candidates(2, SEGMENT)).containsExactly(1);
        assertThat(history.candidates(4, SEGMENT)).containsExactly(2);
        assertThat(history.candidates(6, SEGMENT)).containsExactly(3);
    }

    @Test
    void whereATimelineBeginsItsOwnSegmentComesFirstAndTheOldOneIsTheFallback() {
        WalHistory history = WalHistory.parse(3, THIRD);
        assertThat(history.candidates(3, SEGMENT)).containsExactly(2, 1);
        assertThat(history.candidates(5, SEGMENT)).containsExactly(3, 2);
    }

    @Test
    void anAbandonedBranchIsNotInTheHistory() {
        WalHistory history = WalHistory.parse(3, "1\t0/3001000\tx\n");
        assertThat(history.contains(2)).isFalse();
        assertThat(history.contains(1)).isTrue();
    }

    @Test
    void aFolderWithoutWalSaysWhichFoldersWereLookedAt(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("000000010000000000000001.partial"), "");
        try (WalSource source = new WalFolder(folder)) {
            assertThat(source.segments()).isEmpty();
            org.assertj.core.api.Assertions.assertThatThrownBy(source::segmentBytes)
                    .hasMessage(
                            "no WAL segment in " + folder
                                    + "\nHINT: do the archive and the data directory's pg_wal exist, and may this user read them?");
        }
    }

    @Test
    void aSegmentsNameGivesItsPosition() {
        assertThat(WalReader.segmentStart("0000000200000001000000FE", SEGMENT))
                .isEqualTo(Lsn.parse("1/FE000000").value());
    }
}
