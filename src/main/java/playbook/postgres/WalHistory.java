package playbook.postgres;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import playbook.incident.Lsn;

/** The history of a timeline: which timeline is valid for which range of WAL. */
public final class WalHistory {

    /** The range of one timeline; the list has the newest first. */
    private record Stretch(int timeline, long begin) {}

    private final List<Stretch> newestFirst;

    private WalHistory(List<Stretch> newestFirst) {
        this.newestFirst = newestFirst;
    }

    /** Reads the history file of the timeline; without one, the timeline is taken to reach back to the beginning. */
    public static WalHistory of(WalSource source, int timeline) throws IOException {
        Optional<String> file = timeline == 1 ? Optional.empty() : source.history(timeline);
        return parse(timeline, file.orElse(""));
    }

    /** The timeline in a segment's name. The control file would lag behind a promotion until its checkpoint is done. */
    public static int timelineOf(String segment) {
        return Integer.parseUnsignedInt(segment.substring(0, 8), 16);
    }

    /** Of a timeline's history file, as PostgreSQL archives it. */
    public static String fileName(int timeline) {
        return "%08X.history".formatted(timeline);
    }

    static WalHistory parse(int timeline, String file) {
        List<Stretch> stretches = new ArrayList<>();
        long begin = 0;
        for (String line : file.lines().toList()) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            String[] fields = text.split("\\s+", 3);
            stretches.add(0, new Stretch(Integer.parseInt(fields[0]), begin));
            begin = Lsn.parse(fields[1]).value();
        }
        stretches.add(0, new Stretch(timeline, begin));
        return new WalHistory(List.copyOf(stretches));
    }

    int timeline() {
        return newestFirst.get(0).timeline();
    }

    /**
     * The timelines whose segment file may contain this segment, the best first; a new timeline begins with a copy of
     * the former one's segment.
     */
    List<Integer> candidates(long segmentNumber, int segmentBytes) {
        List<Integer> timelines = new ArrayList<>();
        for (Stretch stretch : newestFirst) {
            long first = Long.divideUnsigned(stretch.begin(), segmentBytes);
            if (first <= segmentNumber) {
                timelines.add(stretch.timeline());
                if (first < segmentNumber) {
                    break;
                }
            }
        }
        return timelines;
    }

    boolean contains(int timeline) {
        return newestFirst.stream().anyMatch(stretch -> stretch.timeline() == timeline);
    }
}
