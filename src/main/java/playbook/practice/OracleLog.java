package playbook.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import playbook.evidence.Json;

/**
 * Where a replica tells what it is about to commit and what was confirmed. A line reaches the system before the call
 * returns, so it survives the replica; it reaches the disk with the next {@link #force}.
 */
final class OracleLog implements AutoCloseable {

    private final FileChannel channel;
    private final String prefix;
    private long next;
    private boolean dirty;

    OracleLog(Path folder, String replica) {
        prefix = replica + "-" + ProcessHandle.current().pid() + "-" + System.currentTimeMillis();
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(
                    folder.resolve("writes-" + prefix + ".log"),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open the oracle's log in " + folder, e);
        }
    }

    /** @return the transaction's id, for {@link #acknowledged} */
    synchronized String intend(List<OracleLine.Write> writes) {
        String id = prefix + "-" + next++;
        append(new OracleLine(OracleLine.INTENT, id, Instant.now(), writes));
        return id;
    }

    synchronized void acknowledged(String id) {
        append(new OracleLine(OracleLine.ACK, id, Instant.now(), List.of()));
    }

    synchronized void force() {
        if (!dirty) {
            return;
        }
        try {
            channel.force(false);
            dirty = false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the oracle's log to the disk", e);
        }
    }

    @Override
    public synchronized void close() {
        force();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the oracle's log", e);
        }
    }

    private void append(OracleLine line) {
        ByteBuffer bytes = ByteBuffer.wrap((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            dirty = true;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the oracle's log", e);
        }
    }
}
