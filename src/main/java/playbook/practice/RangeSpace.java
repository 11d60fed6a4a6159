package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import playbook.incident.HintedException;

/** The disk that a practice range needs: for the data, its backups, the WAL, a response's side instance and its snapshot. */
public final class RangeSpace {

    private RangeSpace() {}

    /** @param bytes wished size of the database */
    public static void require(Path folder, long bytes) {
        long free;
        try {
            free = Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot tell how much room " + folder + " has", e);
        }
        long needed = 5 * bytes + (2L << 30);
        if (free < needed) {
            throw new HintedException(
                    "a practice database of " + DataSize.text(bytes) + " needs about " + DataSize.text(needed)
                            + " of disk, " + folder + " has " + DataSize.text(free),
                    "choose a smaller --size, make room, or set PLAYBOOK_HOME to a folder on a larger disk");
        }
    }
}
