package playbook.restore;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Compares two sorted streams of one table and writes the differences; holds only two rows in memory. */
final class MergeJoin {

    private final TableShape shape;
    private final LongConsumer progress;
    private final byte[] nulls;

    long before;
    long after;
    long deleted;
    long updated;
    long inserted;
    long touched;
    /** Number of rows in the later stream that the culprit wrote last. */
    long written;

    /** Differing rows that the culprit did not write. */
    long strangers;

    MergeJoin(TableShape shape, LongConsumer progress) {
        this.shape = shape;
        this.progress = progress;
        this.nulls = shape.each("\t", i -> "\\N").getBytes(StandardCharsets.US_ASCII);
    }

    void run(RowLines older, RowLines newer, OutputStream out) throws IOException, SQLException {
        KeyedRow left = next(older, null, false);
        KeyedRow right = next(newer, null, true);
        while (left != null || right != null) {
            int order = left == null ? 1 : right == null ? -1 : left.compareKey(right);
            if (order < 0 && left != null) {
                deleted++;
                write(out, 'D', left.values(), nulls);
            } else if (order > 0 && right != null) {
                inserted++;
                strangers += right.touched() ? 0 : 1;
                write(out, 'I', nulls, right.values());
            } else if (left != null && right != null) {
                both(left, right, out);
            }
            if (order <= 0) {
                left = next(older, left, false);
            }
            if (order >= 0) {
                right = next(newer, right, true);
            }
        }
    }

    private void both(KeyedRow left, KeyedRow right, OutputStream out) throws IOException {
        touched += right.touched() ? 1 : 0;
        if (!Arrays.equals(left.values(), right.values())) {
            updated++;
            strangers += right.touched() ? 0 : 1;
            write(out, 'U', left.values(), right.values());
        }
    }

    private @Nullable KeyedRow next(RowLines lines, @Nullable KeyedRow previous, boolean newer)
            throws IOException, SQLException {
        byte[] line = lines.next();
        if (line == null) {
            return null;
        }
        KeyedRow row = KeyedRow.of(line, RowReader.keyFields(shape), newer);
        if (previous != null) {
            row.mustNotPrecede(previous, shape);
        }
        if (newer) {
            after++;
            written += row.touched() ? 1 : 0;
        } else {
            before++;
        }
        progress.accept(before + after);
        return row;
    }

    private static void write(OutputStream out, char operation, byte[] before, byte[] after) throws IOException {
        out.write(operation);
        out.write('\t');
        out.write(before);
        out.write('\t');
        out.write(after);
        out.write('\n');
    }
}
