package playbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import playbook.postgres.Majors;

/**
 * The launcher as a newcomer calls it, with the packaged jar and a home of its own. Closing it ends what still runs there
 * and removes the folder.
 */
final class LauncherRun implements AutoCloseable {

    /** For a whole drill: one alone takes a minute or two, and ten where several share two slow cores. */
    static final Duration PATIENCE = Duration.ofMinutes(20);

    private final Path folder;
    private List<String> launcher = List.of(Path.of("playbook").toAbsolutePath().toString());
    private final Thread endOfJvm = new Thread(this::removeAll);
    private final List<Process> started = new ArrayList<>();

    LauncherRun() throws IOException {
        folder = Files.createTempDirectory("playbook-launcher-");
        // Servers run as postgres, which must get through.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(home());
        Runtime.getRuntime().addShutdownHook(endOfJvm);
    }

    /** A drill's options for a small database on this major, if it is here; otherwise on the one that is installed. */
    static String[] on(int major, String... more) {
        List<String> options = new ArrayList<>(List.of("--size", "30MB"));
        options.addAll(List.of(more));
        if (Majors.isPresent(major)) {
            options.addAll(List.of("--postgres", Majors.bin(major).toString()));
        } else {
            System.out.println("no PostgreSQL " + major + " here: this drill runs on the one that is installed");
        }
        return options.toArray(String[]::new);
    }

    /** What is started from now on is the former version, which is made here first. */
    void useFormerVersion() throws IOException {
        launcher = List.of(FormerVersion.madeIn(folder.resolve("former")).toString());
    }

    /** What is started from now on is the packaged jar, which lies alone in a folder without the repository. */
    void useInstalledJar() throws IOException {
        Path jar = Files.createDirectory(folder.resolve("installed")).resolve("data-loss-playbook-1.0.jar");
        Files.copy(UnpackedJar.PACKAGED, jar);
        launcher =
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString());
    }

    /** PLAYBOOK_HOME of the run. */
    Path home() {
        return folder.resolve("home");
    }

    /** What a drill makes. */
    Path drill() {
        return home().resolve("drill");
    }

    Path jobs() {
        return drill().resolve("playbook").resolve("jobs");
    }

    Path json() {
        return folder.resolve("drill.json");
    }

    private Path output() {
        return folder.resolve("output");
    }

    /** Starts a drill; its document comes to {@link #document()}. */
    Process drill(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("drill", "accidental-delete", "--json", json().toString()));
        command.addAll(List.of(options));
        return start(command.toArray(String[]::new));
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("PLAYBOOK_HOME", home().toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    int exitOf(Process process, Duration patience) throws InterruptedException {
        assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                .as("ended within %s; it said:%n%s", patience, said())
                .isTrue();
        return process.exitValue();
    }

    /** All that the launcher has printed. */
    String said() {
        return read(output());
    }

    JsonNode document() throws IOException {
        assertThat(json()).as(said()).exists();
        return new ObjectMapper().readTree(json().toFile());
    }

    /** Waits for a file of the operation that is told by its first attempt. */
    Path awaitJobFile(Process drill, String step, String file, Duration patience) {
        try {
            return await().atMost(patience)
                    .failFast(() -> assertThat(drill.isAlive()).as(said()).isTrue())
                    .until(() -> jobFile(step, file), found -> !found.isEmpty())
                    .get(0);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    "no " + file + " of " + step + " within " + patience + ", but " + jobNames() + "; it said:\n"
                            + said(),
                    late);
        }
    }

    private List<Path> jobFile(String step, String file) {
        return jobNames().stream()
                .filter(name -> name.endsWith("-" + step.toLowerCase(java.util.Locale.ROOT) + "-1"))
                .map(name -> jobs().resolve(name).resolve(file))
                .filter(Files::exists)
                .toList();
    }

    List<String> jobNames() {
        if (!Files.isDirectory(jobs())) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(jobs())) {
            return folders.map(job -> job.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one process of this run whose command names the word. */
    ProcessHandle process(String word) {
        List<ProcessHandle> found = running().stream()
                .filter(process -> process.info().commandLine().orElse("").contains(word))
                .toList();
        assertThat(found).as("processes with %s", word).hasSize(1);
        return found.get(0);
    }

    /** Nothing runs that was started below this home. */
    void assertNothingRuns() {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(running())
                        .extracting(process -> process.info().commandLine().orElse(""))
                        .isEmpty());
    }

    /** Nothing runs that was started below this home, and nothing lies in it. */
    void assertNothingLeft() {
        assertNothingRuns();
        // A wipe removes the folder itself too.
        if (Files.exists(home())) {
            assertThat(home()).isEmptyDirectory();
        }
    }

    private List<ProcessHandle> running() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(folder.toString()))
                .toList();
    }

    @Override
    public void close() {
        removeAll();
        Runtime.getRuntime().removeShutdownHook(endOfJvm);
    }

    private void removeAll() {
        // SIGTERM lets the launcher end what it started.
        started.stream().filter(Process::isAlive).forEach(Process::destroy);
        try {
            for (Process process : started) {
                process.waitFor(60, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        running().forEach(ProcessHandle::destroyForcibly);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(LauncherRun::delete);
        } catch (IOException | UncheckedIOException e) {
            System.err.println("files stay in " + folder + ": " + e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
