package playbook.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import playbook.incident.BackupCondition.ArchivedTimeline;
import playbook.incident.BackupList.Span;
import playbook.incident.Lsn;
import playbook.postgres.WalHistory;
import playbook.postgres.WalSegmentHeader;
import playbook.postgres.WalSource;

/**
 * The WAL segments of a source by timeline, and the gaps between them. The segment size comes from the segments'
 * headers, so no running server is needed.
 */
public final class WalArchive {

    private final NavigableMap<Integer, NavigableMap<Long, String>> timelines = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int segmentBytes = 16 << 20;
    private int onlyOnServer;

    private WalArchive() {}

    /** @param systemIdentifier of the server, null when unknown; segments of other servers are listed as wrong */
    public static WalArchive read(WalSource source, @Nullable String systemIdentifier) throws IOException {
        WalArchive archive = new WalArchive();
        List<String> segments = source.segments();
        archive.segmentBytes = segmentBytes(source, segments, archive.segmentBytes);
        for (String segment : segments) {
            archive.add(source, segment, systemIdentifier);
        }
        return archive;
    }

    private static int segmentBytes(WalSource source, List<String> segments, int otherwise) throws IOException {
        for (String segment : segments) {
            Optional<Integer> size = WalSegmentHeader.read(source, segment)
                    .filter(WalSegmentHeader::plausibleSize)
                    .map(WalSegmentHeader::segmentBytes);
            if (size.isPresent()) {
                return size.get();
            }
        }
        return otherwise;
    }

    /**
     * This archive together with the segments that only the server still has; a replay reads these from the server. A
     * recycled file in {@code pg_wal} still has the header of its former name and does not count.
     *
     * @param pgWal the server's segments; may be none
     */
    public WalArchive withServer(WalSource pgWal, @Nullable String systemIdentifier) throws IOException {
        WalArchive both = new WalArchive();
        both.segmentBytes = segmentBytes;
        timelines.forEach((timeline, segments) -> both.timelines.put(timeline, new TreeMap<>(segments)));
        List<String> segments = pgWal.segments();
        if (timelines.isEmpty()) {
            both.segmentBytes = segmentBytes(pgWal, segments, segmentBytes);
        }
        for (String segment : segments) {
            int before = both.count();
            both.add(pgWal, segment, systemIdentifier);
            both.onlyOnServer += both.count() - before;
        }
        return both;
    }

    private int count() {
        return timelines.values().stream().mapToInt(Map::size).sum();
    }

    /** Number of segments that are only in the server's {@code pg_wal}. */
    public int onlyOnServer() {
        return onlyOnServer;
    }

    private void add(WalSource source, String name, @Nullable String systemIdentifier) throws IOException {
        long size = source.size(name);
        Optional<WalSegmentHeader> header = WalSegmentHeader.read(source, name);
        long number = number(name);
        if (size != segmentBytes) {
            wrong.add(name + ": " + size + " bytes, a segment has " + segmentBytes);
        } else if (header.isEmpty() || header.get().pageAddress() != number * segmentBytes) {
            wrong.add(name + ": its header does not belong to this name");
        } else if (systemIdentifier != null
                && !systemIdentifier.equals(header.get().systemIdentifier())) {
            wrong.add(name + ": it belongs to the server " + header.get().systemIdentifier() + ", not to "
                    + systemIdentifier);
        } else {
            timelines
                    .computeIfAbsent(WalHistory.timelineOf(name), timeline -> new TreeMap<>())
                    .put(number, name);
        }
    }

    private long number(String name) {
        long perFile = 0x1_0000_0000L / segmentBytes;
        return Long.parseLong(name.substring(8, 16), 16) * perFile + Long.parseLong(name.substring(16), 16);
    }

    /** Segments whose size or header does not match their name, in words. */
    public List<String> wrong() {
        return List.copyOf(wrong);
    }

    public List<ArchivedTimeline> timelines() {
        List<ArchivedTimeline> found = new ArrayList<>();
        timelines.forEach((timeline, segments) -> found.add(new ArchivedTimeline(
                timeline, segments.firstEntry().getValue(), segments.lastEntry().getValue(), segments.size())));
        return found;
    }

    /**
     * The missing segments in words, within each timeline and between the end of one timeline and the beginning of the
     * next.
     */
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
     * End of the WAL that continues from this position without a gap, later timelines included; {@link Lsn#ZERO} when
     * the segment of this position is missing.
     *
     * @param from null for the beginning of the archive
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

    /** The continuous stretches of WAL, later timelines included. */
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
}
