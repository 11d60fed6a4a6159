package playbook.postgres;

import java.io.IOException;
import java.util.Optional;
import playbook.incident.HintedException;

/**
 * The long header of a segment's first page, which describes the segment independently of its file name.
 *
 * @param pageAddress position of the segment's first byte
 * @param systemIdentifier of the server that wrote it
 * @param segmentBytes size of each segment of that server
 */
public record WalSegmentHeader(long pageAddress, String systemIdentifier, int segmentBytes) {

    private static final int BYTES = 40;

    /** Reads the header, also of an unknown major version; empty when the segment does not exist or is too short. */
    public static Optional<WalSegmentHeader> read(WalSource source, String segment) throws IOException {
        byte[] page = new byte[BYTES];
        return source.read(segment, 0, page, BYTES) < BYTES
                ? Optional.empty()
                : Optional.of(new WalSegmentHeader(
                        WalPage.address(page, 0),
                        Long.toUnsignedString(WalPage.systemIdentifier(page, 0)),
                        WalPage.segmentBytes(page, 0)));
    }

    public boolean plausibleSize() {
        return segmentBytes >= 1 << 20 && segmentBytes <= 1 << 30 && Integer.bitCount(segmentBytes) == 1;
    }

    /**
     * The size of a source's segments, from the first segment that a known major version wrote.
     *
     * @throws HintedException when there is none
     */
    public static int segmentBytes(WalSource source) throws IOException {
        byte[] page = new byte[WalPage.BYTES];
        String unknown = "";
        for (String name : source.segments()) {
            if (source.read(name, 0, page, page.length) < page.length) {
                continue;
            }
            if (WalPage.isLong(page, 0)) {
                return WalPage.segmentBytes(page, 0);
            }
            if (unknown.isEmpty() && WalPage.magic(page, 0) != 0) {
                unknown = "segment " + name + " in " + source.place() + " " + WalFormat.unknown(WalPage.magic(page, 0));
            }
        }
        if (!unknown.isEmpty()) {
            throw new HintedException(
                    unknown,
                    "take a newer version of the playbook, or find the transaction with pg_waldump of that server.");
        }
        throw new HintedException(
                "no WAL segment in " + source.place(),
                "do the archive and the data directory's pg_wal exist, and may this user read them?");
    }
}
