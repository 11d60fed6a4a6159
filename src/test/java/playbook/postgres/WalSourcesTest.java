package playbook.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalSourcesTest {

    private static final String IN_BOTH = "000000010000000000000001";
    private static final String IN_SECOND = "000000010000000000000002";
    private static final String NOWHERE = "000000010000000000000003";

    @TempDir
    private Path first;

    @TempDir
    private Path second;

    @Test
    void theFirstThatHasASegmentGivesIt() throws Exception {
        Files.writeString(first.resolve(IN_BOTH), "one");
        Files.writeString(second.resolve(IN_BOTH), "another");
        Files.writeString(second.resolve(IN_SECOND), "second");
        Files.writeString(second.resolve("00000002.history"), "1\t0/3000000\twhy\n");
        try (WalSource both = new WalSources(new WalFolder(first), new WalFolder(second))) {
            assertThat(both.segments()).containsExactly(IN_BOTH, IN_SECOND);
            assertThat(text(both, IN_BOTH)).isEqualTo("one");
            assertThat(text(both, IN_SECOND)).isEqualTo("second");
            assertThat(text(both, IN_BOTH)).isEqualTo("one");
            assertThat(both.size(IN_BOTH)).isEqualTo(3);
            assertThat(both.size(IN_SECOND)).isEqualTo(6);
            assertThat(both.history(2))
                    .hasValueSatisfying(history -> assertThat(history).startsWith("1\t0/3000000"));
        }
    }

    @Test
    void whatNoneHasIsNotThere() throws Exception {
        try (WalSource both = new WalSources(new WalFolder(first), new WalFolder(second.resolve("none")))) {
            assertThat(both.segments()).isEmpty();
            assertThat(both.read(NOWHERE, 0, new byte[1], 1)).isEqualTo(-1);
            assertThat(both.size(NOWHERE)).isEqualTo(-1);
            assertThat(both.history(2)).isEmpty();
            assertThatThrownBy(both::segmentBytes)
                    .hasMessageStartingWith(
                            "no WAL segment in [" + first + ", " + second.resolve("none") + "]\nHINT: ");
        }
    }

    private static String text(WalSource source, String segment) throws Exception {
        byte[] bytes = new byte[10];
        int read = source.read(segment, 0, bytes, bytes.length);
        return new String(bytes, 0, read, java.nio.charset.StandardCharsets.UTF_8);
    }
}
