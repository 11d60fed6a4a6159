package playbook.platform.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * How the worker is started: from the jar or the class path this product was started from, where the jobs' user can read
 * them.
 */
final class WorkerCommand {

    private static final String MAIN = "playbook.Worker";

    private final ReadableClassPath readable;
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
        this.readable = new ReadableClassPath(home.resolve("worker"));
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
                    String.join(File.pathSeparator, readable.of(List.of(jar.toString()))),
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
            List<String> opened = readable.of(all);
            argv.addAll(List.of("-cp", String.join(File.pathSeparator, opened.equals(all) ? entries : opened), MAIN));
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
}
