package playbook.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.BackupCondition.ArchivedTimeline;
import playbook.incident.Lsn;
import playbook.postgres.WalFolder;

class WalArchiveTest {

    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    @Test
    void aWholeArchiveReachesTheEndOfItsLastSegment() throws Exception {
        segment(1, 3);
        segment(1, 4);
        segment(2, 5);

        WalArchive archive = WalArchive.read(new WalFolder(folder), "7");

        assertThat(archive.gaps()).isEmpty();
        assertThat(archive.wrong()).isEmpty();
        assertThat(archive.reaches(null)).isEqualTo(new Lsn(6L * MEGABYTE));
        assertThat(archive.reaches(new Lsn(4L * MEGABYTE + 40))).isEqualTo(new Lsn(6L * MEGABYTE));
        assertThat(archive.timelines())
                .containsExactly(
                        new ArchivedTimeline(1, "000000010000000000000003", "000000010000000000000004", 2),
                        new ArchivedTimeline(2, "000000020000000000000005", "000000020000000000000005", 1));
    }

    @Test
    void aMissingSegmentIsAGapAndEndsTheReach() throws Exception {
        segment(1, 3);
        segment(1, 5);
        segment(1, 9);
        segment(2, 11);

        WalArchive archive = WalArchive.read(new WalFolder(folder), null);

        assertThat(archive.gaps())
                .containsExactly(
                        "000000010000000000000004 is missing",
                        "000000010000000000000006 to 000000010000000000000008 are missing (3 segments)",
                        "00000002000000000000000A is missing");
        assertThat(archive.reaches(new Lsn(3L * MEGABYTE))).isEqualTo(new Lsn(4L * MEGABYTE));
        assertThat(archive.reaches(new Lsn(4L * MEGABYTE))).isEqualTo(Lsn.ZERO);
    }

    @Test
    void aSegmentThatIsNotWhatItsNameSaysIsNoSegment() throws Exception {
        segment(1, 3);
        truncate(segment(1, 4), 1000);
        Files.move(segment(1, 99), folder.resolve("000000010000000000000005"));
        segment(1, 6, 8);

        WalArchive archive = WalArchive.read(new WalFolder(folder), "7");

        assertThat(archive.wrong())
                .containsExactly(
                        "000000010000000000000004: 1000 bytes, a segment has 1048576",
                        "000000010000000000000005: its header does not belong to this name",
                        "000000010000000000000006: it belongs to the server 8, not to 7");
        assertThat(archive.reaches(null)).isEqualTo(new Lsn(4L * MEGABYTE));
    }

    @Test
    void anEmptyArchiveReachesNothing() throws Exception {
        assertThat(WalArchive.read(new WalFolder(folder), null).reaches(null)).isEqualTo(Lsn.ZERO);
        assertThat(WalArchive.read(new WalFolder(folder.resolve("none")), null).spans())
                .isEmpty();
    }

    private Path segment(int timeline, long number) throws Exception {
        return segment(timeline, number, 7);
    }

    private Path segment(int timeline, long number, long systemIdentifier) throws Exception {
        Path file = folder.resolve(new Lsn(number * MEGABYTE).segment(timeline, MEGABYTE));
        ByteBuffer header = ByteBuffer.allocate(40).order(ByteOrder.nativeOrder());
        header.putInt(4, timeline);
        header.putLong(8, number * MEGABYTE);
        header.putLong(24, systemIdentifier);
        header.putInt(32, MEGABYTE);
        Files.write(file, header.array());
        truncate(file, MEGABYTE);
        return file;
    }

    private static void truncate(Path file, long bytes) throws Exception {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(bytes);
        }
    }
}
