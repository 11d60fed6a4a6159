package playbook.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

    /** {@code printf abc | sha256sum} */
    private static final String ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @TempDir
    private Path folder;

    @Test
    void textBytesAndFilesHaveTheDigestThatTheShellPrints() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "abc");

        assertThat(Sha256.of("abc")).isEqualTo(ABC);
        assertThat(Sha256.of("abc".getBytes(StandardCharsets.UTF_8))).isEqualTo(ABC);
        assertThat(Sha256.of(file)).isEqualTo(ABC);
    }

    @Test
    void aFolderHasTheDigestOfItsListOfDigests() throws Exception {
        Files.writeString(folder.resolve("b"), "abc");
        Files.writeString(folder.resolve("a"), "abc");
        Files.createDirectory(folder.resolve("inner"));

        assertThat(Sha256.ofFolder(folder)).isEqualTo(Sha256.of(ABC + "  a\n" + ABC + "  b\n"));
    }
}
