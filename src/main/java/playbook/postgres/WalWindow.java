package playbook.postgres;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import playbook.incident.HintedException;
import playbook.incident.Lsn;

/** Finds the WAL position where a time window begins. */
public final class WalWindow {

    private final WalSource source;
    private final WalHistory history;
    private final int segmentBytes;
    private final List<Long> segments;

    /** @param until the window's end; later segments are ignored */
    public WalWindow(WalSource source, WalHistory history, Lsn until) throws IOException {
        this.source = source;
        this.history = history;
        this.segmentBytes = source.segmentBytes();
        TreeSet<Long> numbers = new TreeSet<>();
        for (String name : source.segments()) {
            long number = WalReader.segmentStart(name, segmentBytes) / segmentBytes;
            int timeline = WalHistory.timelineOf(name);
            if (number * segmentBytes < until.value()
                    && history.candidates(number, segmentBytes).contains(timeline)) {
                numbers.add(number);
            }
        }
        if (numbers.isEmpty()) {
            throw new HintedException(
                    "there is no WAL segment before " + until + " on timeline " + history.timeline(),
                    "do the archive and pg_wal belong to this server?");
        }
        this.segments = List.copyOf(numbers);
    }

    /** The first available position. */
    public Lsn oldest() {
        return new Lsn(segments.get(0) * segmentBytes);
    }

    /** Start of the last segment that began before this time; the oldest available position when none did. */
    public Lsn before(Instant time) throws IOException {
        int notLater = 0;
        int later = segments.size();
        int step = 1;
        while (later - step > 0) {
            if (beganBefore(later - step, time)) {
                notLater = later - step;
                break;
            }
            later -= step;
            step *= 2;
        }
        while (later - notLater > 1) {
            int middle = (notLater + later) >>> 1;
            if (beganBefore(middle, time)) {
                notLater = middle;
            } else {
                later = middle;
            }
        }
        return new Lsn(segments.get(notLater) * segmentBytes);
    }

    /**
     * Whether the segment began before a time. A segment without a commit or abort counts as later, so that the search
     * goes further back and scans more rather than less.
     */
    private boolean beganBefore(int index, Instant time) throws IOException {
        long begin = segments.get(index) * segmentBytes;
        WalReader reader = new WalReader(source, history, new Lsn(begin), new Lsn(begin + segmentBytes));
        while (reader.next()) {
            WalRecord record = reader.record();
            if (TransactionEnd.isIn(record) && record.decode()) {
                return TransactionEnd.time(record).isBefore(time);
            }
        }
        return false;
    }
}
