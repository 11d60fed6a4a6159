package playbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The version that an installation may run until it gets this one, made from this clone's history: its own sources, models,
 * forms and launcher. Its libraries are this version's, as no registry is asked.
 */
public final class FormerVersion {

    /**
     * The last one whose processes kept findings in variables. Move it on when a later change touches what an open incident
     * has in the engine (variables, models, forms) or in the home; {@link ProgramExchange} knows where its launcher puts the jar.
     */
    private static final String COMMIT = "fc85ddba088e2c2b74c9764953a0b03a893d0fac";

    private static final Path CLONE = Path.of("").toAbsolutePath();

    private FormerVersion() {}

    /** Why it cannot be made here; empty when it can. */
    public static Optional<String> missing() {
        Ended asked = run(git("cat-file", "-e", COMMIT + "^{commit}"));
        return asked.code() == 0
                ? Optional.empty()
                : Optional.of("this clone's history does not reach the former version " + COMMIT
                        + ", so nothing is begun with it: " + asked.said().strip()
                        + "\nHINT: git fetch --unshallow, or work in a whole clone.");
    }

    /** Its models or forms, file by file. */
    public static List<String> files(String folder) {
        return done(git("ls-tree", "--name-only", COMMIT, folder + "/")).lines().toList();
    }

    public static String text(String file) {
        return done(git("show", COMMIT + ":" + file));
    }

    /**
     * Its clone as it is after its build: launcher, sources and the packaged jar.
     *
     * @param folder does not exist yet
     * @return the launcher
     */
    static Path madeIn(Path folder) throws IOException {
        Path sources = Files.createDirectories(folder.resolve("clone"));
        Path archive = folder.resolve("clone.tar");
        done(git(
                "archive",
                "--output",
                archive.toString(),
                COMMIT,
                "playbook",
                "pom.xml",
                "src/main",
                "processes",
                "forms"));
        done(List.of("tar", "-xf", archive.toString(), "-C", sources.toString()));

        Path libraries = UnpackedJar.in(folder.resolve("program")).resolveSibling("lib");
        Path classes = folder.resolve("classes");
        compile(sources.resolve("src/main/java"), libraries, classes);
        copy(sources.resolve("src/main/resources"), classes);
        for (String models : List.of("processes", "forms")) {
            copy(sources.resolve(models), classes.resolve(models));
        }
        Path jar = Files.createDirectories(sources.resolve("target")).resolve("playbook.jar");
        Files.copy(UnpackedJar.PACKAGED, jar);
        replaceClasses(jar, classes);
        startAsBuilt(jar, classes);
        return sources.resolve("playbook");
    }

    private static void compile(Path sources, Path libraries, Path classes) throws IOException {
        Path list = Files.write(
                classes.resolveSibling("sources.txt"),
                files(sources, ".java").map(Path::toString).toList());
        done(List.of(
                Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-nowarn",
                "-parameters",
                "-proc:none",
                "-encoding",
                "UTF-8",
                "-cp",
                libraries + "/*",
                "-d",
                classes.toString(),
                "@" + list));
    }

    private static void replaceClasses(Path jar, Path classes) throws IOException {
        try (FileSystem packaged = FileSystems.newFileSystem(jar)) {
            Path inside = packaged.getPath("BOOT-INF", "classes");
            for (Path file : files(inside, "").sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            copy(classes, inside);
            // What Spring Boot's packaging takes out of the classes lies beside the manifest.
            for (Path file : files(inside.resolve("META-INF"), "").toList()) {
                Path beside =
                        packaged.getPath("/").resolve(inside.relativize(file).toString());
                if (Files.exists(beside)) {
                    Files.move(file, beside, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    /** The manifest is this version's, whose first class the former version may not have. */
    private static void startAsBuilt(Path jar, Path classes) throws IOException {
        try (FileSystem packaged = FileSystems.newFileSystem(jar)) {
            Path file = packaged.getPath("META-INF", "MANIFEST.MF");
            String first = Files.exists(classes.resolve("playbook/Main.class")) ? "Main" : "PlaybookApplication";
            String manifest = Files.readString(file);
            assertThat(manifest).contains("Start-Class: playbook.Main\r\n");
            Files.writeString(file, manifest.replace("Start-Class: playbook.Main", "Start-Class: playbook." + first));
        }
    }

    /** Folders too: Spring looks for them by their names in the jar. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    private static Stream<Path> files(Path folder, String ending) throws IOException {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
                    .forEach(found::add);
        }
        return found.stream();
    }

    /** Also where the clone belongs to another user. */
    private static List<String> git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-c", "safe.directory=*", "-C", CLONE.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String done(List<String> command) {
        Ended ended = run(command);
        assertThat(ended.code())
                .as("%s:%n%s", String.join(" ", command), ended.said())
                .isZero();
        return ended.said();
    }

    private static Ended run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + command, e);
        }
    }

    private record Ended(int code, String said) {}
}
