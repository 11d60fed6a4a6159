package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packaged jar as the launcher and the image run it: unpacked, its libraries beside it. */
public final class UnpackedJar {

    /** What {@code mvn package} makes, with the libraries in it. */
    static final Path PACKAGED = Path.of("target", "playbook.jar").toAbsolutePath();

    private UnpackedJar() {}

    /**
     * How the application is started from it: with each library by its name, as Tomcat follows no manifest to what Tasklist
     * and Cockpit show.
     */
    public static List<String> application(Path jar) {
        return List.of("-cp", jar + ":" + jar.resolveSibling("lib") + "/*", "playbook.PlaybookApplication");
    }

    /**
     * Unpacks it for everybody to read.
     *
     * @param folder does not exist yet
     * @return the jar to start; its manifest names the libraries
     */
    public static Path in(Path folder) throws IOException {
        assertThat(PACKAGED).as("mvn package makes it").isRegularFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djarmode=tools",
                        "-jar",
                        PACKAGED.toString(),
                        "extract",
                        "--destination",
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the jar was unpacked", e);
        }
        assertThat(process.exitValue()).as(said).isZero();
        Path jar = folder.resolve(PACKAGED.getFileName());
        assertThat(jar).as(said).isRegularFile();
        assertThat(folder.resolve("lib")).isNotEmptyDirectory();
        return jar;
    }
}
