package playbook.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Several sources as one; a segment comes from the first source that has it, so the backup repository is listed before
 * {@code pg_wal}.
 */
public final class WalSources implements WalSource {

    private final List<WalSource> sources;
    private int segmentBytes;

    public WalSources(WalSource... sources) {
        this.sources = List.of(sources);
    }

    @Override
    public String place() {
        return sources.stream().map(WalSource::place).toList().toString();
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
        return sources.stream().mapToInt(WalSource::chunkBytes).min().orElseThrow();
    }

    @Override
    public int read(String segment, int offset, byte[] into, int length) throws IOException {
        for (WalSource source : sources) {
            int read = source.read(segment, offset, into, length);
            if (read >= 0) {
                return read;
            }
        }
        return -1;
    }

    @Override
    public long size(String segment) throws IOException {
        for (WalSource source : sources) {
            long size = source.size(segment);
            if (size >= 0) {
                return size;
            }
        }
        return -1;
    }

    @Override
    public List<String> segments() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        for (WalSource source : sources) {
            names.addAll(source.segments());
        }
        return List.copyOf(names);
    }

    @Override
    public Optional<String> history(int timeline) throws IOException {
        for (WalSource source : sources) {
            Optional<String> history = source.history(timeline);
            if (history.isPresent()) {
                return history;
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        for (WalSource source : sources) {
            source.close();
        }
    }
}
