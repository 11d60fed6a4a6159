package playbook.postgres;

import java.util.HashSet;
import java.util.Set;

/**
 * A set of tuple ids in one file, each a page number and a line pointer. 64 line pointers of a page share one entry, so
 * that a transaction with a hundred million rows still fits.
 */
final class TuplePlaces {

    /** The empty set, which must not be changed. */
    static final TuplePlaces NONE = new TuplePlaces();

    /** A page has at most 32 words of 64 line pointers. */
    private static final int WORD_BITS = 5;

    private long[] keys = new long[4];
    private long[] bits = new long[4];
    private int entries;
    private long size;

    void add(int page, int line) {
        int slot = slot(key(page, line));
        if (keys[slot] == 0) {
            if (entries * 2 >= keys.length) {
                grow();
                slot = slot(key(page, line));
            }
            keys[slot] = key(page, line);
            entries++;
        }
        long bit = 1L << line;
        size += (bits[slot] & bit) == 0 ? 1 : 0;
        bits[slot] |= bit;
    }

    void remove(int page, int line) {
        int slot = slot(key(page, line));
        long bit = 1L << line;
        size -= (bits[slot] & bit) == 0 ? 0 : 1;
        bits[slot] &= ~bit;
    }

    void addAll(TuplePlaces other) {
        for (int i = 0; i < other.keys.length; i++) {
            for (long left = other.bits[i]; left != 0; left &= (left - 1)) {
                add(page(other.keys[i]), line(other.keys[i], Long.numberOfTrailingZeros(left)));
            }
        }
    }

    boolean contains(int page, int line) {
        return size > 0 && (bits[slot(key(page, line))] & 1L << line) != 0;
    }

    /** Those of this set that the other one does not contain. */
    TuplePlaces without(TuplePlaces other) {
        TuplePlaces rest = new TuplePlaces();
        for (int i = 0; i < keys.length; i++) {
            long left = keys[i] == 0 || other.size == 0 ? bits[i] : bits[i] & ~other.bits[other.slot(keys[i])];
            for (; left != 0; left &= left - 1) {
                rest.add(page(keys[i]), line(keys[i], Long.numberOfTrailingZeros(left)));
            }
        }
        return rest;
    }

    /** The numbers of the pages that have one. */
    Set<Integer> pages() {
        Set<Integer> pages = new HashSet<>();
        for (int i = 0; i < keys.length; i++) {
            if (bits[i] != 0) {
                pages.add(page(keys[i]));
            }
        }
        return pages;
    }

    long size() {
        return size;
    }

    /** Number of tuple ids that both sets contain. */
    long shared(TuplePlaces other) {
        if (size == 0 || other.size == 0) {
            return 0;
        }
        long shared = 0;
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != 0) {
                shared += Long.bitCount(bits[i] & other.bits[other.slot(keys[i])]);
            }
        }
        return shared;
    }

    /** Never 0, which marks an unused entry. */
    private static long key(int page, int line) {
        return ((Integer.toUnsignedLong(page) << WORD_BITS) | (line >>> 6)) + 1;
    }

    private static int page(long key) {
        return (int) ((key - 1) >>> WORD_BITS);
    }

    private static int line(long key, int bit) {
        return ((((int) (key - 1)) & ((1 << WORD_BITS) - 1)) << 6) | bit;
    }

    /** Index of the key, or of the free entry where it would be stored. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = ((int) ((key * 0x9E3779B97F4A7C15L) >>> 32)) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldBits = bits;
        keys = new long[oldKeys.length * 2];
        bits = new long[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                bits[slot] = oldBits[i];
            }
        }
    }
}
