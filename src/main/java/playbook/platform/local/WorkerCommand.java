package playbook.platform.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;

/**
 * How the worker is started: from the jar or the class path this product was started from. What the jobs' user may not
 * read (a build's private repository, a jar in root's home) is linked or copied below {@code <home>/worker} first.
 */
final class WorkerCommand {

    private static final String MAIN = "playbook.Worker";

    private final Path home;
    private final String classPath;
    private final List<String> compiler;
    private List<String> launch = List.of();

    WorkerCommand(Path home) {
        this(
                home,
                System.getProperty("java.class.path"),
                ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    /** @param options of the application's own JVM: who limits its compiler means the workers too */
    WorkerCommand(Path home, String classPath, List<String> options) {
        this.home = home;
        this.classPath = classPath;
        compiler = options.stream()
                .filter(option -> option.startsWith("-XX:TieredStopAtLevel="))
                .toList();
    }

    synchronized List<String> argv(String task) {
        if (launch.isEmpty()) {
            launch = launch();
        }
        List<String> argv = new ArrayList<>(launch);
        argv.add(task);
        return argv;
    }

    private List<String> launch() {
        List<String> argv = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxRAMPercentage=25",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
        argv.addAll(compiler);
        URL here = Objects.requireNonNull(WorkerCommand.class.getResource("WorkerCommand.class"));
        String nested = "jar:nested:";
        if (here.toString().startsWith(nested)) {
            Path jar = Path.of(
                    here.getPath().substring("nested:".length(), here.getPath().indexOf("/!")));
            argv.addAll(List.of(
                    "-cp",
                    String.join(File.pathSeparator, readable(List.of(jar.toString()))),
                    "-Dloader.main=" + MAIN,
                    "org.springframework.boot.loader.launch.PropertiesLauncher"));
        } else {
            List<String> entries = Stream.of(classPath.split(File.pathSeparator, -1))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .filter(entry -> Files.exists(Path.of(entry)))
                    .toList();
            List<String> all = entries.stream()
                    .flatMap(entry -> Stream.concat(Stream.of(entry), libraries(Path.of(entry))))
                    .toList();
            List<String> readable = readable(all);
            argv.addAll(
                    List.of("-cp", String.join(File.pathSeparator, readable.equals(all) ? entries : readable), MAIN));
        }
        return argv;
    }

    /** What the manifest of an unpacked program's jar names beside it; a copy of the jar alone would not find it. */
    private static Stream<String> libraries(Path entry) {
        if (!Files.isRegularFile(entry)) {
            return Stream.empty();
        }
        try (JarFile jar = new JarFile(entry.toFile())) {
            Manifest manifest = jar.getManifest();
            String named =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            return named == null
                    ? Stream.empty()
                    : Stream.of(named.split(" ", -1))
                            .filter(library -> !library.isEmpty())
                            .map(entry::resolveSibling)
                            .filter(Files::exists)
                            .map(Path::toString);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + entry, e);
        }
    }

    private List<String> readable(List<String> entries) {
        if (!ServerUser.differs()) {
            return entries;
        }
        List<String> question = new ArrayList<>(
                List.of("sh", "-c", "for file; do [ -r \"$file\" ] || printf '%s\\n' \"$file\"; done", "sh"));
        question.addAll(entries);
        Set<String> closed = Set.copyOf(ServerUser.run(question, "is the user " + ServerUser.NAME + " there?")
                .lines()
                .toList());
        return entries.stream()
                .map(entry -> closed.contains(entry) ? opened(Path.of(entry)).toString() : entry)
                .toList();
    }

    private Path opened(Path entry) {
        try {
            Path folder = Files.createDirectories(home.resolve("worker"));
            String state = entry + " " + Files.size(entry) + " " + Files.getLastModifiedTime(entry);
            Path opened =
                    folder.resolve(DigestUtils.md5DigestAsHex(state.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            + "-" + entry.getFileName());
            if (Files.isDirectory(entry)) {
                FileSystemUtils.copyRecursively(entry, opened);
            } else if (!Files.exists(opened)) {
                Path copy = Files.createTempFile(folder, ".copy", ".jar");
                Files.copy(entry, copy, StandardCopyOption.REPLACE_EXISTING);
                Files.setPosixFilePermissions(
                        copy, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(copy, opened, StandardCopyOption.ATOMIC_MOVE);
            }
            return opened;
        } catch (FileAlreadyExistsException e) {
            throw new IllegalStateException("two copies of " + entry + " at once", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot copy " + entry + " to where " + ServerUser.NAME + " can read it", e);
        }
    }
}
