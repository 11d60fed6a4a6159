package playbook.postgres;

import java.util.List;
import java.util.Optional;
import playbook.incident.HintedException;

/**
 * The differences of one major version's WAL; everything else is the same in all known versions. For a new major
 * version, add a line here after comparing its records with its own pg_waldump.
 *
 * @param magic the first two bytes of each page, {@code XLOG_PAGE_MAGIC}
 * @param pglz bit of a page image's info for compression with pglz
 * @param lz4 likewise for lz4, 0 when the version does not support it
 * @param zstd likewise for zstd
 * @param droppedStatisticsBytes length of one dropped object in a commit record ({@code xl_xact_stats_item}), 0 when
 *     commit records do not have them; they tell which relations were dropped
 */
record WalFormat(int major, int magic, int pglz, int lz4, int zstd, int droppedStatisticsBytes) {

    static final List<WalFormat> KNOWN = List.of(
            new WalFormat(13, 0xD106, 0x02, 0, 0, 0),
            new WalFormat(14, 0xD10D, 0x02, 0, 0, 0),
            new WalFormat(15, 0xD110, 0x04, 0x08, 0x10, 12),
            new WalFormat(16, 0xD113, 0x04, 0x08, 0x10, 12),
            new WalFormat(17, 0xD116, 0x04, 0x08, 0x10, 12),
            // The dropped object's id has 64 bits since 18.
            new WalFormat(18, 0xD118, 0x04, 0x08, 0x10, 16),
            new WalFormat(19, 0xD122, 0x04, 0x08, 0x10, 16));

    /** Every magic number of PostgreSQL 7.1 and later begins so. */
    private static final int FAMILY = 0xD0;

    static Optional<WalFormat> of(int magic) {
        for (WalFormat format : KNOWN) {
            if (format.magic == magic) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    static WalFormat ofMajor(int major) {
        return KNOWN.stream()
                .filter(format -> format.major == major)
                .findFirst()
                .orElseThrow(() -> new HintedException(
                        "the WAL of PostgreSQL " + major + " is not known; " + range(),
                        "take a newer version of the playbook."));
    }

    /** Explains a page whose magic number belongs to no known format. */
    static String unknown(int magic) {
        return (magic >>> 8 & 0xFE) == FAMILY
                ? "was written by a PostgreSQL version this playbook doesn't know: magic 0x%04X; ".formatted(magic)
                        + range()
                : "begins with 0x%04X, which no version of PostgreSQL writes; ".formatted(magic) + range();
    }

    private static String range() {
        return "known are " + KNOWN.get(0).major + " to " + KNOWN.get(KNOWN.size() - 1).major;
    }

    /** Bits of a page image's info, any of which says that it is compressed. */
    int compressedImage() {
        return pglz | lz4 | zstd;
    }

    boolean tellsDropped() {
        return droppedStatisticsBytes > 0;
    }
}
