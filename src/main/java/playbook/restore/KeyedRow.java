package playbook.restore;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import playbook.incident.HintedException;

/** A COPY line split into its fields, still escaped as COPY wrote them (a tab inside a value has a backslash). */
final class KeyedRow {
    private final List<byte[]> key;
    private final byte[] values;
    private final boolean touched;

    private KeyedRow(List<byte[]> key, byte[] values, boolean touched) {
        this.key = key;
        this.values = values;
        this.touched = touched;
    }

    byte[] values() {
        return values;
    }

    boolean touched() {
        return touched;
    }

    static KeyedRow of(byte[] line, int keyFields, boolean flagged) {
        int from = flagged ? 2 : 0;
        List<byte[]> key = new ArrayList<>(keyFields);
        for (int i = 0; i < keyFields; i++) {
            int tab = from;
            while (line[tab] != '\t') {
                tab++;
            }
            key.add(plain(line, from, tab));
            from = tab + 1;
        }
        return new KeyedRow(key, Arrays.copyOfRange(line, from, line.length), flagged && line[0] == '1');
    }

    int compareKey(KeyedRow other) {
        for (int i = 0; i < key.size(); i++) {
            int order = Arrays.compareUnsigned(key.get(i), other.key.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    void mustNotPrecede(KeyedRow previous, TableShape shape) {
        int order = compareKey(previous);
        if (order < 0 || (order == 0 && !shape.lacksKey())) {
            throw new HintedException(
                    "the rows of " + shape.sql() + " do not come in the order of their keys: "
                            + new String(key.get(0), StandardCharsets.UTF_8),
                    "the database's encoding does not sort as UTF-8 does, or an index of it is damaged.");
        }
    }

    private static byte[] plain(byte[] line, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = line[i];
            if (b == '\\') {
                b = switch (line[++i]) {
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'v' -> 11;
                    default -> line[i];
                };
            }
            text[length++] = b;
        }
        return Arrays.copyOf(text, length);
    }
}
