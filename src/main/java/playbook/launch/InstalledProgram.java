package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;
import playbook.incident.HintedException;
import playbook.incident.Sha256;

/**
 * The product as a home has it: unpacked, because it starts several seconds sooner from one folder of libraries than from
 * jars in a jar. Each build has a folder of its own, so that a running worker keeps its classes when there is a new build.
 */
final class InstalledProgram {

    private static final List<String> QUICK = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private final Call call;
    private final HomeFolder home;
    private final Children children;
    private final Map<String, String> environment;

    /** @param bin the folder of PostgreSQL's programs that it works with */
    InstalledProgram(Call call, HomeFolder home, Children children, Path bin) {
        this.call = call;
        this.home = home;
        this.children = children;
        environment = Map.of("PLAYBOOK_PG_BIN", bin.toString());
    }

    private Path folder() {
        return home.path().resolve("program");
    }

    /** The jar that was installed last in this home; its libraries lie beside it. */
    Path jar() {
        return folder().resolve(PidFile.firstLine(folder().resolve("current"))).resolve("playbook.jar");
    }

    boolean isThere() {
        return Files.isRegularFile(jar());
    }

    /** Each library by its name: what Tasklist and Cockpit show lies in them, and Tomcat follows no manifest to find it. */
    String classPath() {
        return jar() + ":" + jar().resolveSibling("lib") + "/*";
    }

    /** @param idle whether no operation runs with a former build, which may then be removed */
    void install(boolean idle) {
        try {
            String build = Sha256.of(call.jar()).substring(0, 16);
            Files.createDirectories(folder());
            Path wanted = folder().resolve(build);
            if (!Files.isDirectory(wanted)) {
                if (idle) {
                    HomeFolder.remove(folder());
                    Files.createDirectories(folder());
                }
                Path fresh = folder().resolve("new");
                HomeFolder.remove(fresh);
                unpack(fresh);
                readableByAll(fresh);
                Files.move(fresh, wanted, StandardCopyOption.ATOMIC_MOVE);
            }
            HomeFolder.write(folder().resolve("current"), build);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot install the product in " + folder(), e);
        }
    }

    private void unpack(Path fresh) throws IOException {
        Path libraries = call.jar().resolveSibling("lib");
        if (Files.isDirectory(libraries)) {
            Files.createDirectories(fresh);
            Files.copy(call.jar(), fresh.resolve("playbook.jar"));
            FileSystemUtils.copyRecursively(libraries, fresh.resolve("lib"));
            return;
        }
        ProcessBuilder builder = new ProcessBuilder(
                        java(),
                        "-Djarmode=tools",
                        "-jar",
                        call.jar().toString(),
                        "extract",
                        "--destination",
                        fresh.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        try {
            if (Children.start(builder).waitFor() != 0) {
                throw new HintedException(
                        "could not unpack " + call.jar() + " into " + home.path(),
                        "is there room, and may " + System.getProperty("user.name") + " write there?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the product was unpacked", e);
        }
        Path jar = fresh.resolve("playbook.jar");
        if (!Files.exists(jar)) {
            Files.move(fresh.resolve(call.jar().getFileName()), jar);
        }
    }

    private static void readableByAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.toList()) {
                Files.setPosixFilePermissions(
                        file, PosixFilePermissions.fromString(Files.isDirectory(file) ? "rwxr-xr-x" : "rw-r--r--"));
            }
        }
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** @return its exit status */
    int run(String main, List<String> arguments) {
        return children.run(command(main, arguments), environment);
    }

    List<String> command(String main, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(QUICK);
        command.addAll(List.of("-Xmx512m", "-cp", jar().toString(), main));
        command.addAll(arguments);
        return command;
    }

    Map<String, String> environment() {
        return environment;
    }
}
