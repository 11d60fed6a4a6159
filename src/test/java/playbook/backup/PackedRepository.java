package playbook.backup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import playbook.evidence.Json;
import playbook.incident.BaseBackup;
import playbook.incident.Resource;
import playbook.platform.ConfiguredTargets;
import playbook.platform.RepositorySettings;
import playbook.postgres.WalHistory;
import playbook.postgres.WalSegmentHeader;
import playbook.postgres.WalSource;

/**
 * A second kind, as backup programs keep things: base backups as archives of tar, segments compressed and in folders of 256,
 * all below {@code <path>/<stanza>}.
 */
public final class PackedRepository implements Repository {

    @Override
    public String kind() {
        return "packed";
    }

    @Override
    public Set<String> settings() {
        return Set.of("path", "stanza");
    }

    @Override
    public String restoreScript() {
        return "playbook/backup/restore-packed.sh";
    }

    @Override
    public String fetchWal() {
        return Resource.text("playbook/backup/fetch-packed.sh");
    }

    @Override
    public String backUpScript() {
        throw new UnsupportedOperationException("the test makes its base backup itself");
    }

    @Override
    public String find(Path backups, BaseBackup backup) {
        return backup.id() + " of a stanza";
    }

    @Override
    public Optional<String> folder(BaseBackup backup) {
        return Optional.empty();
    }

    @Override
    public String removeOld() {
        return "they expire";
    }

    @Override
    public Content open(Map<String, String> environment) {
        Path stanza = Path.of(environment.get(RepositorySettings.variable("path")))
                .resolve(environment.get(RepositorySettings.variable("stanza")));
        return new Stanza(stanza.resolve("backup"), stanza.resolve("wal"));
    }

    /** The kinds of a playbook that has this one too. */
    public static Repositories among(ConfiguredTargets targets) {
        return new Repositories(List.of(new FolderRepository(), new PackedRepository()), targets);
    }

    private record Stanza(Path backups, Path archive) implements Content {

        @Override
        public Catalogue<BaseBackup> base() throws IOException {
            Catalogue<BaseBackup> found = new Catalogue<>(new ArrayList<>(), new ArrayList<>());
            try (Stream<Path> all = Files.list(backups)) {
                for (Path folder : all.sorted().toList()) {
                    Path info = folder.resolve("info.json");
                    if (Files.exists(info)) {
                        found.usable().add(Json.read(Files.readString(info), BaseBackup.class));
                    } else {
                        found.unusable().add(folder.getFileName() + " of a stanza: never finished");
                    }
                }
            }
            return found;
        }

        @Override
        public List<String> tablespaces(BaseBackup backup) {
            return List.of();
        }

        @Override
        public Optional<String> whyNoWal() {
            return Optional.empty();
        }

        @Override
        public WalSource wal() {
            return new PackedWal(archive);
        }
    }

    /** One unpacked segment in memory at a time. */
    private static final class PackedWal implements WalSource {

        private final Path folder;
        private String name = "";
        private byte[] content = {};

        PackedWal(Path folder) {
            this.folder = folder;
        }

        @Override
        public String place() {
            return folder.toString();
        }

        @Override
        public int segmentBytes() throws IOException {
            return WalSegmentHeader.segmentBytes(this);
        }

        @Override
        public int chunkBytes() {
            return 1 << 20;
        }

        @Override
        public int read(String segment, int offset, byte[] into, int length) throws IOException {
            if (size(segment) < 0) {
                return -1;
            }
            int read = Math.max(0, Math.min(length, content.length - offset));
            System.arraycopy(content, offset, into, 0, read);
            return read;
        }

        @Override
        public long size(String segment) throws IOException {
            if (!name.equals(segment)) {
                Optional<byte[]> unpacked = unpacked(segment);
                if (unpacked.isEmpty()) {
                    return -1;
                }
                content = unpacked.get();
                name = segment;
            }
            return content.length;
        }

        @Override
        public List<String> segments() throws IOException {
            try (Stream<Path> files = Files.walk(folder)) {
                return new ArrayList<>(files.map(file -> file.getFileName().toString())
                        .filter(file -> file.matches("[0-9A-F]{24}[.]gz"))
                        .map(file -> file.substring(0, 24))
                        .sorted()
                        .toList());
            }
        }

        @Override
        public Optional<String> history(int timeline) throws IOException {
            return unpacked(WalHistory.fileName(timeline)).map(String::new);
        }

        @Override
        public void close() {}

        private Optional<byte[]> unpacked(String file) throws IOException {
            try {
                byte[] packed =
                        Files.readAllBytes(folder.resolve(file.substring(0, 16)).resolve(file + ".gz"));
                return Optional.of(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes());
            } catch (NoSuchFileException absent) {
                return Optional.empty();
            }
        }
    }
}
