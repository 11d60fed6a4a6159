package playbook.platform.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** A worker finds the libraries of an unpacked program, also where the jobs' user cannot read the program's folder. */
class WorkerCommandTest {

    private Path folder;
    private Path program;

    @BeforeEach
    void unpackedProgram() throws IOException {
        folder = Files.createTempDirectory("playbook-worker-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        program = Files.createDirectory(folder.resolve("program"));
        Files.createDirectory(program.resolve("lib"));
        jar(program.resolve("playbook.jar"), "lib/one.jar  lib/other.jar lib/gone.jar");
        jar(program.resolve("lib/one.jar"), "");
        jar(program.resolve("lib/other.jar"), "");
    }

    @AfterEach
    void remove() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void aProgramThatEverybodyCanReadIsNamedByItsJar() throws IOException {
        assertThat(classPath()).containsExactly(program.resolve("playbook.jar"));
        assertThat(folder.resolve("home")).doesNotExist();
    }

    @Test
    void theLibrariesOfAProgramInAClosedFolderComeAlong() throws IOException {
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

        List<Path> entries = classPath();

        if (!ServerUser.differs()) {
            assertThat(entries).containsExactly(program.resolve("playbook.jar"));
            return;
        }
        assertThat(entries)
                .extracting(entry -> entry.getFileName().toString().replaceFirst("^[0-9a-f]{32}-", ""))
                .containsExactly("playbook.jar", "one.jar", "other.jar");
        assertThat(readableByTheServersUser(entries)).isEqualTo(entries);
    }

    private List<Path> classPath() {
        List<String> argv = new WorkerCommand(
                        folder.resolve("home"),
                        program.resolve("playbook.jar").toString(),
                        List.of("-Xmx1g", "-XX:TieredStopAtLevel=1"))
                .argv("task");
        assertThat(argv)
                .contains("-XX:TieredStopAtLevel=1")
                .doesNotContain("-Xmx1g")
                .endsWith("playbook.Worker", "task");
        return Stream.of(argv.get(argv.indexOf("-cp") + 1).split(":", -1))
                .map(Path::of)
                .toList();
    }

    private static List<Path> readableByTheServersUser(List<Path> entries) {
        List<String> question = new ArrayList<>(
                List.of("sh", "-c", "for file; do if [ -r \"$file\" ]; then printf '%s\\n' \"$file\"; fi; done", "sh"));
        entries.forEach(entry -> question.add(entry.toString()));
        return ServerUser.run(question, "is the user there?")
                .lines()
                .map(Path::of)
                .toList();
    }

    private static void jar(Path file, String classPath) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (!classPath.isEmpty()) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        new JarOutputStream(Files.newOutputStream(file), manifest).close();
    }
}
