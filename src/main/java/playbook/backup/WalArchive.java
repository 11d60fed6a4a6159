package playbook.backup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupCondition.ArchivedTimeline;
import playbook.incident.BackupList.Span;
import playbook.incident.Lsn;

/**
 * The segments in a WAL archive, per timeline, and the holes between them. The segment size is read from the segments'
 * own headers, so that no server is needed.
 */
public final class WalArchive {

    private static final Pattern SEGMENT = Pattern.compile("[0-9A-F]{24}");
    private static final int HEADER_BYTES = 40;

    private final NavigableMap<Integer, NavigableMap<Long, String>> timelines = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int segmentBytes = 16 << 20;
    private int onlyOnServer;

    private WalArchive() {}

    /** @param systemIdentifier of the server, null when unknown; other servers' segments are told as wrong */
    public static WalArchive read(Path folder, @Nullable String systemIdentifier) throws IOException {
        WalArchive archive = new WalArchive();
        if (!Files.isDirectory(folder)) {
            archive.wrong.add(folder + ": there is no such folder");
            return archive;
        }
        List<Path> segments = segments(folder);
        boolean sizeKnown = false;
        for (Path segment : segments) {
            Header header = Header.read(segment);
            if (header != null && !sizeKnown && header.plausibleSize()) {
                archive.segmentBytes = header.segmentBytes();
                sizeKnown = true;
            }
        }
        for (Path segment : segments) {
            archive.add(segment, systemIdentifier);
        }
        return archive;
    }

    private static List<Path> segments(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(path ->
                            SEGMENT.matcher(path.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        }
    }

    /**
     * This archive, completed by what only the server still has: a replay takes it from there. A file of {@code pg_wal}
     * that waits to be written again still has the header of its former name, and does not count.
     *
     * @param pgWal may be absent or unreadable, then nothing is added
     */
    public WalArchive withServer(Path pgWal, @Nullable String systemIdentifier) throws IOException {
        WalArchive both = new WalArchive();
        both.segmentBytes = segmentBytes;
        timelines.forEach((timeline, segments) -> both.timelines.put(timeline, new TreeMap<>(segments)));
        if (!Files.isDirectory(pgWal) || !Files.isReadable(pgWal)) {
            return both;
        }
        for (Path segment : segments(pgWal)) {
            if (timelines.isEmpty() && both.timelines.isEmpty()) {
                Header header = Header.read(segment);
                both.segmentBytes = header != null && header.plausibleSize() ? header.segmentBytes() : segmentBytes;
            }
            int before = both.count();
            both.add(segment, systemIdentifier);
            both.onlyOnServer += both.count() - before;
        }
        return both;
    }

    private int count() {
        return timelines.values().stream().mapToInt(Map::size).sum();
    }

    /** Segments that are in no archive, only in {@code pg_wal} of the server. */
    public int onlyOnServer() {
        return onlyOnServer;
    }

    private void add(Path segment, @Nullable String systemIdentifier) throws IOException {
        String name = segment.getFileName().toString();
        long size = Files.size(segment);
        Header header = Header.read(segment);
        long number = number(name);
        if (size != segmentBytes) {
            wrong.add(name + ": " + size + " bytes, a segment has " + segmentBytes);
        } else if (header == null || header.pageAddress() != number * segmentBytes) {
            wrong.add(name + ": its header does not belong to this name");
        } else if (systemIdentifier != null && !systemIdentifier.equals(header.systemIdentifier())) {
            wrong.add(
                    name + ": it belongs to the server " + header.systemIdentifier() + ", not to " + systemIdentifier);
        } else {
            timelines
                    .computeIfAbsent(Integer.parseUnsignedInt(name.substring(0, 8), 16), timeline -> new TreeMap<>())
                    .put(number, name);
        }
    }

    private long number(String name) {
        long perFile = 0x1_0000_0000L / segmentBytes;
        return Long.parseLong(name.substring(8, 16), 16) * perFile + Long.parseLong(name.substring(16), 16);
    }

    /** Segments whose size or header is not what their name says, in words. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    public List<ArchivedTimeline> timelines() {
        List<ArchivedTimeline> found = new ArrayList<>();
        timelines.forEach((timeline, segments) -> found.add(new ArchivedTimeline(
                timeline, segments.firstEntry().getValue(), segments.lastEntry().getValue(), segments.size())));
        return found;
    }

    /** Missing segments in words: within a timeline, and where a timeline begins later than its predecessor ends. */
    public List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        Long lastOfPredecessor = null;
        for (Map.Entry<Integer, NavigableMap<Long, String>> timeline : timelines.entrySet()) {
            NavigableMap<Long, String> segments = timeline.getValue();
            if (lastOfPredecessor != null && segments.firstKey() > lastOfPredecessor + 1) {
                gaps.add(gap(timeline.getKey(), lastOfPredecessor + 1, segments.firstKey() - 1));
            }
            long previous = segments.firstKey();
            for (long number : segments.tailMap(previous, false).keySet()) {
                if (number > previous + 1) {
                    gaps.add(gap(timeline.getKey(), previous + 1, number - 1));
                }
                previous = number;
            }
            lastOfPredecessor = previous;
        }
        return gaps;
    }

    private String gap(int timeline, long first, long last) {
        long count = last - first + 1;
        String from = new Lsn(first * segmentBytes).segment(timeline, segmentBytes);
        return count == 1
                ? from + " is missing"
                : from + " to " + new Lsn(last * segmentBytes).segment(timeline, segmentBytes) + " are missing ("
                        + count + " segments)";
    }

    /**
     * End of the last segment that follows this position without a hole, later timelines included; {@link Lsn#ZERO} when
     * even the position's own segment is not there.
     *
     * @param from null for the begin of the archive
     */
    public Lsn reaches(@Nullable Lsn from) {
        TreeMap<Long, String> all = new TreeMap<>();
        timelines.values().forEach(all::putAll);
        if (all.isEmpty()) {
            return Lsn.ZERO;
        }
        long number = from == null ? all.firstKey() : Long.divideUnsigned(from.value(), segmentBytes);
        if (!all.containsKey(number)) {
            return Lsn.ZERO;
        }
        while (all.containsKey(number + 1)) {
            number++;
        }
        return new Lsn((number + 1) * segmentBytes);
    }

    /** What follows one another without a hole, later timelines included. */
    public List<Span> spans() {
        NavigableSet<Long> all = new TreeSet<>();
        timelines.values().forEach(segments -> all.addAll(segments.keySet()));
        List<Span> spans = new ArrayList<>();
        long first = -1;
        for (long number : all) {
            first = first < 0 ? number : first;
            if (!all.contains(number + 1)) {
                spans.add(new Span(new Lsn(first * segmentBytes), new Lsn((number + 1) * segmentBytes)));
                first = -1;
            }
        }
        return spans;
    }

    /** The long header of a segment's first page, in this machine's byte order as PostgreSQL writes it. */
    private record Header(long pageAddress, String systemIdentifier, int segmentBytes) {

        static @Nullable Header read(Path segment) throws IOException {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(segment)) {
                bytes = in.readNBytes(HEADER_BYTES);
            }
            if (bytes.length < HEADER_BYTES) {
                return null;
            }
            ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            return new Header(header.getLong(8), Long.toUnsignedString(header.getLong(24)), header.getInt(32));
        }

        boolean plausibleSize() {
            return segmentBytes >= 1 << 20 && segmentBytes <= 1 << 30 && Integer.bitCount(segmentBytes) == 1;
        }
    }
}
