package playbook.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import playbook.incident.HintedException;
import playbook.platform.local.ForeignProcesses;

/** The practice range of a home: its server, its applications, and the side servers of responses on it. */
final class RangeParts {

    private static final String MAIN = "playbook.practice.PracticeRange";

    private final Call call;
    private final Path folder;
    private final InstalledProgram program;
    private final Children children;
    private final PostgresServer server;

    RangeParts(Call call, HomeFolder home, InstalledProgram program, Children children, Path bin) {
        this.call = call;
        this.folder = home.range();
        this.program = program;
        this.children = children;
        server = new PostgresServer(folder.resolve("data"), bin, children);
    }

    /** A range whose making was cut off has no settings. */
    boolean made() {
        return Files.exists(folder.resolve("range.json"));
    }

    boolean alive() {
        return server.alive();
    }

    /** Makes it when it is not there. */
    void start(String size) {
        if (made()) {
            practice("start");
            return;
        }
        stop();
        HomeFolder.remove(folder);
        call.say("Making a practice range of " + size + " ...");
        practice("create", "--size", size);
    }

    /** @throws HintedException when it does not end with 0; what it said was shown */
    void practice(String... words) {
        if (program.run(MAIN, arguments(words)) != 0) {
            throw new HintedException(
                    "the practice range could not " + words[0], "the lines above tell why; its folder is " + folder);
        }
    }

    private List<String> arguments(String... words) {
        return Stream.concat(Stream.of(words), Stream.of("--home", folder.toString()))
                .toList();
    }

    void tellStatus(Consumer<String> lines) {
        children.read(program.command(MAIN, arguments("status")), program.environment(), lines);
    }

    /** Also what a range has left that was never finished. */
    void stop() {
        if (made() && program.isThere()) {
            children.read(program.command(MAIN, arguments("stop")), program.environment(), line -> {});
        }
        replicas()
                .filter(RangeParts::ours)
                .forEach(replica -> ProcessHandle.of(PidFile.read(replica.resolve("pid")))
                        .ifPresent(ProcessHandle::destroyForcibly));
        server.stop("fast");
    }

    /** Side instances, and servers on copied catalogs. */
    void stopSideServers() {
        found(folder, "work", "*", "{side,catalogs}")
                .forEach(data -> new PostgresServer(data, server.bin(), children).stop("immediate"));
    }

    /** What a former boot or a kill left behind must not be taken for running, neither by us nor by PostgreSQL. */
    void forgetStale() {
        forgetStale(server);
        replicas().filter(replica -> !ours(replica)).forEach(replica -> {
            HomeFolder.forget(replica.resolve("pid"));
            HomeFolder.forget(replica.resolve("address"));
        });
    }

    static void forgetStale(PostgresServer server) {
        Path file = server.data().resolve("postmaster.pid");
        if (ProcessHandle.of(PidFile.read(file)).isPresent() && !server.alive()) {
            HomeFolder.forget(file);
        }
    }

    private Stream<Path> replicas() {
        return Stream.concat(found(folder, "apps", "*", "replica-*"), found(folder, "*"))
                .filter(replica -> Files.isRegularFile(replica.resolve("pid")));
    }

    private static boolean ours(Path replica) {
        return ForeignProcesses.hasEnvironment(PidFile.read(replica.resolve("pid")), "REPLICA_DIR", replica.toString());
    }

    /** @param globs one for each folder on the way down */
    private static Stream<Path> found(Path in, String... globs) {
        if (globs.length == 0) {
            return Stream.of(in);
        }
        List<Path> below = new ArrayList<>();
        if (Files.isDirectory(in)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(in, globs[0])) {
                files.forEach(below::add);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot list " + in, e);
            }
        }
        return below.stream().flatMap(each -> found(each, Arrays.copyOfRange(globs, 1, globs.length)));
    }
}
