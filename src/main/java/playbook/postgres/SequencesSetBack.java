package playbook.postgres;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import playbook.incident.Lsn;

/**
 * Which sequences a few transactions set back, and where they had stood, by their WAL records ({@code
 * commands/sequence.h}): a sequence that gives numbers only writes ever greater ones.
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
    /** The first number that the transactions wrote to a sequence of which no record was seen before. */
    private final Map<WalFile, Long> open = new HashMap<>();
    /** Files that the transactions made; a sequence that is restarted by ALTER SEQUENCE gets a new one. */
    private final Set<WalFile> created = new HashSet<>();

    private SequencesSetBack(Set<Long> transactions) {
        this.transactions = transactions;
    }

    /**
     * Looks through the transactions' range of WAL, and before it as far as that is needed.
     *
     * @param first where the transactions begin
     * @param end where they end
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
            boolean theirs = transactions.contains(record.xid());
            if (isSequence(record)) {
                wrote(file(record), value(record), theirs);
            } else if (theirs
                    && record.manager() == ResourceManager.STORAGE
                    && record.operation() == WalOperation.STORAGE_CREATE
                    && record.decode()) {
                created.add(file(record));
            }
        }
    }

    private void wrote(WalFile file, long value, boolean theirs) {
        Long before = last.put(file, value);
        if (theirs && before == null && !created.contains(file)) {
            open.put(file, value);
        } else if (theirs && before != null && value < before) {
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

    /** Where each stood that they set back, up to 32 numbers further than it had given, by the sequence's file. */
    public Map<WalFile, Long> stood() {
        return Map.copyOf(stood);
    }

    /** Whether the sequence with this file may have been set back, without any WAL that tells where it stood. */
    public boolean mayHaveBeen(WalFile file) {
        return open.containsKey(file) || (created.contains(file) && last.containsKey(file));
    }
}
