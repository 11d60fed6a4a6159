package playbook.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import playbook.postgres.TestServer;

/** Folders and configuration of one target below a folder, for tests; no server runs there. */
public final class LocalRange {

    private LocalRange() {}

    public static ConfiguredTargets targets(Path root) throws IOException {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path passfile = root.resolve("pgpass");
        if (!Files.exists(passfile)) {
            Files.writeString(passfile, "");
            Files.setPosixFilePermissions(passfile, PosixFilePermissions.fromString("rw-r--r--"));
        }
        return targets(root, settings(root));
    }

    /** With a backup repository; only one of folders has an archive. */
    public static ConfiguredTargets targets(Path root, RepositorySettings repository) throws IOException {
        return targets(root, settings(root, root.resolve("www/index.html"), "recovery", repository));
    }

    private static ConfiguredTargets targets(Path root, TargetProperties.Settings settings) {
        return new ConfiguredTargets(new TargetProperties(root.resolve("home"), Map.of("noa", settings)));
    }

    /** The folders of a real server. */
    public static ConfiguredTargets targets(TestServer server) {
        return targets(server, new RepositorySettings(RepositorySettings.FOLDER, Map.of()));
    }

    /** A real server with a backup repository; only one of folders has an archive. */
    public static ConfiguredTargets targets(TestServer server, RepositorySettings repository) {
        TargetProperties.Settings settings = new TargetProperties.Settings(
                "noa_db",
                "127.0.0.1",
                server.port(),
                TestServer.DATABASE,
                "recovery",
                server.passfile(),
                List.of("api"),
                List.of(),
                true,
                new TargetProperties.Local(
                        server.bin(),
                        server.data(),
                        repository.archivesInAFolder() ? server.archive() : null,
                        server.root().resolve("backups"),
                        server.root().resolve("work"),
                        null,
                        server.root().resolve("apps"),
                        null,
                        null,
                        List.of(),
                        List.of()),
                null,
                List.of("api"),
                new TargetProperties.Checks("api", "/health", List.of(), List.of(), "ERROR"),
                new TargetProperties.Repository(repository.kind(), repository.settings()),
                new TargetProperties.Agreed(null, null));
        return targets(server.root(), settings);
    }

    static TargetProperties.Settings settings(Path root) throws IOException {
        return settings(root, root.resolve("www/index.html"), "recovery");
    }

    static TargetProperties.Settings settings(Path root, @Nullable Path frontPage, @Nullable String user)
            throws IOException {
        return settings(root, frontPage, user, new RepositorySettings(RepositorySettings.FOLDER, Map.of()));
    }

    private static TargetProperties.Settings settings(
            Path root, @Nullable Path frontPage, @Nullable String user, RepositorySettings repository)
            throws IOException {
        Path tools = Files.createDirectories(root.resolve("bin")).resolve("pg_basebackup");
        if (!Files.exists(tools)) {
            Files.createFile(tools, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return new TargetProperties.Settings(
                "noa_db",
                "127.0.0.1",
                5433,
                "noa_db",
                user,
                root.resolve("pgpass"),
                List.of("api"),
                List.of(),
                true,
                new TargetProperties.Local(
                        root.resolve("bin"),
                        root.resolve("data"),
                        repository.archivesInAFolder() ? root.resolve("archive") : null,
                        root.resolve("backups"),
                        root.resolve("work"),
                        null,
                        root.resolve("apps"),
                        frontPage,
                        root.resolve("maintenance.html"),
                        List.of(),
                        List.of()),
                null,
                List.of("api"),
                new TargetProperties.Checks("api", "/health", List.of(), List.of(), "ERROR"),
                new TargetProperties.Repository(repository.kind(), repository.settings()),
                new TargetProperties.Agreed(null, null));
    }
}
