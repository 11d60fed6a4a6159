package playbook.postgres;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A source of WAL segments: a backup repository, the server's folder, or the server itself. Not thread-safe. */
public interface WalSource extends AutoCloseable {

    /** Description of the source, for messages. */
    String place();

    /** Size of each segment of this cluster, in bytes. */
    int segmentBytes() throws IOException;

    /** Good number of bytes to read at once; a power of two and a multiple of the page size. */
    int chunkBytes();

    /**
     * Reads from a segment.
     *
     * @return bytes read, fewer than wanted only at the end of the file, -1 when there is no such segment
     */
    int read(String segment, int offset, byte[] into, int length) throws IOException;

    /**
     * Present size of this segment in bytes, which may be less than a full segment; -1 when there is no such segment.
     */
    long size(String segment) throws IOException;

    /** Sorted names of all existing segments, also of recycled ones, whose content is older than their name. */
    List<String> segments() throws IOException;

    /** Content of a timeline's history file, empty when there is none. */
    Optional<String> history(int timeline) throws IOException;

    @Override
    void close() throws IOException;
}
