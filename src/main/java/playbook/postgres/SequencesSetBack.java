package playbook.postgres;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import playbook.incident.Lsn;

/**
 * Which sequences were set back since a few transactions began, by them or by others, and where they had stood, by their WAL
 * records ({@code commands/sequence.h}): a sequence that gives numbers only writes ever greater ones.
 */
public final class SequencesSetBack {

    /** Further back nobody looks for a sequence's former number. */
    private static final int MOST_SEGMENTS = 64;

    /** In the record: the file, then a row of one version with its header, whose first column is the number. */
    private static final int VERSION = 12;

    /** Where the records of a sequence and of a new file name the file: tablespace, database, number. */
    private static final int TABLESPACE = 0;

    private static final int NUMBER = 8;
    private static final int HEADER_LENGTH = 22;

    private final Set<Long> transactions;
    private final Map<WalFile, Long> last = new HashMap<>();
    private final Map<WalFile, Long> stood = new HashMap<>();
    /** The first number that was written to a sequence of which no record was seen before. */
    private final Map<WalFile, Long> open = new HashMap<>();
    /** Files that were made; a sequence that is restarted by ALTER SEQUENCE gets a new one. */
    private final Set<WalFile> created = new HashSet<>();
    /** Sequences to which the transactions themselves wrote. */
    private final Set<WalFile> theirs = new HashSet<>();

    private SequencesSetBack(Set<Long> transactions) {
        this.transactions = transactions;
    }

    /**
     * Looks through the WAL since the transactions began, and before it as far as that is needed.
     *
     * @param first where the transactions begin
     * @param end of the WAL now
     */
    public static SequencesSetBack in(WalSource source, WalHistory history, Lsn first, Lsn end, Set<Long> transactions)
            throws IOException {
        SequencesSetBack found = new SequencesSetBack(transactions);
        found.read(new WalReader(source, history, first, end));
        Lsn oldest = new WalWindow(source, history, end).oldest();
        long segment = source.segmentBytes();
        for (long back = 1; !found.open.isEmpty() && back <= MOST_SEGMENTS; back *= 2) {
            long from = Math.max(oldest.value(), first.value() - back * segment);
            found.closeBy(new WalReader(source, history, new Lsn(from), first));
            if (from == oldest.value()) {
                break;
            }
        }
        return found;
    }

    private void read(WalReader reader) throws IOException {
        while (reader.next()) {
            WalRecord record = reader.record();
            if (isSequence(record)) {
                if (transactions.contains(record.xid())) {
                    theirs.add(file(record));
                }
                wrote(file(record), value(record));
            } else if (record.manager() == ResourceManager.STORAGE
                    && record.operation() == WalOperation.STORAGE_CREATE
                    && record.decode()) {
                created.add(file(record));
            }
        }
    }

    private void wrote(WalFile file, long value) {
        Long before = last.put(file, value);
        if (before == null && !created.contains(file)) {
            open.put(file, value);
        } else if (before != null && value < before) {
            stood.merge(file, before, Math::max);
        }
    }

    private void closeBy(WalReader reader) throws IOException {
        Map<WalFile, Long> before = new HashMap<>();
        while (reader.next()) {
            WalRecord record = reader.record();
            if (isSequence(record) && open.containsKey(file(record))) {
                before.put(file(record), value(record));
            }
        }
        before.forEach((file, value) -> {
            Long then = open.remove(file);
            if (then != null && then < value) {
                stood.merge(file, value, Math::max);
            }
        });
    }

    private static boolean isSequence(WalRecord record) {
        return record.manager() == ResourceManager.SEQUENCE && record.decode() && record.mainLength() > VERSION;
    }

    private static WalFile file(WalRecord record) {
        return WalFile.of(record.main32(TABLESPACE), record.main32(NUMBER));
    }

    private static long value(WalRecord record) {
        return record.main64(VERSION + record.main8(VERSION + HEADER_LENGTH));
    }

    /** Where each stood that was set back, up to 32 numbers further than it had given, by the sequence's file. */
    public Map<WalFile, Long> stood() {
        return Map.copyOf(stood);
    }

    /** Whether the sequence with this file may have been set back, without any WAL that tells where it stood. */
    public boolean mayHaveBeen(WalFile file) {
        return created.contains(file) || (open.containsKey(file) && !stood.containsKey(file));
    }

    /** Whether the transactions themselves wrote to it. */
    public boolean theirs(WalFile file) {
        return theirs.contains(file);
    }
}
