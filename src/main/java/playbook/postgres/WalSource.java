package playbook.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Where WAL segments come from: a backup repository, the server's folder, or the server itself. Used by one thread. */
public interface WalSource extends AutoCloseable {

    /** In words, for messages. */
    String place();

    /** Size of each segment of this cluster, in bytes. */
    int segmentBytes() throws IOException;

    /** How much is worth reading at once, a power of two and a multiple of the page size. */
    int chunkBytes();

    /**
     * Reads from a segment.
     *
     * @return bytes read, fewer than wanted only at the end of the file, -1 when there is no such segment
     */
    int read(String segment, int offset, byte[] into, int length) throws IOException;

    /** Bytes of this segment as it is, which may be fewer than it should have; -1 when there is no such segment. */
    long size(String segment) throws IOException;

    /** Names of all segments there are now, sorted; also preallocated ones, whose content is older than their name. */
    List<String> segments() throws IOException;

    /** Content of a timeline's history file, empty when there is none. */
    Optional<String> history(int timeline) throws IOException;

    @Override
    void close() throws IOException;
}
