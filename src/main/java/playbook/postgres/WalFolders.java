package playbook.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import playbook.incident.HintedException;

/** Segments in folders; the first folder that has a segment wins, so the archive comes before {@code pg_wal}. */
public final class WalFolders implements WalSource {

    private final List<Path> folders;
    private int segmentBytes;
    private String openName = "";
    private @Nullable FileChannel open;

    public WalFolders(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public int segmentBytes() throws IOException {
        if (segmentBytes == 0) {
            byte[] page = new byte[WalPage.BYTES];
            String unknown = "";
            for (String name : segments()) {
                if (read(name, 0, page, page.length) == page.length && WalPage.isLong(page, 0)) {
                    segmentBytes = WalPage.segmentBytes(page, 0);
                    return segmentBytes;
                }
                if (unknown.isEmpty()
                        && read(name, 0, page, page.length) == page.length
                        && WalPage.magic(page, 0) != 0) {
                    unknown = "segment " + name + " in " + folders + " " + WalFormat.unknown(WalPage.magic(page, 0));
                }
            }
            if (!unknown.isEmpty()) {
                throw new HintedException(
                        unknown,
                        "take a newer version of the playbook, or find the transaction with pg_waldump of that server.");
            }
            throw new HintedException(
                    "no WAL segment in " + folders,
                    "do the archive folder and the data directory's pg_wal exist, and may this user read them?");
        }
        return segmentBytes;
    }

    @Override
    public int chunkBytes() {
        return 1 << 20;
    }

    @Override
    public int read(String segment, int offset, byte[] into, int length) throws IOException {
        FileChannel channel = open(segment);
        if (channel == null) {
            return -1;
        }
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, (long) offset + buffer.position()) < 0) {
                break;
            }
        }
        return buffer.position();
    }

    private @Nullable FileChannel open(String segment) throws IOException {
        if (segment.equals(openName) && open != null) {
            return open;
        }
        close();
        for (Path folder : folders) {
            try {
                open = FileChannel.open(folder.resolve(segment), StandardOpenOption.READ);
                openName = segment;
                return open;
            } catch (NoSuchFileException absent) {
                // the next folder may have it
            }
        }
        return null;
    }

    @Override
    public List<String> segments() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    String name = String.valueOf(file.getFileName());
                    if (WalPage.SEGMENT_NAME.matcher(name).matches()) {
                        names.add(name);
                    }
                }
            }
        }
        return List.copyOf(names);
    }

    @Override
    public Optional<String> history(int timeline) throws IOException {
        for (Path folder : folders) {
            Path file = folder.resolve("%08X.history".formatted(timeline));
            if (Files.isRegularFile(file)) {
                return Optional.of(Files.readString(file));
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
