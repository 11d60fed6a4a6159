package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import playbook.incident.Lsn;

/** WAL that a real PostgreSQL 19 wrote, with and without that server's programs at hand. */
class WalRecordingTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private WalRecording nineteen;

    @BeforeEach
    void unpack() throws IOException, URISyntaxException {
        nineteen = new WalRecording(
                Path.of(Objects.requireNonNull(getClass().getResource("recorded-wal/19"))
                        .toURI()),
                folder);
    }

    @Test
    void everyRecordOfPostgres19IsReadAsItsOwnPgWaldumpReadsItAndEveryStepIsSeenAsItWas() throws IOException {
        nineteen.seesEveryStepAsItWas();
        assertThat(nineteen.transactions())
                .extracting(WalTransaction::major)
                .isNotEmpty()
                .containsOnly(19);
    }

    @Test
    void repackConcurrentlyDecodesForItselfAndItsRecordsAreReadToo() throws IOException {
        // The rows that REPACK writes again are no user's; the transaction replaced the table's file.
        long after = nineteen.number("file packed-after");
        assertThat(nineteen.transactions())
                .anySatisfy(transaction -> assertThat(transaction.created()).contains(new WalFile(1663, after)));
    }

    @Test
    void walOfAVersionThatIsNotKnownIsCalledThatAndNotMissing() throws IOException {
        changeMagic(0xD130);
        try (WalSource source = new WalFolder(folder)) {
            String segment = source.segments().get(0);
            assertThatThrownBy(source::segmentBytes)
                    .hasMessage("segment " + segment + " in " + folder + " was written by a PostgreSQL version this"
                            + " playbook doesn't know: magic 0xD130; known are 13 to 19\nHINT: take a newer version of the"
                            + " playbook, or find the transaction with pg_waldump of that server.");
        }
    }

    @Test
    void aFileThatIsNoWalIsNotCalledANewVersion() throws IOException {
        changeMagic(0x4711);
        try (WalSource source = new WalFolder(folder)) {
            assertThatThrownBy(source::segmentBytes)
                    .hasMessageContaining(
                            "begins with 0x4711, which no version of PostgreSQL writes; known are 13 to 19");
        }
    }

    @Test
    void aPageOfAnUnknownVersionAmongKnownOnesIsAGapWithThatReason() throws IOException {
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        // A later page only, as when two servers wrote into one archive.
        bytes[3 * WalPage.BYTES] = 0x30;
        Files.write(segment, bytes);
        try (WalSource source = new WalFolder(folder);
                WalReader reader = new WalReader(
                        source,
                        WalHistory.of(source, 1),
                        new Lsn(WalReader.segmentStart(segment.getFileName().toString(), source.segmentBytes())),
                        new Lsn(Long.MAX_VALUE))) {
            while (reader.next()) {
                assertThat(reader.record().length).isPositive();
            }
            assertThat(reader.gaps())
                    .singleElement()
                    .extracting(WalReader.Gap::what)
                    .asString()
                    .contains("was written by a PostgreSQL version this playbook doesn't know: magic 0xD130");
        }
    }

    private Path segment() throws IOException {
        try (var files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    private void changeMagic(int magic) throws IOException {
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        for (int page = 0; page < bytes.length; page += WalPage.BYTES) {
            bytes[page] = (byte) magic;
            bytes[page + 1] = (byte) (magic >>> 8);
        }
        Files.write(segment, bytes);
    }
}
