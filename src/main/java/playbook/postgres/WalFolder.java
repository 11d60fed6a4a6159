package playbook.postgres;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** WAL segments as files in one folder; a missing folder has no segments. */
public final class WalFolder implements WalSource {

    private final Path folder;
    private int segmentBytes;
    private String openName = "";
    private @Nullable FileChannel open;

    public WalFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public String place() {
        return folder.toString();
    }

    @Override
    public int segmentBytes() throws IOException {
        if (segmentBytes == 0) {
            segmentBytes = WalSegmentHeader.segmentBytes(this);
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

    @Override
    public long size(String segment) throws IOException {
        FileChannel channel = open(segment);
        return channel == null ? -1 : channel.size();
    }

    private @Nullable FileChannel open(String segment) throws IOException {
        if (segment.equals(openName) && open != null) {
            return open;
        }
        close();
        try {
            open = FileChannel.open(folder.resolve(segment), StandardOpenOption.READ);
            openName = segment;
            return open;
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    @Override
    public List<String> segments() throws IOException {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (WalPage.SEGMENT_NAME.matcher(name).matches()) {
                    names.add(name);
                }
            }
        }
        Collections.sort(names);
        return names;
    }

    @Override
    public Optional<String> history(int timeline) throws IOException {
        Path file = folder.resolve(WalHistory.fileName(timeline));
        return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
