package playbook.operation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The name under which this application holds leases and jobs. The name is kept in the file
 * {@code <playbook.home>/node}. The operating system releases the file's lock when the process that holds it ends. So
 * an application that gets the lock knows that the former process has ended, and takes over its name and its leases at
 * once. An application that does not get the lock uses a new name.
 */
@Component
public class Node implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final int NAME_LENGTH = 36;

    private final FileChannel channel;
    private final String name;

    Node(@Value("${playbook.home}") Path home) throws IOException {
        Files.createDirectories(home);
        Path file = home.resolve("node");
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (locked()) {
            name = keptName();
        } else {
            name = UUID.randomUUID().toString();
            LOG.info("another application holds {}; this one works beside it as {}", file, name);
        }
    }

    public String name() {
        return name;
    }

    @Override
    public void destroy() throws IOException {
        channel.close();
    }

    private boolean locked() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        }
    }

    private String keptName() throws IOException {
        ByteBuffer kept = ByteBuffer.allocate(NAME_LENGTH);
        while (kept.hasRemaining() && channel.read(kept) >= 0) {
            // Read on until the buffer is full or the file ends.
        }
        if (!kept.hasRemaining()) {
            return new String(kept.array(), StandardCharsets.US_ASCII);
        }
        String fresh = UUID.randomUUID().toString();
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(true);
        return fresh;
    }
}
